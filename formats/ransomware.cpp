// SPDX-License-Identifier: Apache-2.0
#include "formats/ransomware.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "formats/content.hpp"
#include "formats/known_extensions.hpp"
#include "formats/note_name.hpp"

namespace trousse::formats {
namespace {

using Words = std::vector<std::string_view>;

/// Glob with '*' and '?' only, without recursion: goes back to the last star alone.
bool fits(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && (pattern[p] == text[t] || pattern[p] == '?')) {
      ++p;
      ++t;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

/// Pearson's chi-square of the byte counts against equal shares. Random bytes give 255 with a
/// deviation of 22.6 whatever the length; deflated or JPEG data gives thousands at 64 KiB.
double chi_square(std::span<const std::byte> bytes) {
  std::array<std::uint32_t, 256> counts{};
  for (const std::byte byte : bytes) ++counts[static_cast<unsigned char>(byte)];
  const double expected = static_cast<double>(bytes.size()) / 256.0;
  double sum = 0;
  for (const std::uint32_t count : counts) {
    const double off = static_cast<double>(count) - expected;
    sum += off * off / expected;
  }
  return sum;
}

// Five deviations above the mean: one random block in millions.
constexpr double random_chi_square = 255 + 5 * 22.6;
constexpr std::size_t block = 4096;
// Below this the counts say too little.
constexpr std::size_t least_sample = 256;

/// Encryption of stretches only (Play, BlackCat, LockBit…) still begins at the start of the file:
/// the first block is what counts, the whole sample confirms when the first is short of a header.
bool begins_random(std::span<const std::byte> head) {
  if (head.size() < least_sample) return false;
  const auto first = head.first(std::min(block, head.size()));
  if (chi_square(first) < random_chi_square) return true;
  // A header of its own before the ciphertext: the second block is judged then.
  return head.size() >= 3 * block && chi_square(head.subspan(block, 2 * block)) < random_chi_square;
}

// Extensions whose content looks random though no mark tells it.
constexpr std::array<std::string_view, 35> dense_extensions{
    "brotli", "aac", "aes", "age", "arw", "br",   "bsf", "cr2", "dat",   "e01",  "enc",  "etl",
    "gpg",    "hc",  "idx", "jdf", "jks", "lzma", "mpq", "nef", "ocf",   "p7m",  "p7s",  "pak",
    "pck",    "pgp", "rnd", "sig", "tc",  "tib",  "vbk", "vbm", "vibdx", "vmcz", "woff2"};

bool is_dense_extension(std::string_view extension) {
  return std::find(dense_extensions.begin(), dense_extensions.end(), extension) !=
         dense_extensions.end();
}

/// Types told by two bytes, which ciphertext shows by chance once in 65536 files.
bool is_short_mark(std::string_view type) {
  return type == "EXE" || type == "BMP" || type == "MP3" || type == "Script" || type == "JSP";
}

}  // namespace

std::span<const RansomwareFamily> ransomware_families() {
#define EXTENSIONS(...) \
  Words { __VA_ARGS__ }
#define NOTES(...) \
  Words { __VA_ARGS__ }
#define FAMILY(name, extensions, notes) RansomwareFamily{name, extensions, notes},
  static const std::vector<RansomwareFamily> families{
#include "formats/ransomware_families.def"
  };
#undef FAMILY
#undef NOTES
#undef EXTENSIONS
  return families;
}

std::string_view family_of_extension(std::string_view extension) {
  const std::string wanted = folded(extension);
  if (wanted.empty()) return "";
  for (const RansomwareFamily& family : ransomware_families()) {
    for (const std::string_view pattern : family.extensions) {
      if (fits(pattern, wanted)) return family.name;
    }
  }
  return "";
}

NoteName note_name(std::string_view name) {
  const std::string wanted = folded(name);
  NoteName best;
  for (const RansomwareFamily& family : ransomware_families()) {
    for (const std::string_view pattern : family.note_names) {
      if (!fits(pattern, wanted)) continue;
      const auto wild = std::count_if(pattern.begin(), pattern.end(),
                                      [](char letter) { return letter == '*' || letter == '?'; });
      const std::size_t letters = pattern.size() - static_cast<std::size_t>(wild);
      if (letters > best.letters) best = {family.name, pattern, letters};
    }
  }
  return best;
}

Look judge_content(std::string_view name, std::span<const std::byte> head) {
  if (head.empty()) return Look::unknown;
  const std::string_view type = file_type(head);
  const auto dot = name.find_last_of('.');
  const std::string last =
      dot == std::string_view::npos ? "" : folded(name.substr(dot + 1, std::string::npos));
  // "notes.txt.gz" promises what its last extension says, "notes.txt.lockbit" what stands before.
  const std::string inner = is_ordinary_extension(last) ? "" : inner_extension(name);
  const bool broken = contradicts_extension(inner.empty() ? last : inner, head);
  const bool random = begins_random(head);
  if (random && broken && (type.empty() || is_short_mark(type))) return Look::encrypted;
  if (!type.empty()) return is_dense_type(type) ? Look::dense : Look::plain;
  if (!random) return Look::plain;
  return is_dense_extension(last) || is_ordinary_extension(last) ? Look::dense : Look::encrypted;
}

}  // namespace trousse::formats
