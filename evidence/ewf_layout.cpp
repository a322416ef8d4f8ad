// SPDX-License-Identifier: Apache-2.0
#include "evidence/ewf_layout.hpp"

#include <chrono>
#include <limits>
#include <string>

#include <fmt/format.h>

#include "core/text.hpp"
#include "evidence/deflate.hpp"

namespace trousse::evidence::ewf {

namespace {

void append(Bytes& to, std::span<const std::byte> bytes) {
  to.insert(to.end(), bytes.begin(), bytes.end());
}

void append_zeros(Bytes& to, std::size_t count) { to.resize(to.size() + count); }

// A record that grows into room it has already. GCC 12 takes the growth of a small vector for an
// overflow at -O3.
Bytes record(std::size_t room) {
  Bytes out;
  out.reserve(room);
  return out;
}

template <class Number>
void append_number(Bytes& to, Number value) {
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    to.push_back(static_cast<std::byte>(value >> (8 * i)));
  }
}

// The Adler-32 of what stands there from `start` on.
void append_checksum(Bytes& to, std::size_t start = 0) {
  append_number(to, adler32(std::span(to).subspan(start)));
}

Bytes descriptor_to(std::string_view type, std::uint64_t next, std::uint64_t size) {
  Bytes out = record(descriptor_size);
  append(out, std::as_bytes(std::span(type)));
  append_zeros(out, 16 - type.size());
  append_number(out, next);
  append_number(out, size);
  append_zeros(out, 40);
  append_checksum(out);
  return out;
}

Bytes deflated(std::span<const std::byte> plain) {
  // Deflate never adds more than 5 bytes to a block of 64 KiB; the rest is the ZLIB frame.
  Bytes out(plain.size() + plain.size() / 1024 + 256);
  const auto size = Deflater().compress(plain, out);
  out.resize(size.value_or(0));
  return out;
}

std::string one_line(std::string_view text) {
  std::string out = valid_utf8(text);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return out;
}

// The header section is read in a Windows code page: Latin-1 is what Western ones agree on.
std::string latin1(std::string_view text) {
  std::string out;
  for (const char16_t unit : utf16_from_utf8(text)) {
    const bool shared = unit < 0x80 || (unit >= 0xa0 && unit <= 0xff);
    out += shared ? static_cast<char>(unit) : '?';
  }
  return out;
}

// "2026 11 23 22 9 56" ("Header values"); in UTC, so that the image does not depend on where it was
// made.
std::string spaced_date(const Utc& time) {
  using namespace std::chrono;
  const sys_seconds moment{seconds(time.seconds)};
  const auto day = floor<days>(moment);
  const year_month_day date(day);
  const hh_mm_ss clock(moment - day);
  return fmt::format("{} {} {} {} {} {}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

}  // namespace

Bytes file_header(std::uint16_t segment) {
  constexpr std::string_view signature("EVF\x09\x0d\x0a\xff\x00\x01", 9);
  Bytes out = record(file_header_size);
  append(out, std::as_bytes(std::span(signature)));
  append_number(out, segment);
  append_number(out, std::uint16_t{0});
  return out;
}

Bytes descriptor(std::string_view type, std::uint64_t offset, std::uint64_t body_size) {
  const std::uint64_t size = descriptor_size + body_size;
  return descriptor_to(type, offset + size, size);
}

Bytes last_descriptor(std::string_view type, std::uint64_t offset) {
  // EnCase says 0 here, not the 76 bytes of the descriptor ("Done section").
  return descriptor_to(type, offset, 0);
}

Bytes header(const EwfCase& about) {
  const std::string values = fmt::format(
      "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t0", one_line(about.case_number),
      one_line(about.evidence_number), one_line(about.description), one_line(about.examiner),
      one_line(about.notes), one_line(about.version), one_line(about.operating_system),
      spaced_date(about.acquired), spaced_date(about.system));
  const std::string text =
      latin1("1\r\nmain\r\nc\tn\ta\te\tt\tav\tov\tm\tu\tp\r\n" + values + "\r\n\r\n");
  return deflated(std::as_bytes(std::span(text)));
}

Bytes header2(const EwfCase& about) {
  const std::string values = fmt::format(
      "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t0\t", one_line(about.description),
      one_line(about.case_number), one_line(about.evidence_number), one_line(about.examiner),
      one_line(about.notes), one_line(about.model), one_line(about.serial), one_line(about.version),
      one_line(about.operating_system), about.acquired.seconds, about.system.seconds);
  const std::u16string text = utf16_from_utf8(
      "\xEF\xBB\xBF"
      "3\nmain\na\tc\tn\te\tt\tmd\tsn\tav\tov\tm\tu\tp\tdc\n" +
      values +
      "\n\nsrce\n0\t1\np\tn\tid\tev\ttb\tlo\tpo\tah\tgu\taq\n0\t0\n\t\t\t\t\t-1\t-1\t\t\t\n"
      "\nsub\n0\t1\np\tn\tid\tnu\tco\tgu\n0\t0\n\t\t\t\t1\t\n\n");
  Bytes plain;
  for (const char16_t unit : text) append_number(plain, static_cast<std::uint16_t>(unit));
  return deflated(plain);
}

Bytes volume(const Geometry& geometry, const EwfCase& about, EwfMedium medium) {
  constexpr std::uint8_t image_of_a_physical_disk = 0x03;
  constexpr std::uint8_t fast_compression = 0x01;
  Bytes out = record(1052);
  append_number(out, static_cast<std::uint8_t>(medium == EwfMedium::fixed ? 1 : 0));
  append_zeros(out, 3);
  append_number(out, geometry.chunks);
  append_number(out, geometry.sectors_per_chunk);
  append_number(out, geometry.bytes_per_sector);
  append_number(out, geometry.sectors);
  append_zeros(out, 12);  // cylinders, heads, sectors: of no use since LBA
  append_number(out, image_of_a_physical_disk);
  append_zeros(out, 3 + 4 + 4 + 4);
  append_number(out, fast_compression);
  append_zeros(out, 3);
  append_number(out, std::uint32_t{1});  // sectors lost for one bad sector
  append_zeros(out, 4);
  append(out, about.set_id);
  append_zeros(out, 963 + 5);
  append_checksum(out);
  return out;
}

Bytes table(std::span<const std::uint32_t> entries, std::uint64_t first_offset) {
  Bytes out = record(28 + entries.size() * 4);
  append_number(out, static_cast<std::uint32_t>(entries.size()));
  append_zeros(out, 4);
  append_number(out, first_offset);
  append_zeros(out, 4);
  append_checksum(out);
  for (const std::uint32_t entry : entries) append_number(out, entry);
  append_checksum(out, 24);
  return out;
}

Bytes error2(std::span<const Gap> gaps, std::uint32_t bytes_per_sector) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
  Bytes entries;
  std::uint32_t count = 0;
  for (const Gap& gap : gaps) {
    const std::uint64_t first = gap.offset / bytes_per_sector;
    const std::uint64_t end = (gap.offset + gap.length + bytes_per_sector - 1) / bytes_per_sector;
    if (first > most || count == most) break;
    append_number(entries, static_cast<std::uint32_t>(first));
    append_number(entries, static_cast<std::uint32_t>(std::min(end - first, most)));
    ++count;
  }
  Bytes out = record(524 + entries.size());
  append_number(out, count);
  append_zeros(out, 512);
  append_checksum(out);
  append(out, entries);
  append_checksum(out, 520);
  return out;
}

Bytes digest(std::span<const std::byte> md5, std::span<const std::byte> sha1) {
  Bytes out = record(80);
  append(out, md5);
  append(out, sha1);
  append_zeros(out, 40);
  append_checksum(out);
  return out;
}

Bytes hash(std::span<const std::byte> md5) {
  Bytes out = record(36);
  append(out, md5);
  append_zeros(out, 16);
  append_checksum(out);
  return out;
}

}  // namespace trousse::evidence::ewf
