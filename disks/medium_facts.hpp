// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/result.hpp"
#include "core/source.hpp"
#include "disks/ata.hpp"

namespace trousse::disks {

/// Sectors that a disk keeps from the system: behind a Host Protected Area, or a Device
/// Configuration Overlay. We tell of them; we never change a setting to read them.
struct HiddenAreas {
  enum class State {
    does_not_apply,  ///< no ATA disk: an image, NVMe, a memory card
    not_known,       ///< it could not be asked; `why`
    known,
  };
  State state = State::does_not_apply;
  std::string why;            ///< English, printable; of a known one: that a question had no answer
  std::uint64_t visible = 0;  ///< sectors, by IDENTIFY DEVICE
  std::optional<std::uint64_t> native;   ///< sectors with the protected area; nothing: not said
  std::optional<std::uint64_t> factory;  ///< sectors without the overlay; nothing: not said

  /// Sectors known to be there and not visible.
  std::uint64_t hidden() const;
  /// Every question that the disk says it answers was answered: what it hides is `hidden`.
  bool is_whole() const { return state == State::known && why.empty(); }
};

/// Puts one question to a disk. Errors: unsupported, with why.
using AskAta = std::function<Result<AtaAnswer>(AtaQuestion)>;

/// What a disk answers of its hidden areas. Never fails: an answer that cannot be true (fewer
/// sectors in all than are seen) counts as none.
HiddenAreas hidden_areas(const AskAta& ask);

struct MediumFacts {
  std::uint32_t logical_sector = 512;  ///< bytes
  std::uint32_t physical_sector = 0;   ///< bytes, 0: not known
  HiddenAreas hidden_areas;
};

/// Asks the kernel and, for a disk that may be ATA, the disk itself by questions that only ask
/// (disks/ata.hpp). Never fails: what could not be had is not known.
MediumFacts medium_facts(const SourceInfo& source);

/// A JSON object: sector sizes and hidden areas.
std::string to_json(const MediumFacts& facts);

}  // namespace trousse::disks
