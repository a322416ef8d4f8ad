// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/source.hpp"
#include "disks/volume.hpp"

namespace trousse::disks {

/// Whether Windows lies asleep on this volume, from the mark of /hiberfil.sys: then what is in
/// memory and not yet on the disk is missing here. `full` only where fast start-up did not exist
/// yet (Windows 7 and before); Windows 8 and later write the same mark for both, and no public
/// document tells them apart: `unknown`.
Hibernation hibernation_of(const Volume& volume);

}  // namespace trousse::disks
