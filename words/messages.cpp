// SPDX-License-Identifier: Apache-2.0
#include "words/messages.hpp"

#include <array>
#include <exception>
#include <functional>

#include <fmt/args.h>
#include <fmt/format.h>

#include "core/text.hpp"
#include "words/pattern.hpp"

namespace trousse::words {
namespace {

struct Row {
  std::string_view name;
  std::string_view french;
  std::string_view english;
};

constexpr auto rows = std::to_array<Row>({
#define MESSAGE(id, fr, en) {#id, fr, en},
#include "words/messages.def"
#undef MESSAGE
});

constexpr std::size_t longest_value = 512;

struct ErrorRow {
  Id happened;
  Id safe;
  Id now;
};

// A switch without default: the compiler refuses a code that has no row.
ErrorRow error_row(Errc code) {
  switch (code) {
#define TROUSSE_ERROR_ROW(code) \
  case Errc::code:              \
    return {Id::error_##code##_happened, Id::error_##code##_safe, Id::error_##code##_now}
    TROUSSE_ERROR_ROW(unreadable);
    TROUSSE_ERROR_ROW(missing);
    TROUSSE_ERROR_ROW(malformed);
    TROUSSE_ERROR_ROW(unsupported);
    TROUSSE_ERROR_ROW(locked);
    TROUSSE_ERROR_ROW(refused);
    TROUSSE_ERROR_ROW(usage);
    TROUSSE_ERROR_ROW(key_full);
    TROUSSE_ERROR_ROW(key_removed);
    TROUSSE_ERROR_ROW(not_whole);
    TROUSSE_ERROR_ROW(wrong_key);
    TROUSSE_ERROR_ROW(exists);
    TROUSSE_ERROR_ROW(cancelled);
#undef TROUSSE_ERROR_ROW
  }
  return {Id::error_unreadable_happened, Id::error_unreadable_safe, Id::error_unreadable_now};
}

}  // namespace

const std::size_t message_count = rows.size();

std::string_view text(Id id, Language language) {
  const Row& row = rows[static_cast<std::size_t>(id)];
  return language == Language::french ? row.french : row.english;
}

std::string format_pattern(std::string_view pattern, const std::vector<std::string>& ready) {
  try {
    fmt::dynamic_format_arg_store<fmt::format_context> store;
    for (const std::string& value : ready) store.push_back(std::cref(value));
    return fmt::vformat(fmt::string_view(pattern.data(), pattern.size()), store);
  } catch (const std::exception&) {
    // A wrong row must not cost a person the rest of the page.
    std::string out(pattern);
    for (const std::string& value : ready) out += " [" + value + "]";
    return out;
  }
}

std::string filled(Id id, Language language, const std::vector<std::string>& values) {
  std::vector<std::string> ready;
  ready.reserve(values.size());
  for (const std::string& value : values) ready.push_back(printable(value, longest_value));
  return format_pattern(text(id, language), ready);
}

std::string_view name(Id id) { return rows[static_cast<std::size_t>(id)].name; }

std::optional<Id> id_of(std::string_view name) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].name == name) return static_cast<Id>(i);
  }
  return std::nullopt;
}

std::string sentence(const Note& note, Language language) {
  const auto row = id_of(note.id);
  if (!row) return filled(Id::note_unknown, language, {note.id, note.detail});
  return filled(*row, language, {note.detail});
}

ErrorSentences sentences(Errc code, Language language) {
  const ErrorRow row = error_row(code);
  const auto say = [&](Id id) { return std::string(text(id, language)); };
  return {say(row.happened), say(row.safe), say(row.now)};
}

}  // namespace trousse::words
