// SPDX-License-Identifier: Apache-2.0
#include "formats/sigma_pattern.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace trousse::formats {
namespace {

// Bytes that no UTF-8 text has stand for what is no letter.
constexpr char any_character = '\xFF';
constexpr char any_dash = '\xFE';
constexpr char any_text = '\xFD';

bool is_continuation(char letter) { return (static_cast<unsigned char>(letter) & 0xC0U) == 0x80; }

bool is_word_letter(char letter) {
  return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
         (letter >= 'A' && letter <= 'Z') || letter == '_' ||
         static_cast<unsigned char>(letter) >= 0x80;
}

/// Bytes of the dash that the text begins with, 0 for none.
std::size_t dash_length(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] == '-' || text[0] == '/') return 1;
  const bool long_dash =
      text.substr(0, 2) == "\xE2\x80" && text.size() > 2 && text[2] >= '\x93' && text[2] <= '\x95';
  return long_dash ? 3 : 0;
}

std::size_t character_length(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && is_continuation(text[length])) ++length;
  return length;
}

/// A byte of the text itself, none of the above.
bool is_letter(char byte) { return static_cast<unsigned char>(byte) < 0xFD; }

std::uint32_t byte_at(char byte, std::size_t place) {
  return static_cast<std::uint32_t>(static_cast<unsigned char>(byte)) << (8 * place);
}

/// Escapes undone, wildcards as the bytes above.
std::string with_marks(std::string_view value) {
  std::string out;
  out.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char letter = value[i];
    const char next = i + 1 < value.size() ? value[i + 1] : '\0';
    if (letter == '\\' && (next == '*' || next == '?' || next == '\\')) {
      out += next;
      ++i;
    } else if (letter == '*') {
      out += any_text;
    } else if (letter == '?') {
      out += any_character;
    } else {
      out += letter;
    }
  }
  return out;
}

void mark_dashes(std::string& marked) {
  std::string out;
  for (std::size_t i = 0; i < marked.size();) {
    const std::size_t length = dash_length(std::string_view(marked).substr(i));
    const bool after_word = i > 0 && is_word_letter(marked[i - 1]) && marked[i - 1] != any_text &&
                            marked[i - 1] != any_character;
    const char next = i + length < marked.size() ? marked[i + length] : '\0';
    const bool before_word = is_word_letter(next) && next != any_text && next != any_character;
    if (length > 0 && !after_word && before_word) {
      out += any_dash;
      i += length;
    } else {
      out += marked[i++];
    }
  }
  marked = std::move(out);
}

/// Where the segment ends when it stands at `at`, or npos.
std::size_t end_of_match(std::string_view segment, std::string_view text, std::size_t at) {
  for (const char letter : segment) {
    if (at >= text.size()) return std::string_view::npos;
    if (letter == any_character) {
      at += character_length(text.substr(at));
    } else if (letter == any_dash) {
      const std::size_t length = dash_length(text.substr(at));
      if (length == 0) return std::string_view::npos;
      at += length;
    } else if (text[at] == letter) {
      ++at;
    } else {
      return std::string_view::npos;
    }
  }
  return at;
}

bool ends_with_segment(std::string_view segment, std::string_view text, std::size_t from) {
  for (std::size_t at = from; at <= text.size(); ++at) {
    if (end_of_match(segment, text, at) == text.size()) return true;
  }
  return false;
}

}  // namespace

std::string folded_value(std::string_view text) {
  std::string out(text);
  for (char& letter : out) {
    if (static_cast<unsigned char>(letter) >= 0x80) return folded(text);
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter + ('a' - 'A'));
  }
  return out;
}

SigmaText::SigmaText(std::string_view text) : text_(text) {
  for (std::size_t i = 0; i < 4 && i < text.size(); ++i) {
    head_ |= byte_at(text[i], i);
    tail_ |= byte_at(text[text.size() - 1 - i], 3 - i);
  }
}

std::uint16_t SigmaText::trigram(const char* three) {
  const std::uint32_t bytes = byte_at(three[0], 0) | byte_at(three[1], 1) | byte_at(three[2], 2);
  return static_cast<std::uint16_t>((bytes * 0x9E3779B1U) >> 17);
}

void SigmaText::list_trigrams() const {
  trigrams_ = std::make_unique<std::bitset<1U << 15>>();
  for (std::size_t i = 0; i + 2 < text_.size(); ++i) trigrams_->set(trigram(text_.data() + i));
}

SigmaPattern::SigmaPattern(std::string_view value, Reading reading) : cased_(reading.cased) {
  std::string marked = with_marks(cased_ ? valid_utf8(value) : folded_value(value));
  if (reading.windash) mark_dashes(marked);
  open_start_ = reading.place == Place::end || reading.place == Place::anywhere;
  open_end_ = reading.place == Place::start || reading.place == Place::anywhere;
  if (marked.starts_with(any_text)) open_start_ = true;
  if (marked.ends_with(any_text)) open_end_ = true;
  std::string segment;
  for (const char letter : marked) {
    if (letter != any_text) {
      segment += letter;
    } else if (!segment.empty()) {
      segments_.push_back(std::move(segment));
      segment.clear();
    }
  }
  if (!segment.empty()) segments_.push_back(std::move(segment));
  plain_ =
      marked.find(any_character) == std::string::npos && marked.find(any_dash) == std::string::npos;
  if (segments_.empty()) return;
  note_ends();
  if (cost() > 1) note_trigrams();
}

void SigmaPattern::note_ends() {
  const std::string& first = segments_.front();
  for (std::size_t i = 0; !open_start_ && i < 4 && i < first.size(); ++i) {
    if (!is_letter(first[i])) break;
    head_ |= byte_at(first[i], i);
    head_mask_ |= byte_at('\xFF', i);
  }
  const std::string& last = segments_.back();
  for (std::size_t i = 0; !open_end_ && i < 4 && i < last.size(); ++i) {
    const char letter = last[last.size() - 1 - i];
    if (!is_letter(letter)) break;
    tail_ |= byte_at(letter, 3 - i);
    tail_mask_ |= byte_at('\xFF', 3 - i);
  }
}

// The first, the last and the middle one of the longest stretch of letters.
void SigmaPattern::note_trigrams() {
  std::string_view longest;
  for (const std::string_view segment : segments_) {
    for (std::size_t from = 0; from < segment.size();) {
      std::size_t end = from;
      while (end < segment.size() && is_letter(segment[end])) ++end;
      if (end - from > longest.size()) longest = segment.substr(from, end - from);
      from = end + 1;
    }
  }
  if (longest.size() < 3) return;
  const std::size_t last = longest.size() - 3;
  for (const std::size_t at : {last, last / 2, std::size_t{0}}) {
    trigrams_[trigram_count_++] = SigmaText::trigram(longest.data() + at);
    if (at == 0) break;
  }
}

std::size_t SigmaPattern::find(const std::string& segment, std::string_view text,
                               std::size_t from) const {
  if (plain_) {
    const std::size_t at = text.find(segment, from);
    return at == std::string_view::npos ? at : at + segment.size();
  }
  for (std::size_t at = from; at < text.size(); ++at) {
    const std::size_t end = end_of_match(segment, text, at);
    if (end != std::string_view::npos) return end;
  }
  return std::string_view::npos;
}

bool SigmaPattern::matches(std::string_view text) const {
  if (segments_.empty()) return open_start_ || open_end_ || text.empty();
  std::size_t at = 0;
  std::size_t first = 0;
  std::size_t last = segments_.size();
  if (!open_start_) {
    at = end_of_match(segments_[0], text, 0);
    if (at == std::string_view::npos) return false;
    first = 1;
    if (last == 1) return open_end_ || at == text.size();
  }
  if (!open_end_) --last;
  for (std::size_t i = first; i < last; ++i) {
    at = find(segments_[i], text, at);
    if (at == std::string_view::npos) return false;
  }
  if (open_end_) return true;
  const std::string& end = segments_.back();
  if (!plain_) return ends_with_segment(end, text, at);
  return text.size() - at >= end.size() && text.ends_with(end);
}

std::optional<std::string> SigmaPattern::only_text() const {
  if (open_start_ || open_end_ || !plain_ || segments_.size() > 1) return std::nullopt;
  return segments_.empty() ? std::string() : segments_[0];
}

unsigned SigmaPattern::cost() const {
  const bool searches = segments_.size() > 1 || (open_start_ && open_end_);
  return (searches ? 8U : 1U) * (plain_ ? 1U : 4U);
}

std::optional<std::string> plain_sigma_text(std::string_view value) {
  std::string marked = with_marks(valid_utf8(value));
  const bool wild =
      marked.find(any_text) != std::string::npos || marked.find(any_character) != std::string::npos;
  if (wild) return std::nullopt;
  return marked;
}

}  // namespace trousse::formats
