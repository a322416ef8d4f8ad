// SPDX-License-Identifier: Apache-2.0
#include "evidence/journal_walk.hpp"

#include <algorithm>
#include <array>

#include "evidence/archive_form.hpp"
#include "evidence/hash.hpp"

namespace trousse::evidence {
namespace fs = std::filesystem;
namespace {

// "PK\x03\x04": the first local header of a ZIP.
constexpr std::string_view zip_mark{"PK\x03\x04", 4};

bool has_fields(const Json& line) {
  const auto number = line.find("n");
  return number != line.end() && number->is_number_unsigned() && !text_of(line, "event").empty() &&
         !text_of(line, "prev").empty();
}

/// What the next line must carry.
struct Expected {
  std::uint64_t n = 0;
  std::string prev = std::string(64, '0');
};

WalkedLine judge(std::string_view text, std::uint64_t number, Expected& next) {
  WalkedLine line;
  line.number = number;
  line.fields = Json::object();
  auto fields = parse_object(text);
  if (!fields || !has_fields(*fields)) {
    line.faults.push_back(JournalFault::unreadable);
    ++next.n;
  } else {
    const std::uint64_t n = number_of(*fields, "n");
    if (n != next.n) line.faults.push_back(JournalFault::number);
    if (text_of(*fields, "prev") != next.prev) line.faults.push_back(JournalFault::chain);
    line.event = text_of(*fields, "event");
    line.fields = std::move(*fields);
    next.n = n + 1;
  }
  next.prev = hex(sha256(std::as_bytes(std::span(text))));
  return line;
}

Result<std::string> text_in(const Reader& file, const ZipEntry& entry) {
  if (entry.size > journal_limit) return fail(Errc::unsupported, "the journal is over 64 MiB");
  std::string text(static_cast<std::size_t>(entry.size), '\0');
  std::size_t filled = 0;
  while (filled < text.size()) {
    const auto rest = std::as_writable_bytes(std::span(text)).subspan(filled);
    const std::size_t got = TRY(file.read_at(entry.data_offset + filled, rest));
    if (got == 0) break;
    filled += got;
  }
  text.resize(filled);
  return text;
}

Result<std::string> text_of_archive(const Reader& file) {
  const ZipListing listing = TRY(read_zip(file));
  const auto entry = std::ranges::find(listing.entries, journal_name, &ZipEntry::name);
  if (entry == listing.entries.end()) return fail(Errc::not_whole, "no journal is in it");
  return text_in(file, *entry);
}

}  // namespace

void walk_journal(std::string_view text, const std::function<bool(const WalkedLine&)>& see) {
  Expected next;
  for (std::uint64_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) {
      WalkedLine line;
      line.number = number;
      line.fields = Json::object();
      line.faults.push_back(JournalFault::torn);
      see(line);
      return;
    }
    if (!see(judge(text.substr(0, end), number, next))) return;
    text.remove_prefix(end + 1);
  }
}

Result<std::string> journal_text(const fs::path& place) {
  Files& files = Files::disk();
  std::error_code ignored;
  if (fs::is_directory(place, ignored)) {
    const fs::path own = place / journal_name;
    const fs::path of_bag = place / "archive" / journal_name;
    return read_text(files, fs::exists(own, ignored) ? own : of_bag, journal_limit);
  }
  const auto file = TRY(files.read(place));
  std::array<std::byte, 4> mark{};
  const std::size_t got = TRY(file->read_at(0, mark));
  const std::string_view found(reinterpret_cast<const char*>(mark.data()), got);
  if (found == zip_mark) return text_of_archive(*file);
  return read_text(files, place, journal_limit);
}

}  // namespace trousse::evidence
