// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "disks/huffman.hpp"
#include "disks/little_endian.hpp"
#include "disks/wof.hpp"

namespace trousse::disks {
namespace {

constexpr std::size_t symbol_count = 512;
constexpr std::size_t lengths_size = symbol_count / 2;

/// [MS-XCA] 2.2.4: 16-bit words, highest bit first, always one word ahead; bytes that belong to
/// long match lengths stand between the words, at the place reached when they are needed.
class Bits {
 public:
  explicit Bits(std::span<const std::byte> in) : in_(in) {
    ahead_ = std::uint32_t{take16()} << 16;
    ahead_ |= take16();
  }
  std::uint32_t peek16() const { return ahead_ >> 16; }

  void drop(unsigned count) {
    ahead_ <<= count;
    extra_ -= static_cast<int>(count);
    if (extra_ < 0) {
      ahead_ |= std::uint32_t{take16()} << static_cast<unsigned>(-extra_);
      extra_ += 16;
    }
  }
  std::uint32_t take(unsigned count) {
    if (count == 0) return 0;
    const std::uint32_t value = ahead_ >> (32 - count);
    drop(count);
    return value;
  }
  bool has(std::size_t count) const { return in_.size() - at_ >= count; }
  std::uint8_t take8() { return u8(in_, at_++); }
  std::uint16_t take16() {
    // Past the end the stream goes on with zeros; more than the words ahead of us is an error
    // that the caller sees by `ran_out`.
    if (!has(2)) {
      at_ = in_.size();
      ++missing_;
      return 0;
    }
    at_ += 2;
    return le16(in_, at_ - 2);
  }
  std::uint32_t take32() {
    const std::uint32_t low = take16();
    return low | std::uint32_t{take16()} << 16;
  }
  bool ran_out() const { return missing_ > 2; }

 private:
  std::span<const std::byte> in_;
  std::size_t at_ = 0;
  std::uint32_t ahead_ = 0;
  int extra_ = 16;
  unsigned missing_ = 0;
};

/// The length of a match whose symbol says 15 or more; 0 when the stream contradicts itself.
std::size_t long_length(Bits& bits) {
  if (!bits.has(1)) return 0;
  std::size_t length = bits.take8();
  if (length < 255) return length + 15;
  if (!bits.has(2)) return 0;
  length = bits.take16();
  if (length == 0) {
    if (!bits.has(4)) return 0;
    length = bits.take32();
  }
  return length >= 15 ? length : 0;
}

}  // namespace

Result<void> expand_xpress(std::span<const std::byte> in, std::span<std::byte> out) {
  if (in.size() < lengths_size) return fail(Errc::malformed, "XPRESS: no code lengths");
  std::array<std::uint8_t, symbol_count> lengths{};
  for (std::size_t i = 0; i < lengths_size; ++i) {
    lengths[2 * i] = u8(in, i) & 0xf;
    lengths[2 * i + 1] = u8(in, i) >> 4;
  }
  HuffmanCode<symbol_count> code;
  if (!code.set(lengths)) return fail(Errc::malformed, "XPRESS: code lengths");

  Bits bits(in.subspan(lengths_size));
  std::size_t to = 0;
  while (to < out.size()) {
    const auto found = code.find(bits.peek16());
    if (found.length == 0 || bits.ran_out()) return fail(Errc::malformed, "XPRESS: symbol");
    bits.drop(found.length);
    if (found.symbol < 256) {
      out[to++] = static_cast<std::byte>(found.symbol);
      continue;
    }
    std::size_t length = found.symbol & 0xf;
    if (length == 15) {
      length = long_length(bits);
      if (length == 0) return fail(Errc::malformed, "XPRESS: match length");
    }
    length += 3;
    const unsigned distance_bits = (found.symbol - 256U) >> 4;
    const std::size_t distance = (std::size_t{1} << distance_bits) + bits.take(distance_bits);
    if (distance > to || length > out.size() - to) {
      return fail(Errc::malformed, "XPRESS: match outside the chunk");
    }
    for (std::size_t i = 0; i < length; ++i, ++to) out[to] = out[to - distance];
  }
  return {};
}

}  // namespace trousse::disks
