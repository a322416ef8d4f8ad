// SPDX-License-Identifier: Apache-2.0
#include "machine/hidden_disks.hpp"

#include <algorithm>
#include <charconv>

#include "machine/kernel_files.hpp"

namespace trousse::machine {
namespace {

constexpr unsigned most_per_controller = 3;  // AHCI_MAX_REMAP

// "0x8086" → "8086".
std::string id_of(const std::string& root, const std::string& file) {
  const std::string text = line_of(root, file);
  return text.starts_with("0x") ? text.substr(2) : text;
}

unsigned count_in(const std::string& text) {
  unsigned count = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
  return read.ec == std::errc() ? std::min(count, most_per_controller) : 0;
}

}  // namespace

HiddenDisks hidden_disks(const std::string& root) {
  const std::string devices = "/sys/bus/pci/devices";
  constexpr const char* mass_storage = "0x01";  // base class, PCI Code and ID Assignment 1.1
  HiddenDisks out;
  for (const std::string& address : names_in(root, devices)) {
    const std::string device = devices + "/" + address;
    if (!line_of(root, device + "/class").starts_with(mass_storage)) continue;
    out.remapped += count_in(line_of(root, device + "/remapped_nvme"));
    if (is_there(root, device + "/driver")) continue;
    out.without_driver.push_back(id_of(root, device + "/vendor") + ":" +
                                 id_of(root, device + "/device"));
  }
  return out;
}

}  // namespace trousse::machine
