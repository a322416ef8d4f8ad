// SPDX-License-Identifier: Apache-2.0
#include "disks/hibernation.hpp"

#include <algorithm>
#include <array>

#include "disks/little_endian.hpp"

namespace trousse::disks {

Hibernation hibernation_of(const Volume& volume) {
  const auto file = volume.find(EvidencePath("/hiberfil.sys"));
  if (!file) return file.error().code == Errc::missing ? Hibernation::no : Hibernation::unknown;
  const auto content = volume.open(*file, "");
  std::array<std::byte, 4096> header{};
  if (!content || (*content)->size() == 0) return Hibernation::no;
  const auto got = (*content)->read_at(0, header);
  if (!got) return Hibernation::unknown;
  // Marks as the libhibr documentation lists them: "hibr" up to Windows 7, "HIBR" from 8 on;
  // "wake" once the image was used; a page of zeros after a start from Windows 8 on.
  if (has_mark(header, 0, "hibr")) return Hibernation::full;
  if (has_mark(header, 0, "wake") || has_mark(header, 0, "WAKE")) return Hibernation::no;
  const bool zeros =
      std::all_of(header.begin(), header.end(), [](std::byte b) { return b == std::byte{0}; });
  return zeros ? Hibernation::no : Hibernation::unknown;
}

}  // namespace trousse::disks
