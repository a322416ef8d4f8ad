// SPDX-License-Identifier: Apache-2.0
#include "formats/sigma_condition.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/text.hpp"
#include "formats/sigma_pattern.hpp"

namespace trousse::formats {
namespace {

constexpr int deepest_condition = 64;
// "1 of them" grows by the number of selections each time.
constexpr std::size_t most_mentions = 20'000;

std::vector<std::string_view> condition_words(std::string_view text) {
  constexpr std::string_view marks = "()|";
  constexpr std::string_view spaces = " \t\r\n";
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    if (spaces.find(text[at]) != std::string_view::npos) {
      ++at;
    } else if (marks.find(text[at]) != std::string_view::npos) {
      words.push_back(text.substr(at++, 1));
    } else {
      const std::size_t end = std::min(text.find_first_of(" \t\r\n()|", at), text.size());
      words.push_back(text.substr(at, end - at));
      at = end;
    }
  }
  return words;
}

/// Recursive descent, one function for each floor of precedence: or, and, not, the rest.
class ConditionReader {
 public:
  ConditionReader(std::string_view text, std::span<const std::string> names)
      : words_(condition_words(text)), names_(names) {}

  Result<SigmaCondition> read() {
    if (words_.empty()) return fail(Errc::malformed, "an empty condition");
    SigmaCondition whole = TRY(read_any(0));
    if (at_ < words_.size()) return unexpected();
    return whole;
  }

 private:
  bool is_next(std::string_view word) const {
    return at_ < words_.size() && folded_value(words_[at_]) == word;
  }

  bool take(std::string_view word) {
    if (!is_next(word)) return false;
    ++at_;
    return true;
  }

  tl::unexpected<Error> unexpected() const {
    if (at_ >= words_.size()) return fail(Errc::malformed, "the condition ends too early");
    return fail(Errc::malformed, fmt::format("'{}' in the condition", printable(words_[at_], 80)));
  }

  static SigmaCondition joined(SigmaCondition::Kind kind, std::vector<SigmaCondition> parts) {
    if (parts.size() == 1) return std::move(parts[0]);
    return {kind, 0, std::move(parts)};
  }

  Result<SigmaCondition> read_any(int depth) {
    std::vector<SigmaCondition> parts;
    do {
      SigmaCondition part = TRY(read_all(depth));
      parts.push_back(std::move(part));
    } while (take("or"));
    return joined(SigmaCondition::Kind::any, std::move(parts));
  }

  Result<SigmaCondition> read_all(int depth) {
    std::vector<SigmaCondition> parts;
    do {
      SigmaCondition part = TRY(read_one(depth));
      parts.push_back(std::move(part));
    } while (take("and"));
    return joined(SigmaCondition::Kind::all, std::move(parts));
  }

  Result<SigmaCondition> read_one(int depth) {
    if (mentions_ > most_mentions) return fail(Errc::malformed, "a condition that is too long");
    if (depth == deepest_condition) {
      return fail(Errc::malformed,
                  fmt::format("a condition more than {} levels deep", deepest_condition));
    }
    if (take("not")) {
      SigmaCondition inner = TRY(read_one(depth + 1));
      SigmaCondition negated{SigmaCondition::Kind::negation, 0, {}};
      negated.parts.push_back(std::move(inner));
      return negated;
    }
    if (take("(")) {
      SigmaCondition inner = TRY(read_any(depth + 1));
      if (!take(")")) return unexpected();
      return inner;
    }
    const bool counts = at_ + 1 < words_.size() && folded_value(words_[at_ + 1]) == "of";
    if (counts) return read_some_of();
    return read_selection();
  }

  Result<SigmaCondition> read_some_of() {
    const std::string quantity = folded_value(words_[at_]);
    if (quantity != "1" && quantity != "any" && quantity != "all") return unexpected();
    at_ += 2;
    if (at_ >= words_.size() || words_[at_] == "(" || words_[at_] == ")") return unexpected();
    const std::string_view wanted = words_[at_];
    const bool them = folded_value(wanted) == "them";
    // An underscore sets a selection apart from those that are taken together.
    const bool takes_hidden = !them && wanted.starts_with('_');
    const SigmaPattern pattern(them ? "*" : wanted, {SigmaPattern::Place::whole, true, false});
    std::vector<SigmaCondition> parts;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const bool hidden = names_[i].starts_with('_') && !takes_hidden;
      if (hidden || !pattern.matches(names_[i])) continue;
      parts.push_back({SigmaCondition::Kind::selection, i, {}});
    }
    mentions_ += parts.size();
    if (parts.empty()) {
      return fail(Errc::malformed, fmt::format("the condition names '{}', which no selection is",
                                               printable(wanted, 80)));
    }
    ++at_;
    const auto kind = quantity == "all" ? SigmaCondition::Kind::all : SigmaCondition::Kind::any;
    return joined(kind, std::move(parts));
  }

  Result<SigmaCondition> read_selection() {
    if (at_ >= words_.size()) return unexpected();
    const std::string_view wanted = words_[at_];
    const auto found = std::find(names_.begin(), names_.end(), wanted);
    if (found == names_.end()) {
      if (wanted == ")" || wanted == "|" || is_next("and") || is_next("or")) return unexpected();
      return fail(Errc::malformed, fmt::format("the condition names '{}', which no selection is",
                                               printable(wanted, 80)));
    }
    ++at_;
    ++mentions_;
    return SigmaCondition{
        SigmaCondition::Kind::selection, static_cast<std::size_t>(found - names_.begin()), {}};
  }

  std::vector<std::string_view> words_;
  std::span<const std::string> names_;
  std::size_t at_ = 0;
  std::size_t mentions_ = 0;
};

}  // namespace

Result<SigmaCondition> read_sigma_condition(std::string_view text,
                                            std::span<const std::string> names) {
  if (text.find('|') != std::string_view::npos) {
    return fail(Errc::unsupported, "its condition counts events ('|'), which Sigma 2 took out");
  }
  return ConditionReader(text, names).read();
}

}  // namespace trousse::formats
