// SPDX-License-Identifier: Apache-2.0
#include "evidence/room.hpp"

#include "evidence/case_body.hpp"

namespace trousse::evidence {

Result<Room> CaseBody::room(std::uint64_t open) const {
  Room room;
  room.free = TRY(files.room(folder));
  room.needed = sealing_reserve + open;
  for (const PartFacts& part : state.parts) room.needed += part.size;
  return room;
}

}  // namespace trousse::evidence
