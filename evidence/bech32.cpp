// SPDX-License-Identifier: Apache-2.0
#include "evidence/bech32.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace trousse::evidence::bech32 {
namespace {

constexpr std::string_view letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr std::size_t checksum_length = 6;

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
}

// The BCH code of BIP 173, over values of 5 bits.
std::uint32_t polymod(std::span<const std::uint8_t> values) {
  constexpr std::array<std::uint32_t, 5> generators{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                                    0x2a1462b3};
  std::uint32_t sum = 1;
  for (const std::uint8_t value : values) {
    const std::uint32_t top = sum >> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (std::size_t i = 0; i < generators.size(); ++i) {
      if (((top >> i) & 1U) != 0) sum ^= generators[i];
    }
  }
  return sum;
}

std::vector<std::uint8_t> expanded(std::string_view prefix) {
  std::vector<std::uint8_t> values;
  for (const char letter : prefix) values.push_back(static_cast<std::uint8_t>(letter >> 5));
  values.push_back(0);
  for (const char letter : prefix) values.push_back(static_cast<std::uint8_t>(letter & 31));
  return values;
}

}  // namespace

std::string encode(std::string_view prefix, std::span<const std::byte> bytes) {
  std::vector<std::uint8_t> values;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const std::byte byte : bytes) {
    held = ((held << 8) | std::to_integer<std::uint32_t>(byte)) & 0xfff;
    for (bits += 8; bits >= 5;) {
      bits -= 5;
      values.push_back(static_cast<std::uint8_t>((held >> bits) & 31U));
    }
  }
  if (bits > 0) values.push_back(static_cast<std::uint8_t>((held << (5 - bits)) & 31U));

  std::vector<std::uint8_t> summed = expanded(prefix);
  summed.insert(summed.end(), values.begin(), values.end());
  summed.resize(summed.size() + checksum_length);
  const std::uint32_t sum = polymod(summed) ^ 1U;
  for (std::size_t i = 0; i < checksum_length; ++i) {
    values.push_back(static_cast<std::uint8_t>((sum >> (5 * (5 - i))) & 31U));
  }

  std::string text(prefix);
  text += '1';
  for (const std::uint8_t value : values) text += letters[value];
  return text;
}

Result<Bytes> decode(std::string_view prefix, std::string_view text) {
  if (text.size() < prefix.size() + 1 + checksum_length || text.size() > 4096 ||
      text.substr(0, prefix.size()) != prefix || text[prefix.size()] != '1') {
    return fail(Errc::malformed, "a key does not start as its kind does");
  }
  const auto is_lower = [](char letter) { return letter >= 'a' && letter <= 'z'; };
  const auto is_upper = [](char letter) { return letter >= 'A' && letter <= 'Z'; };
  if (std::any_of(text.begin(), text.end(), is_lower) &&
      std::any_of(text.begin(), text.end(), is_upper)) {
    return fail(Errc::malformed, "a key mixes upper and lower case");
  }
  std::string small;
  std::transform(prefix.begin(), prefix.end(), std::back_inserter(small), lower);
  std::vector<std::uint8_t> values = expanded(small);
  const std::size_t start = values.size();
  for (const char letter : text.substr(prefix.size() + 1)) {
    const auto found = letters.find(lower(letter));
    if (found == std::string_view::npos) return fail(Errc::malformed, "a key has a wrong letter");
    values.push_back(static_cast<std::uint8_t>(found));
  }
  if (polymod(values) != 1) return fail(Errc::malformed, "a key's checksum does not hold");

  Bytes bytes;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (std::size_t i = start; i + checksum_length < values.size(); ++i) {
    held = ((held << 5) | values[i]) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push_back(static_cast<std::byte>((held >> bits) & 0xffU));
    }
  }
  // BIP 173: what is left is fewer than 5 bits, all zero.
  if (bits >= 5 || (held & ((1U << bits) - 1U)) != 0) {
    return fail(Errc::malformed, "a key has wrong padding");
  }
  wipe(std::as_writable_bytes(std::span(values)));
  return bytes;
}

}  // namespace trousse::evidence::bech32
