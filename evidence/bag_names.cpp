// SPDX-License-Identifier: Apache-2.0
#include "evidence/bag_names.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>

#include "core/text.hpp"
#include "evidence/hash.hpp"

namespace trousse::evidence {
namespace {

constexpr std::size_t longest_component = 255;  // bytes: ext4; NTFS counts 255 UTF-16 units
constexpr std::size_t longest_extension = 20;

bool must_encode(char letter) {
  const auto code = static_cast<unsigned char>(letter);
  return code < 0x20 || code == 0x7f || std::strchr("<>:\"|?*\\", letter) != nullptr;
}

// The letters that `safe_component` may write as %XX: what must be encoded, what must not stand
// last, and the first letters of the names of devices.
bool is_code_of_ours(unsigned code) {
  const char letter = static_cast<char>(code);
  return must_encode(letter) || std::strchr("/%. ACLNPaclnp", letter) != nullptr;
}

// A '%' is encoded only where it would read as one of our codes, so that the many names like
// "Microsoft-Windows-PowerShell%4Operational.evtx" stay what every tool looks for.
bool reads_as_code(std::string_view text, std::size_t at) {
  if (text[at] != '%' || at + 2 >= text.size()) return false;
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto high = digits.find(text[at + 1]);
  const auto low = digits.find(text[at + 2]);
  if (high == std::string_view::npos || low == std::string_view::npos) return false;
  return is_code_of_ours(static_cast<unsigned>(high * 16 + low));
}

std::string percent(char letter) {
  return fmt::format("%{:02X}", static_cast<unsigned char>(letter));
}

// Device names of Windows: reserved alone and before any extension ([MS-FSCC] 2.1.5, "Naming
// Files" of the Win32 documentation), with the superscript digits that Windows takes for digits.
bool is_device(std::string_view name) {
  std::string stem = folded(name.substr(0, name.find('.')));
  while (!stem.empty() && stem.back() == ' ') stem.pop_back();
  constexpr std::array<std::string_view, 6> whole{"con", "prn", "aux", "nul", "conin$", "conout$"};
  if (std::find(whole.begin(), whole.end(), stem) != whole.end()) return true;
  if (!stem.starts_with("com") && !stem.starts_with("lpt")) return false;
  constexpr std::array<std::string_view, 3> superscripts{"\u00b9", "\u00b2", "\u00b3"};
  const std::string_view rest = std::string_view(stem).substr(3);
  return (rest.size() == 1 && rest[0] >= '0' && rest[0] <= '9') ||
         std::find(superscripts.begin(), superscripts.end(), rest) != superscripts.end();
}

std::string_view extension_of(std::string_view name) {
  const auto dot = name.find_last_of('.');
  if (dot == std::string_view::npos || dot == 0) return {};
  const std::string_view extension = name.substr(dot);
  return extension.size() <= longest_extension ? extension : std::string_view();
}

// At most `length` bytes of `text`, never ending inside a UTF-8 sequence or a %XX.
std::string_view cut(std::string_view text, std::size_t length) {
  if (text.size() <= length) return text;
  while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xc0U) == 0x80) --length;
  for (std::size_t back = 1; back <= 2 && back <= length; ++back) {
    if (text[length - back] == '%') return text.substr(0, length - back);
  }
  return text.substr(0, length);
}

// The name with something put before its extension, still short enough.
std::string with_suffix(std::string_view name, std::string_view suffix) {
  const std::string_view extension = extension_of(name);
  const std::string_view stem = name.substr(0, name.size() - extension.size());
  return std::string(cut(stem, longest_component - suffix.size() - extension.size()))
      .append(suffix)
      .append(extension);
}

std::uint64_t mark_of(std::string_view path) {
  const std::string small = folded(path);
  const Sha256 hash = sha256(std::as_bytes(std::span(small)));
  std::uint64_t mark = 0;
  std::memcpy(&mark, hash.data(), sizeof mark);
  return mark;
}

// KAPE's places for the NTFS streams that forensic tools look for by name.
std::string last_component(const EvidencePath& path, std::string_view stream) {
  if (stream.empty()) return safe_component(path.name());
  if (same_name(path.text(), "/$Extend/$UsnJrnl") && (stream == "$J" || stream == "$Max")) {
    return std::string(stream);
  }
  if (same_name(path.text(), "/$Secure") && stream == "$SDS") return "$Secure_$SDS";
  return safe_component(std::string(path.name()).append(":").append(stream));
}

}  // namespace

std::string safe_component(std::string_view name) {
  const std::string valid = valid_utf8(name);
  std::string safe;
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const char letter = valid[i];
    const bool trailing = i + 1 == valid.size() && (letter == '.' || letter == ' ');
    const bool encode =
        must_encode(letter) || reads_as_code(valid, i) || trailing || (i == 0 && is_device(valid));
    safe += encode || letter == '/' ? percent(letter) : std::string(1, letter);
  }
  if (safe.empty()) return "%";  // '%' alone encodes nothing else
  if (safe.size() <= longest_component) return safe;
  const std::string hash = hex(sha256(std::as_bytes(std::span(safe))));
  return with_suffix(safe, std::string("~").append(hash, 0, 16));
}

std::string BagNames::place(std::string_view volume, const EvidencePath& path,
                            std::string_view stream) {
  std::string whole("data/");
  whole.append(safe_component(volume));
  std::string_view folder = path.folder();
  while (!folder.empty()) {
    const auto slash = folder.find('/');
    const std::string_view component = folder.substr(0, slash);
    folder.remove_prefix(slash == std::string_view::npos ? folder.size() : slash + 1);
    if (!component.empty()) whole.append("/").append(safe_component(component));
  }
  return claim(whole.append("/").append(last_component(path, stream)));
}

std::string BagNames::claim(std::string_view path) {
  std::string whole;
  while (true) {
    const auto slash = path.find('/');
    const std::string_view component = path.substr(0, slash);
    const std::string before = whole.empty() ? "" : whole + "/";
    const bool is_folder = slash != std::string_view::npos;
    const Mark first = mark_of(before + std::string(component));
    Mark mark = first;
    whole = before + std::string(component);
    unsigned number = is_folder ? 1 : std::max(next_number_[first], 1U);
    while (is_folder ? files_.contains(mark) : is_taken(mark)) {
      whole = before + with_suffix(component, fmt::format(" ({})", ++number));
      mark = mark_of(whole);
    }
    if (!is_folder) {
      if (number > 1) next_number_[first] = number;
      if (number == 1) next_number_.erase(first);
      files_.insert(mark);
      return whole;
    }
    folders_.insert(mark);
    path.remove_prefix(slash + 1);
  }
}

}  // namespace trousse::evidence
