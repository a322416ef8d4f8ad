// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "words/messages.hpp"

namespace trousse::words {

/// Markup that is known to be well formed. Only the functions below make it, so text can not
/// reach a page without being escaped.
class Html {
 public:
  Html() = default;
  const std::string& markup() const { return markup_; }
  bool empty() const { return markup_.empty(); }
  Html& operator+=(const Html& more) {
    markup_ += more.markup_;
    return *this;
  }
  friend Html operator+(Html first, const Html& second) { return first += second; }

 private:
  explicit Html(std::string markup) : markup_(std::move(markup)) {}
  std::string markup_;

  friend Html plain(std::string_view text);
  friend Html evidence(std::string_view text, std::size_t longest);
  friend Html say(Language language, Id id, const std::vector<std::string>& values);
  friend Html element(std::string_view tag, const Html& inner, std::string_view css_class);
  friend Html blank_line();
};

/// Text of our own (a number, a time): escaped.
Html plain(std::string_view text);

/// Text from the evidence: made printable, cut after `longest` bytes, escaped, and isolated so
/// that letters written from right to left do not move what stands beside them.
Html evidence(std::string_view text, std::size_t longest = 1024);

/// A row of messages.def, its values shown as `evidence`. French punctuation gets its no-break
/// spaces, in the row only.
Html say(Language language, Id id, const std::vector<std::string>& values = {});

/// `<tag class="css_class">inner</tag>`; tag and class are literals of ours.
Html element(std::string_view tag, const Html& inner, std::string_view css_class = {});

/// A line to write on with a pen.
Html blank_line();

using HtmlRow = std::vector<Html>;

/// A table whose first row is its header; empty when `rows` is.
Html table(const HtmlRow& head, const std::vector<HtmlRow>& rows, std::string_view css_class);

/// A table of two columns, the first being the name of the second.
Html pairs(const std::vector<std::pair<Html, Html>>& rows);

/// A list, "ul" or "ol"; empty when `items` is.
Html list(std::string_view tag, const std::vector<Html>& items, std::string_view css_class = {});

/// The whole page. `running` is printed at the top of each sheet of paper.
std::string page(Language language, std::string_view title, std::string_view running,
                 const Html& body);

}  // namespace trousse::words
