// SPDX-License-Identifier: Apache-2.0
#include "tests/tools/reparse_points.hpp"

#include "tests/tools/bytes.hpp"

namespace trousse::tools {

std::string junction_reparse_point(const std::string& target) {
  constexpr std::uint32_t tag = 0xA0000003;
  // The name for the system, a NUL, the name for people, a NUL.
  const std::string full = utf16("\\??\\" + target);
  const std::string shown = utf16(target);
  Bytes out;
  out.u32(tag).u16(8 + full.size() + shown.size() + 4).u16(0);
  out.u16(0).u16(full.size()).u16(full.size() + 2).u16(shown.size());
  return out.text(full).u16(0).text(shown).u16(0).take();
}

std::string wof_reparse_point(unsigned algorithm) {
  constexpr std::uint32_t tag = 0x80000017;
  constexpr std::uint32_t file_provider = 2;
  Bytes out;
  out.u32(tag).u16(16).u16(0).u32(1).u32(file_provider).u32(1).u32(algorithm);
  return out.take();
}

}  // namespace trousse::tools
