// SPDX-License-Identifier: Apache-2.0
#include "evidence/zip.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace trousse::evidence {
namespace {

// Section numbers are those of APPNOTE.TXT 6.3.10.
constexpr std::uint32_t local_mark = 0x04034b50;      // 4.3.7
constexpr std::uint32_t central_mark = 0x02014b50;    // 4.3.12
constexpr std::uint32_t end_mark = 0x06054b50;        // 4.3.16
constexpr std::uint32_t end64_mark = 0x06064b50;      // 4.3.14
constexpr std::uint32_t locator64_mark = 0x07064b50;  // 4.3.15
constexpr std::uint64_t full32 = 0xffffffff;
constexpr std::uint64_t full16 = 0xffff;
constexpr std::uint16_t plain_version = 20;
constexpr std::uint16_t zip64_version = 45;
constexpr std::uint16_t made_by_unix = (3U << 8) | zip64_version;
constexpr std::uint32_t regular_file_0644 = 0100644U << 16;
constexpr std::uint16_t zip64_extra = 1;  // 4.5.3
constexpr std::size_t local_size = 30;
constexpr std::size_t central_size = 46;
constexpr std::size_t end_size = 22;
constexpr std::size_t end64_size = 56;
constexpr std::size_t locator64_size = 20;
constexpr std::uint64_t directory_limit = std::uint64_t{64} << 20;
constexpr std::size_t longest_name = 255;

/// Little-endian numbers, one after the other.
class Record {
 public:
  Record& u16(std::uint64_t value) { return number(value, 2); }
  Record& u32(std::uint64_t value) { return number(value, 4); }
  Record& u64(std::uint64_t value) { return number(value, 8); }
  Record& text(std::string_view value) {
    bytes_ += value;
    return *this;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  Record& number(std::uint64_t value, unsigned count) {
    for (unsigned i = 0; i < count; ++i) bytes_ += static_cast<char>((value >> (8 * i)) & 0xffU);
    return *this;
  }
  std::string bytes_;
};

std::uint64_t number_at(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  if (at + count > bytes.size()) return 0;
  for (std::size_t i = 0; i < count; ++i) {
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  }
  return value;
}

bool is_large(const ZipEntry& entry) { return entry.size >= full32; }

std::uint64_t header_offset(const ZipEntry& entry) {
  return entry.data_offset - local_size - entry.name.size() - (is_large(entry) ? 20 : 0);
}

std::string central_header(const ZipEntry& entry, std::uint32_t time) {
  const std::uint64_t offset = header_offset(entry);
  Record extra;
  if (is_large(entry)) extra.u64(entry.size).u64(entry.size);
  if (offset >= full32) extra.u64(offset);
  const bool zip64 = !extra.bytes().empty();
  Record header;
  header.u32(central_mark).u16(made_by_unix).u16(zip64 ? zip64_version : plain_version);
  header.u16(0).u16(0).u32(time).u32(entry.crc32);
  header.u32(std::min(entry.size, full32)).u32(std::min(entry.size, full32));
  header.u16(entry.name.size()).u16(zip64 ? extra.bytes().size() + 4 : 0).u16(0).u16(0).u16(0);
  header.u32(regular_file_0644).u32(std::min(offset, full32)).text(entry.name);
  if (zip64) header.u16(zip64_extra).u16(extra.bytes().size()).text(extra.bytes());
  return header.bytes();
}

Result<std::string> piece_of(const Reader& file, std::uint64_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const auto rest = std::as_writable_bytes(std::span(bytes)).subspan(done);
    const std::size_t got = TRY(file.read_at(offset + done, rest));
    if (got == 0) break;
    done += got;
  }
  bytes.resize(done);
  return bytes;
}

/// Where the end records say that the directory is.
struct DirectoryPlace {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

std::optional<DirectoryPlace> directory_place(std::string_view tail) {
  if (tail.size() < end_size) return std::nullopt;
  const std::string_view end = tail.substr(tail.size() - end_size);
  if (number_at(end, 0, 4) != end_mark) return std::nullopt;
  DirectoryPlace place{number_at(end, 16, 4), number_at(end, 12, 4)};
  const std::size_t zip64_size = end_size + locator64_size + end64_size;
  if (tail.size() >= zip64_size &&
      number_at(tail, tail.size() - end_size - locator64_size, 4) == locator64_mark) {
    const std::string_view end64 = tail.substr(tail.size() - zip64_size);
    place = {number_at(end64, 48, 8), number_at(end64, 40, 8)};
  }
  return place;
}

// The entries that a directory names. Sizes and offsets come from a hostile file: they are only
// believed once the whole structure has been rebuilt from them and compared.
std::optional<std::vector<ZipEntry>> parse_directory(std::string_view bytes) {
  std::vector<ZipEntry> entries;
  while (number_at(bytes, 0, 4) == central_mark && bytes.size() >= central_size) {
    const std::size_t name_size = number_at(bytes, 28, 2);
    const std::size_t extra_size = number_at(bytes, 30, 2);
    if (bytes.size() < central_size + name_size + extra_size) return std::nullopt;
    ZipEntry entry;
    entry.name = bytes.substr(central_size, name_size);
    entry.crc32 = static_cast<std::uint32_t>(number_at(bytes, 16, 4));
    entry.size = number_at(bytes, 24, 4);
    if (entry.size == full32) entry.size = number_at(bytes, central_size + name_size + 4, 8);
    if (!is_archive_name(entry.name)) return std::nullopt;
    entries.push_back(std::move(entry));
    bytes.remove_prefix(central_size + name_size + extra_size);
  }
  return entries;
}

Result<bool> local_headers_hold(const Reader& file, const ZipListing& listing) {
  for (const ZipEntry& entry : listing.entries) {
    const std::string expected = zip_local_header(entry, listing.time);
    const std::string found = TRY(piece_of(file, header_offset(entry), expected.size()));
    if (found != expected) return false;
  }
  return true;
}

Result<ZipListing> read_strictly(const Reader& file) {
  ZipListing listing;
  const std::size_t tail_size = end_size + locator64_size + end64_size;
  const std::uint64_t tail_offset = file.size() - std::min<std::uint64_t>(file.size(), tail_size);
  const std::string tail = TRY(piece_of(file, tail_offset, tail_size));
  const auto place = directory_place(tail);
  if (!place) {
    listing.trouble = "the end of the archive is missing";
    listing.truncated = true;
    return listing;
  }
  listing.trouble = "the archive's directory does not hold";
  if (place->offset > file.size() || file.size() - place->offset > directory_limit) return listing;
  const std::string directory =
      TRY(piece_of(file, place->offset, static_cast<std::size_t>(file.size() - place->offset)));
  auto entries = parse_directory(directory);
  if (!entries || entries->empty()) return listing;
  listing.entries = std::move(*entries);
  listing.time = static_cast<std::uint32_t>(number_at(directory, 12, 4));
  // Sizes near 2^64 must not wrap in the sum.
  for (const ZipEntry& entry : listing.entries) {
    if (entry.size > file.size()) return listing;
  }
  if (lay_out(listing.entries, listing.time) != place->offset ||
      zip_directory(listing.entries, listing.time) != directory) {
    return listing;
  }
  listing.trouble = "an entry's header does not hold";
  const bool hold = TRY(local_headers_hold(file, listing));
  if (hold) listing.trouble.clear();
  return listing;
}

// What can still be found in a damaged archive, from its start.
Result<std::vector<ZipEntry>> follow_headers(const Reader& file) {
  std::vector<ZipEntry> entries;
  std::uint64_t at = 0;
  while (at + local_size < file.size() && entries.size() < 1'000'000) {
    const std::string header = TRY(piece_of(file, at, local_size + longest_name + 20));
    const std::size_t name_size = number_at(header, 26, 2);
    if (number_at(header, 0, 4) != local_mark || name_size > longest_name) break;
    ZipEntry entry;
    entry.name = header.substr(local_size, name_size);
    entry.crc32 = static_cast<std::uint32_t>(number_at(header, 14, 4));
    entry.size = number_at(header, 22, 4);
    if (entry.size == full32) entry.size = number_at(header, local_size + name_size + 4, 8);
    entry.data_offset = at + local_size + name_size + number_at(header, 28, 2);
    if (!is_archive_name(entry.name) || entry.data_offset > file.size() ||
        entry.size > file.size() - entry.data_offset) {
      break;
    }
    at = entry.data_offset + entry.size;
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace

bool is_archive_name(std::string_view name) {
  if (name.empty() || name.size() > longest_name) return false;
  while (true) {
    const auto slash = name.find('/');
    const std::string_view component = name.substr(0, slash);
    const bool plain = std::all_of(component.begin(), component.end(), [](char letter) {
      return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
             (letter >= '0' && letter <= '9') || letter == '.' || letter == '_' || letter == '-';
    });
    if (!plain || component.empty() || component == "." || component == "..") return false;
    if (slash == std::string_view::npos) return true;
    name.remove_prefix(slash + 1);
  }
}

std::uint32_t dos_time(const Utc& time) {
  using namespace std::chrono;
  const sys_seconds moment{seconds{time.seconds}};
  const auto day = floor<days>(moment);
  const year_month_day date{day};
  const hh_mm_ss clock{moment - day};
  const int year = static_cast<int>(date.year());
  if (year < 1980 || year > 2107) return (1U << 21) | (1U << 16);
  const auto high = (static_cast<std::uint32_t>(year - 1980) << 9) |
                    (static_cast<unsigned>(date.month()) << 5) | static_cast<unsigned>(date.day());
  const auto low = (static_cast<std::uint32_t>(clock.hours().count()) << 11) |
                   (static_cast<std::uint32_t>(clock.minutes().count()) << 5) |
                   static_cast<std::uint32_t>(clock.seconds().count() / 2);
  return (high << 16) | low;
}

std::string zip_local_header(const ZipEntry& entry, std::uint32_t time) {
  const bool large = is_large(entry);
  Record header;
  header.u32(local_mark).u16(large ? zip64_version : plain_version).u16(0).u16(0).u32(time);
  header.u32(entry.crc32).u32(std::min(entry.size, full32)).u32(std::min(entry.size, full32));
  header.u16(entry.name.size()).u16(large ? 20 : 0).text(entry.name);
  if (large) header.u16(zip64_extra).u16(16).u64(entry.size).u64(entry.size);
  return header.bytes();
}

std::uint64_t lay_out(std::vector<ZipEntry>& entries, std::uint32_t time) {
  std::uint64_t at = 0;
  for (ZipEntry& entry : entries) {
    entry.data_offset = at + zip_local_header(entry, time).size();
    at = entry.data_offset + entry.size;
  }
  return at;
}

std::string zip_directory(const std::vector<ZipEntry>& entries, std::uint32_t time) {
  Record out;
  for (const ZipEntry& entry : entries) out.text(central_header(entry, time));
  const std::uint64_t size = out.bytes().size();
  const std::uint64_t offset =
      entries.empty() ? 0 : entries.back().data_offset + entries.back().size;
  if (entries.size() >= full16 || offset >= full32) {
    out.u32(end64_mark).u64(end64_size - 12).u16(made_by_unix).u16(zip64_version).u32(0).u32(0);
    out.u64(entries.size()).u64(entries.size()).u64(size).u64(offset);
    out.u32(locator64_mark).u32(0).u64(offset + size).u32(1);
  }
  out.u32(end_mark).u16(0).u16(0);
  out.u16(std::min<std::uint64_t>(entries.size(), full16));
  out.u16(std::min<std::uint64_t>(entries.size(), full16));
  out.u32(size).u32(std::min(offset, full32)).u16(0);
  return out.bytes();
}

Result<ZipListing> read_zip(const Reader& file) {
  ZipListing listing = TRY(read_strictly(file));
  if (listing.trouble.empty()) return listing;
  listing.entries = TRY(follow_headers(file));
  if (listing.entries.empty()) return fail(Errc::malformed, "not an archive of ours");
  return listing;
}

}  // namespace trousse::evidence
