// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <charconv>

#include "machine/facts.hpp"
#include "machine/kernel_files.hpp"

namespace trousse::machine {
namespace {

// EFI_GLOBAL_VARIABLE, UEFI 2.10 §3.3.
constexpr const char* global_variables = "-8be4df61-93ca-11d2-aa0d-00e098032b8c";

// A file of efivarfs: four bytes of attributes, then the value; these two are one byte, 0 or 1.
std::optional<bool> efi_flag(const std::string& root, const std::string& name) {
  const auto bytes = bytes_of(root, "/sys/firmware/efi/efivars/" + name + global_variables, 16);
  if (!bytes || bytes->size() != 5) return std::nullopt;
  const char value = bytes->back();
  if (value != 0 && value != 1) return std::nullopt;
  return value == 1;
}

// SMBIOS 3.7.0 §7.4.1; the top bit says whether the chassis has a lock.
std::string chassis_of(const std::string& number) {
  struct Kind {
    unsigned number;
    const char* word;
  };
  constexpr std::array kinds{Kind{3, "desktop"},       Kind{4, "low-profile desktop"},
                             Kind{5, "pizza box"},     Kind{6, "mini tower"},
                             Kind{7, "tower"},         Kind{8, "portable"},
                             Kind{9, "laptop"},        Kind{10, "notebook"},
                             Kind{11, "hand held"},    Kind{13, "all in one"},
                             Kind{14, "sub notebook"}, Kind{15, "space-saving"},
                             Kind{17, "server"},       Kind{23, "rack mount"},
                             Kind{30, "tablet"},       Kind{31, "convertible"},
                             Kind{32, "detachable"},   Kind{35, "mini PC"}};
  unsigned value = 0;
  const char* const end = number.data() + number.size();
  if (std::from_chars(number.data(), end, value).ptr != end || number.empty()) return {};
  for (const auto& kind : kinds) {
    if (kind.number == (value & 0x7f)) return kind.word;
  }
  return number;
}

}  // namespace

Identity identity(const std::string& root) {
  const auto dmi = [&](const char* name) {
    return line_of(root, std::string("/sys/class/dmi/id/") + name);
  };
  Identity out;
  out.vendor = dmi("sys_vendor");
  out.product = dmi("product_name");
  out.version = dmi("product_version");
  out.serial = dmi("product_serial");
  out.board_vendor = dmi("board_vendor");
  out.board_name = dmi("board_name");
  out.chassis = chassis_of(dmi("chassis_type"));
  out.bios_vendor = dmi("bios_vendor");
  out.bios_version = dmi("bios_version");
  out.bios_date = dmi("bios_date");
  return out;
}

Firmware firmware(const std::string& root) {
  Firmware out;
  if (is_there(root, "/sys/firmware/efi")) {
    out.kind = Firmware::Kind::uefi;
    out.secure_boot = efi_flag(root, "SecureBoot");
    out.setup_mode = efi_flag(root, "SetupMode");
  }
  // A kernel without drivers for the chip has no such folder: only what it lists is known.
  if (is_there(root, "/sys/class/tpm")) out.tpm = is_there(root, "/sys/class/tpm/tpm0");
  if (out.tpm.value_or(false)) {
    out.tpm_version = line_of(root, "/sys/class/tpm/tpm0/tpm_version_major");
  }
  return out;
}

}  // namespace trousse::machine
