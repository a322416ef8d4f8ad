// SPDX-License-Identifier: Apache-2.0
#include "tests/tools/security_descriptor.hpp"

#include <sstream>
#include <vector>

#include "tests/tools/bytes.hpp"

namespace trousse::tools {

std::string binary_sid(const std::string& text) {
  std::vector<std::uint64_t> parts;
  std::istringstream in(text.substr(2));
  for (std::string part; std::getline(in, part, '-');) parts.push_back(std::stoull(part));
  Bytes out;
  // Revision, count of sub-authorities, then the authority in six bytes, big-endian.
  out.u8(parts.at(0)).u8(parts.size() - 2).zeros(5).u8(parts.at(1));
  for (std::size_t i = 2; i < parts.size(); ++i) out.u32(parts[i]);
  return out.take();
}

std::string security_descriptor(const std::string& owner_sid) {
  const std::string owner = binary_sid(owner_sid);
  const std::string group = binary_sid("S-1-5-32-545");
  Bytes entries;
  std::size_t count = 0;
  for (const std::string& sid : {owner, binary_sid("S-1-5-18"), binary_sid("S-1-5-32-544")}) {
    constexpr std::uint32_t full_access = 0x001F01FF;
    entries.u8(0).u8(0x03).u16(8 + sid.size()).u32(full_access).text(sid);
    ++count;
  }
  constexpr std::size_t header = 20;
  const std::size_t acl_size = 8 + entries.size();
  Bytes out;
  // Self-relative, discretionary list present; then owner, group, no audit list, the list.
  out.u8(1).u8(0).u16(0x8004);
  out.u32(header + acl_size).u32(header + acl_size + owner.size()).u32(0).u32(header);
  out.u8(2).u8(0).u16(acl_size).u16(count).u16(0).text(entries.str());
  return out.text(owner).text(group).take();
}

}  // namespace trousse::tools
