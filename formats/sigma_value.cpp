// SPDX-License-Identifier: Apache-2.0
#include "formats/sigma_value.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include <arpa/inet.h>

#include "core/text.hpp"

namespace trousse::formats {
namespace {

std::string base64_text(std::string_view bytes) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const bool here = i + k < bytes.size();
      group = (group << 8) | (here ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    const std::size_t count = std::min<std::size_t>(bytes.size() - i, 3) + 1;
    for (std::size_t k = 0; k < 4; ++k) {
      out += k < count ? letters[(group >> (18 - 6 * k)) & 63U] : '=';
    }
  }
  return out;
}

/// The part of the Base64 text that stays whatever stands before (`shift` bytes of a group of
/// three) and behind the value.
std::string steady_base64(std::string_view bytes, std::size_t shift) {
  const std::string whole = base64_text(std::string(shift, ' ') + std::string(bytes));
  constexpr std::array<std::size_t, 3> first{0, 2, 3};
  constexpr std::array<std::size_t, 3> cut{0, 3, 2};
  const std::size_t end = whole.size() - cut[(bytes.size() + shift) % 3];
  return first[shift] < end ? whole.substr(first[shift], end - first[shift]) : std::string();
}

std::string utf16_bytes(std::string_view text, SigmaEncoding encoding) {
  std::string out;
  if (encoding == SigmaEncoding::utf16) out = "\xFF\xFE";
  for (const char16_t unit : utf16_from_utf8(text)) {
    const char low = static_cast<char>(unit & 0xFF);
    const char high = static_cast<char>(unit >> 8);
    const bool big_endian = encoding == SigmaEncoding::utf16be;
    out += big_endian ? high : low;
    out += big_endian ? low : high;
  }
  return out;
}

std::optional<std::array<unsigned char, 16>> ip_address(std::string_view text) {
  // The zone of "fe80::1%12" says by which interface, not who.
  const std::string plain(text.substr(0, text.find('%')));
  std::array<unsigned char, 16> bits{};
  if (plain.find(':') != std::string::npos) {
    if (::inet_pton(AF_INET6, plain.c_str(), bits.data()) != 1) return std::nullopt;
    return bits;
  }
  bits[10] = bits[11] = 0xFF;
  if (::inet_pton(AF_INET, plain.c_str(), bits.data() + 12) != 1) return std::nullopt;
  return bits;
}

}  // namespace

std::vector<std::string> encoded_sigma_text(std::string_view value,
                                            const std::vector<SigmaEncoding>& encodings) {
  std::vector<std::string> texts{std::string(value)};
  for (const SigmaEncoding encoding : encodings) {
    std::vector<std::string> next;
    for (const std::string& text : texts) {
      if (encoding == SigmaEncoding::base64) {
        next.push_back(base64_text(text));
      } else if (encoding == SigmaEncoding::base64offset) {
        for (std::size_t shift = 0; shift < 3; ++shift) next.push_back(steady_base64(text, shift));
      } else {
        next.push_back(utf16_bytes(text, encoding));
      }
    }
    texts = std::move(next);
  }
  return texts;
}

std::optional<IpNetwork> IpNetwork::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view address = text.substr(0, slash);
  const auto bits = ip_address(address);
  if (!bits) return std::nullopt;
  IpNetwork network;
  network.bits_ = *bits;
  if (slash == std::string_view::npos) return network;
  const std::string_view digits = text.substr(slash + 1);
  const bool is_ipv4 = address.find(':') == std::string_view::npos;
  const unsigned most = is_ipv4 ? 32 : 128;
  unsigned length = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  if (error != std::errc{} || end != digits.data() + digits.size() || length > most) {
    return std::nullopt;
  }
  network.length_ = is_ipv4 ? 96 + length : length;
  return network;
}

bool IpNetwork::contains(std::string_view text) const {
  const auto address = ip_address(text);
  if (!address) return false;
  const std::size_t whole = length_ / 8;
  if (!std::equal(bits_.begin(), bits_.begin() + static_cast<std::ptrdiff_t>(whole),
                  address->begin())) {
    return false;
  }
  const unsigned rest = length_ % 8;
  if (rest == 0) return true;
  const unsigned mask = 0xFFU << (8 - rest) & 0xFFU;
  return (bits_[whole] & mask) == ((*address)[whole] & mask);
}

std::optional<double> sigma_number(std::string_view text) {
  const char* const end = text.data() + text.size();
  if (text.starts_with("0x") || text.starts_with("0X")) {
    std::uint64_t number = 0;
    const auto [last, error] = std::from_chars(text.data() + 2, end, number, 16);
    if (error != std::errc{} || last != end) return std::nullopt;
    return static_cast<double>(number);
  }
  // "inf" and "nan" are words here.
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  if (digits.empty() || digits[0] < '0' || digits[0] > '9') return std::nullopt;
  double number = 0;
  const auto [last, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || last != end) return std::nullopt;
  return number;
}

}  // namespace trousse::formats
