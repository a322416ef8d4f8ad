// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

/// Disks of this machine that no list of disks shows. Only reads.
namespace trousse::machine {

struct HiddenDisks {
  /// NVMe disks that an Intel controller in its RST mode keeps behind itself: the kernel counts
  /// them (drivers/ata/ahci.c, `remapped_nvme`) and cannot reach them.
  unsigned remapped = 0;
  /// PCI storage controllers that no driver took, as "vendor:device", in order of their addresses.
  /// What lies behind one is not known.
  std::vector<std::string> without_driver;

  bool any() const { return remapped > 0 || !without_driver.empty(); }
};

/// By /sys/bus/pci/devices below `root` ("/" but in tests).
HiddenDisks hidden_disks(const std::string& root = "/");

}  // namespace trousse::machine
