// SPDX-License-Identifier: Apache-2.0
#include "formats/regular_expression.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "core/text.hpp"

namespace trousse::formats {
namespace {

constexpr std::size_t longest_expression = std::size_t{16} << 10;
// "(.){200,}" takes a step and 160 bytes for each of the 32767 letters of the longest command line.
// PCRE2 counts steps anew for each place where a match may begin, hence the clock beside it, which
// is read between stretches of such places.
constexpr std::uint32_t most_steps = 200'000;
constexpr std::uint32_t most_memory = 20 * 1024;  // KiB
constexpr std::size_t begins_at_once = 128;
constexpr std::chrono::milliseconds longest_search{50};

const auto free_match_data = [](pcre2_match_data* data) { pcre2_match_data_free(data); };
using MatchData = std::unique_ptr<pcre2_match_data, decltype(free_match_data)>;

pcre2_compile_context* compile_context() {
  static pcre2_compile_context* const context = [] {
    pcre2_compile_context* made = pcre2_compile_context_create(nullptr);
    if (made != nullptr) pcre2_set_max_pattern_length(made, longest_expression);
    return made;
  }();
  return context;
}

using MatchContext = std::unique_ptr<pcre2_match_context, void (*)(pcre2_match_context*)>;

// One a search: the place up to which a match may begin is part of it.
MatchContext match_context() {
  MatchContext made(pcre2_match_context_create(nullptr),
                    [](pcre2_match_context* context) { pcre2_match_context_free(context); });
  if (!made) return made;
  pcre2_set_match_limit(made.get(), most_steps);
  pcre2_set_depth_limit(made.get(), most_steps);
  pcre2_set_heap_limit(made.get(), most_memory);
  return made;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char letter) { return static_cast<unsigned char>(letter) < 0x80; });
}

bool is_inside_character(char letter) {
  return (static_cast<unsigned char>(letter) & 0xC0U) == 0x80;
}

std::string message_of(int code) {
  std::array<unsigned char, 160> text{};
  pcre2_get_error_message(code, text.data(), text.size());
  return reinterpret_cast<const char*>(text.data());
}

}  // namespace

Result<RegularExpression> RegularExpression::compile(std::string_view expression, Options options) {
  std::uint32_t flags = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT;
  if (options.ignore_case) flags |= PCRE2_CASELESS;
  if (options.lines) flags |= PCRE2_MULTILINE;
  if (options.dot_all) flags |= PCRE2_DOTALL;
  const std::string valid = valid_utf8(expression);
  int error = 0;
  PCRE2_SIZE offset = 0;
  pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(valid.data()), valid.size(), flags,
                                   &error, &offset, compile_context());
  if (code == nullptr) {
    return fail(Errc::malformed,
                fmt::format("a regular expression: {} (at {})", message_of(error), offset));
  }
  RegularExpression made;
  made.code_ = {code, [](void* old) { pcre2_code_free(static_cast<pcre2_code*>(old)); }};
  pcre2_pattern_info(code, PCRE2_INFO_SIZE, &made.bytes_);
  return made;
}

RegularExpression::Answer RegularExpression::search(std::string_view given) const {
  // PCRE2 would look at the rest of the text again for each stretch.
  std::string mended;
  std::string_view text = given;
  if (!is_ascii(given)) text = mended = valid_utf8(given);
  const auto* code = static_cast<const pcre2_code*>(code_.get());
  const MatchData found(pcre2_match_data_create(1, nullptr), free_match_data);
  const MatchContext context = match_context();
  if (!found || !context) return Answer::gave_up;
  const auto end = std::chrono::steady_clock::now() + longest_search;
  for (std::size_t begin = 0;;) {
    std::size_t next = begin + begins_at_once;
    while (next < text.size() && is_inside_character(text[next])) ++next;
    pcre2_set_offset_limit(context.get(), next - 1);
    const int answer = pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                                   begin, PCRE2_NO_UTF_CHECK, found.get(), context.get());
    if (answer >= 0) return Answer::yes;
    if (answer != PCRE2_ERROR_NOMATCH) return Answer::gave_up;
    if (next > text.size()) return Answer::no;
    if (std::chrono::steady_clock::now() > end) return Answer::gave_up;
    begin = next;
  }
}

std::string pcre2_version() {
  std::array<char, 64> text{};  // "10.42 2022-12-11"; PCRE2 says that 24 characters are enough
  if (pcre2_config(PCRE2_CONFIG_VERSION, nullptr) > static_cast<int>(text.size())) return "";
  if (pcre2_config(PCRE2_CONFIG_VERSION, text.data()) < 0) return "";
  const std::string_view whole(text.data());
  return std::string(whole.substr(0, whole.find(' ')));
}

}  // namespace trousse::formats
