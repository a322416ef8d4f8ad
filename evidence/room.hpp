// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

namespace trousse::evidence {

/// What sealing writes besides the parts: readmes, journal, signature, the page that opens it.
constexpr std::uint64_t sealing_reserve = std::uint64_t{8} << 20;

/// The room of the key, in bytes. Sealing copies every part into the archive, so that a byte kept
/// in the case takes its place twice until the case is removed.
struct Room {
  std::uint64_t free = 0;
  std::uint64_t needed = 0;  ///< for what comes next, and for sealing after it
  bool foreseen = false;     ///< an estimate for the whole step, made before it reads anything
  bool is_short() const { return free < needed; }
};

/// What is done when the room is short.
enum class WhenShort {
  go_on,  ///< measure again: somebody made room; or, when only foreseen, start all the same
  seal,   ///< end the step here, what is left is answered `skipped`, and seal what is there
  stop,   ///< close what is open; the next run goes on
};

/// Asked on the thread of the step; may wait for a person.
using RoomWatch = std::function<WhenShort(const Room&)>;

}  // namespace trousse::evidence
