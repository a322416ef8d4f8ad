// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "disks/lznt1.hpp"
#include "disks/wof.hpp"

/// The first byte chooses the format, the second and third the length; the rest is compressed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trousse;
  if (size < 3) return 0;
  const auto bytes = std::as_bytes(std::span(data, size)).subspan(3);
  const auto format = static_cast<disks::WofFormat>(data[0] % 4);
  const std::size_t length = data[1] | std::size_t{data[2]} << 8;
  std::vector<std::byte> out(length);
  (void)disks::expand_xpress(bytes, out);
  (void)disks::expand_lzx(bytes, out);
  (void)disks::expand_lznt1(bytes, out);
  auto compressed = std::make_unique<MemoryReader>(std::vector(bytes.begin(), bytes.end()));
  const auto reader = disks::open_wof(std::move(compressed), length, format);
  std::vector<Gap> gaps;
  if (reader) (void)read_with_gaps(**reader, 0, out, gaps);
  return 0;
}
