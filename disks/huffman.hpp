// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace trousse::disks {

/// A canonical Huffman code whose longest word is 16 bits, as XPRESS and LZX have it: words of
/// one length follow one another in the order of their symbols, shorter words come first.
template <std::size_t symbols>
class HuffmanCode {
 public:
  /// False when the lengths ask for more words than there are. Fewer are accepted: an encoder
  /// may leave a code empty, or with one word; a word that is not given decodes to nothing.
  bool set(std::span<const std::uint8_t> lengths) {
    counts_.fill(0);
    for (const auto length : lengths) ++counts_[length];
    counts_[0] = 0;
    std::uint32_t word = 0;
    std::uint16_t index = 0;
    std::array<std::uint16_t, longest + 1> next{};
    for (unsigned length = 1; length <= longest; ++length) {
      word = (word + counts_[length - 1]) << 1;
      if (word + counts_[length] > (1U << length)) return false;
      first_word_[length] = word;
      first_index_[length] = index;
      next[length] = index;
      index = static_cast<std::uint16_t>(index + counts_[length]);
    }
    for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol) {
      if (lengths[symbol] != 0)
        sorted_[next[lengths[symbol]]++] = static_cast<std::uint16_t>(symbol);
    }
    fill_table();
    return true;
  }

  struct Found {
    std::uint16_t symbol = 0;
    std::uint8_t length = 0;  ///< bits used, 0 when no word begins so
  };

  /// The symbol whose word begins the 16 bits `ahead` (first bit highest).
  Found find(std::uint32_t ahead) const {
    const Found quick = table_[ahead >> (16 - table_bits)];
    if (quick.length != 0) return quick;
    for (unsigned length = table_bits + 1; length <= longest; ++length) {
      const std::uint32_t place = (ahead >> (16 - length)) - first_word_[length];
      if ((ahead >> (16 - length)) >= first_word_[length] && place < counts_[length]) {
        return {sorted_[first_index_[length] + place], static_cast<std::uint8_t>(length)};
      }
    }
    return {};
  }

 private:
  static constexpr unsigned longest = 16;
  static constexpr unsigned table_bits = 9;

  /// Words up to `table_bits` long are found in one step.
  void fill_table() {
    table_.fill({});
    for (unsigned length = 1; length <= table_bits; ++length) {
      for (std::uint32_t i = 0; i < counts_[length]; ++i) {
        const std::uint32_t begin = (first_word_[length] + i) << (table_bits - length);
        const Found found{sorted_[first_index_[length] + i], static_cast<std::uint8_t>(length)};
        for (std::uint32_t at = 0; at < (1U << (table_bits - length)); ++at) {
          table_[begin + at] = found;
        }
      }
    }
  }

  std::array<std::uint16_t, longest + 1> counts_{};
  std::array<std::uint32_t, longest + 1> first_word_{};
  std::array<std::uint16_t, longest + 1> first_index_{};
  std::array<std::uint16_t, symbols> sorted_{};
  std::array<Found, 1U << table_bits> table_{};
};

}  // namespace trousse::disks
