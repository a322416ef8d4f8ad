// SPDX-License-Identifier: Apache-2.0
#include "cli/paper_options.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "formats/contact_card.hpp"
#include "papers/canvas.hpp"
#include "papers/dates.hpp"

namespace trousse::cli {
Result<std::string> text_of_file(const std::string& path) {
  constexpr std::uintmax_t most = 4U << 20U;
  std::error_code trouble;
  const auto size = std::filesystem::file_size(path, trouble);
  if (trouble) return fail(Errc::missing, path + ": " + trouble.message());
  if (size > most) return fail(Errc::malformed, path + ": larger than 4 MB");
  std::ifstream in(path, std::ios::binary);
  std::string text(static_cast<std::size_t>(size), '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in) return fail(Errc::unreadable, path + ": not readable");
  return text;
}

Result<Utc> typed_moment(const std::string& typed) {
  const auto moment = papers::moment_of(typed);
  if (moment) return *moment;
  return fail(Errc::usage, typed + ": no moment such as 2026-11-24T19:05+01:00");
}

Result<ContactCard> contact_card(const std::string& path) {
  const std::string text = TRY(text_of_file(path));
  const auto read = formats::read_contact_card(std::as_bytes(std::span(text)));
  if (read.card.empty()) return fail(Errc::malformed, path + ": this contact card says nothing");
  return read.card;
}

void warn(const Context& context, words::Id id, const std::vector<std::string>& values) {
  std::fputs((words::filled(id, context.language, values) + "\n").c_str(), stderr);
}

void warn_of_font(const Context& context) {
  static bool said = false;
  if (!said) warn(context, words::Id::papers_font_missing, {papers::Canvas::font_family});
  said = true;
}

}  // namespace trousse::cli
