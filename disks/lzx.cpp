// SPDX-License-Identifier: Apache-2.0
// LZX as in WIM files and WOF: [MS-PATCH] 2 describes the coding; different here: the window is
// one chunk, a block's size is one bit for "32768" or 16 bits, and the E8 translation is always
// on, for a file of 12000000 bytes that begins at the chunk.
#include <algorithm>
#include <array>
#include <cstring>

#include "disks/huffman.hpp"
#include "disks/little_endian.hpp"
#include "disks/wof.hpp"

namespace trousse::disks {
namespace {

constexpr std::size_t position_slots = 30;  // of a window of 32 KiB
constexpr std::size_t main_symbols = 256 + position_slots * 8;
constexpr std::size_t length_symbols = 249;
constexpr std::size_t default_block = 32768;
constexpr std::int32_t e8_file_size = 12'000'000;

/// 16-bit little-endian words, highest bit first.
class Bits {
 public:
  explicit Bits(std::span<const std::byte> in) : in_(in) {}

  std::uint32_t peek16() {
    fill();
    return static_cast<std::uint32_t>(ahead_ >> 48);
  }
  void drop(unsigned count) {
    ahead_ <<= count;
    held_ -= count;
  }
  std::uint32_t take(unsigned count) {
    if (count == 0) return 0;
    const std::uint32_t value = peek16() >> (16 - count);
    drop(count);
    return value;
  }
  /// Goes to the next word, over 1 to 16 bits, and gives up the bits ahead.
  void align() {
    fill();
    drop(1);
    const unsigned whole_words = held_ / 16;
    at_ -= std::size_t{2} * whole_words;
    ahead_ = 0;
    held_ = 0;
  }
  std::span<const std::byte> take_bytes(std::size_t count) {
    const auto bytes = piece(in_, at_, count);
    at_ += bytes.size();
    return bytes;
  }
  bool ran_out() const { return at_ > in_.size() + 4; }

 private:
  /// At least 16 bits; past the end the stream goes on with zeros, which `ran_out` tells.
  void fill() {
    while (held_ < 16) {
      ahead_ |= std::uint64_t{le16(in_, at_)} << (48 - held_);
      at_ += 2;
      held_ += 16;
    }
  }
  std::span<const std::byte> in_;
  std::size_t at_ = 0;
  std::uint64_t ahead_ = 0;
  unsigned held_ = 0;
};

class Decoder {
 public:
  Decoder(std::span<const std::byte> in, std::span<std::byte> out) : bits_(in), out_(out) {}

  Result<void> run() {
    while (to_ < out_.size()) TRY(block());
    undo_e8();
    return {};
  }

 private:
  enum class Block : std::uint8_t { verbatim = 1, aligned = 2, stored = 3 };

  Result<void> block() {
    const auto kind = static_cast<Block>(bits_.take(3));
    const std::size_t size = bits_.take(1) != 0 ? default_block : bits_.take(16);
    if (size == 0 || size > out_.size() - to_ || bits_.ran_out()) {
      return fail(Errc::malformed, "LZX: block size");
    }
    switch (kind) {
      case Block::stored: return stored(size);
      case Block::aligned: {
        std::array<std::uint8_t, 8> lengths{};
        for (auto& length : lengths) length = static_cast<std::uint8_t>(bits_.take(3));
        if (!aligned_.set(lengths)) return fail(Errc::malformed, "LZX: aligned code");
        break;
      }
      case Block::verbatim: break;
      default: return fail(Errc::malformed, "LZX: block type");
    }
    TRY(read_codes());
    return matches(to_ + size, kind == Block::aligned);
  }

  Result<void> stored(std::size_t size) {
    bits_.align();
    const auto recent = bits_.take_bytes(12);
    for (std::size_t i = 0; i < 3; ++i) recent_[i] = le32(recent, 4 * i);
    const auto bytes = bits_.take_bytes(size);
    if (recent.size() < 12 || bytes.size() < size) {
      return fail(Errc::malformed, "LZX: stored block cut short");
    }
    std::memcpy(out_.data() + to_, bytes.data(), size);
    to_ += size;
    if (size % 2 != 0) bits_.take_bytes(1);
    return {};
  }

  Result<void> read_codes() {
    const std::span<std::uint8_t> lengths(main_lengths_);
    TRY(read_lengths(lengths.first(256)));
    TRY(read_lengths(lengths.subspan(256)));
    TRY(read_lengths(length_lengths_));
    if (!main_.set(main_lengths_) || !length_.set(length_lengths_)) {
      return fail(Errc::malformed, "LZX: code lengths");
    }
    return {};
  }

  /// Lengths are given as differences to those of the block before, themselves Huffman coded.
  Result<void> read_lengths(std::span<std::uint8_t> lengths) {
    std::array<std::uint8_t, 20> given{};
    for (auto& length : given) length = static_cast<std::uint8_t>(bits_.take(4));
    HuffmanCode<20> code;
    if (!code.set(given)) return fail(Errc::malformed, "LZX: code of the lengths");
    std::size_t at = 0;
    while (at < lengths.size()) {
      const auto found = code.find(bits_.peek16());
      if (found.length == 0 || bits_.ran_out()) return fail(Errc::malformed, "LZX: length");
      bits_.drop(found.length);
      std::size_t count = 1;
      std::uint8_t value = 0;
      if (found.symbol == 17) {
        count = 4 + bits_.take(4);
      } else if (found.symbol == 18) {
        count = 20 + bits_.take(5);
      } else if (found.symbol == 19) {
        count = 4 + bits_.take(1);
        const auto repeated = code.find(bits_.peek16());
        if (repeated.length == 0 || repeated.symbol > 16) {
          return fail(Errc::malformed, "LZX: repeated length");
        }
        bits_.drop(repeated.length);
        value = difference(lengths[at], repeated.symbol);
      } else {
        value = difference(lengths[at], found.symbol);
      }
      count = std::min(count, lengths.size() - at);  // encoders let the last run go over
      std::fill_n(lengths.begin() + static_cast<std::ptrdiff_t>(at), count, value);
      at += count;
    }
    return {};
  }

  static std::uint8_t difference(std::uint8_t before, std::uint16_t symbol) {
    return static_cast<std::uint8_t>((before + 17 - symbol) % 17);
  }

  Result<void> matches(std::size_t end, bool aligned) {
    while (to_ < end) {
      const auto found = main_.find(bits_.peek16());
      if (found.length == 0 || bits_.ran_out()) return fail(Errc::malformed, "LZX: symbol");
      bits_.drop(found.length);
      if (found.symbol < 256) {
        out_[to_++] = static_cast<std::byte>(found.symbol);
        continue;
      }
      std::size_t length = found.symbol & 7;
      if (length == 7) {
        const auto more = length_.find(bits_.peek16());
        if (more.length == 0) return fail(Errc::malformed, "LZX: match length");
        bits_.drop(more.length);
        length += more.symbol;
      }
      length += 2;
      const auto distance = TRY(take_distance((found.symbol - 256U) >> 3, aligned));
      if (distance == 0 || distance > to_ || length > end - to_) {
        return fail(Errc::malformed, "LZX: match outside the chunk");
      }
      for (std::size_t i = 0; i < length; ++i, ++to_) out_[to_] = out_[to_ - distance];
    }
    return {};
  }

  Result<std::size_t> take_distance(std::size_t slot, bool aligned) {
    if (slot < 3) {
      std::swap(recent_[0], recent_[slot]);
      return std::size_t{recent_[0]};
    }
    const unsigned extra = slot < 4 ? 0 : static_cast<unsigned>(slot / 2 - 1);
    // Slots come in pairs that share their count of bits: 2 or 3 followed by `extra` bits.
    const auto pair = static_cast<std::uint32_t>(slot);
    const std::uint32_t base = slot < 4 ? pair : (2U + (pair & 1U)) << extra;
    std::uint32_t value = 0;
    if (aligned && extra >= 3) {
      value = bits_.take(extra - 3) << 3;
      const auto low = aligned_.find(bits_.peek16());
      if (low.length == 0) return fail(Errc::malformed, "LZX: aligned bits");
      bits_.drop(low.length);
      value |= low.symbol;
    } else {
      value = bits_.take(extra);
    }
    recent_[2] = recent_[1];
    recent_[1] = recent_[0];
    recent_[0] = base + value - 2;
    return std::size_t{recent_[0]};
  }

  /// Targets of x86 CALLs were made absolute before compression ([MS-PATCH] 2.1.1).
  void undo_e8() {
    if (out_.size() <= 10) return;
    for (std::size_t at = 0; at < out_.size() - 10; ++at) {
      if (out_[at] != std::byte{0xe8}) continue;
      const auto place = static_cast<std::int32_t>(at);
      const auto absolute = static_cast<std::int32_t>(le32(out_, at + 1));
      std::int32_t relative = absolute;
      if (absolute >= 0 && absolute < e8_file_size) relative = absolute - place;
      if (absolute < 0 && absolute >= -place) relative = absolute + e8_file_size;
      for (unsigned i = 0; i < 4; ++i) {
        out_[at + 1 + i] = static_cast<std::byte>(static_cast<std::uint32_t>(relative) >> (8 * i));
      }
      at += 4;
    }
  }

  Bits bits_;
  std::span<std::byte> out_;
  std::size_t to_ = 0;
  std::array<std::uint32_t, 3> recent_ = {1, 1, 1};
  std::array<std::uint8_t, main_symbols> main_lengths_{};
  std::array<std::uint8_t, length_symbols> length_lengths_{};
  HuffmanCode<main_symbols> main_;
  HuffmanCode<length_symbols> length_;
  HuffmanCode<8> aligned_;
};

}  // namespace

Result<void> expand_lzx(std::span<const std::byte> in, std::span<std::byte> out) {
  if (out.size() > default_block) return fail(Errc::malformed, "LZX: chunk over 32 KiB");
  return Decoder(in, out).run();
}

}  // namespace trousse::disks
