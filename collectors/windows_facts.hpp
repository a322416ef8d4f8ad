// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/source.hpp"
#include "disks/volume.hpp"

namespace trousse::collectors {

/// The Windows that lives on a volume in /Windows or /WINNT, from its SOFTWARE, SYSTEM and SAM
/// hives; nothing when there is none. A hive that was renamed is found by its name's beginning or
/// by the name it carries inside; one that is damaged leaves its fields empty and a line in
/// `unreadable`. Accounts that have no profile are listed too, but those that Windows ships.
std::optional<WindowsInfo> read_windows(const disks::Volume& volume);

/// "Windows 11 Pro" for a product name of "Windows 10 Pro" with build 22000 or later: Windows 11
/// kept the old name in the registry.
std::string display_name(const std::string& product_name, const std::string& build);

}  // namespace trousse::collectors
