// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/source.hpp"

namespace trousse::disks {

/// What sysfs says of the disk behind a device node ("/dev/sda", "/dev/sda1", a link to one):
/// model, serial, transport, removable. Empty fields where sysfs does not know the device.
SourceInfo block_device_facts(const std::string& path, const std::string& sys = "/sys");

}  // namespace trousse::disks
