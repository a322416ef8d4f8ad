// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"
#include "disks/volume.hpp"

namespace trousse::scanners {

/// A program that a Windows keeps as a service, as the SYSTEM hive of its volume has it.
struct Service {
  enum class Start { boot, system, automatic, manual, disabled, unknown };
  std::string name;     ///< of its key
  std::string shown;    ///< its name for a person
  std::string command;  ///< ImagePath as written
  Start start = Start::unknown;
  std::optional<Utc> written;  ///< when its key was written last
};

/// "automatic": how a finding tells it.
std::string_view word_of(Service::Start start);

/// The file name in a command, folded: "anydesk.exe" of "C:\\X\\AnyDesk.exe" --service.
std::string program_of(std::string_view command);

/// The hive that `services_of` reads, as the volume spells it; "" without a Windows.
std::string services_hive(const disks::Volume& volume);

/// The services that are programs, not drivers, of the control set in use. None without a Windows.
/// Errors: the hive is there and cannot be read.
Result<std::vector<Service>> services_of(const disks::Volume& volume);

}  // namespace trousse::scanners
