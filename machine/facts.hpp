// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "machine/hidden_disks.hpp"

/// The PC that Trousse runs on, as its kernel describes it: for the custody journal. Only reads.
/// Texts are what the maker wrote ("To be filled by O.E.M." is frequent), printable, at most 200
/// bytes; empty, zero or nothing stands for "not known".
namespace trousse::machine {

/// What the firmware says of the machine (SMBIOS 3.x, by /sys/class/dmi/id).
struct Identity {
  std::string vendor;
  std::string product;
  std::string version;
  std::string serial;  ///< the kernel gives it to root only
  std::string board_vendor, board_name;
  std::string chassis;  ///< "laptop", "desktop", …; the SMBIOS number for a kind without a word
  std::string bios_vendor, bios_version, bios_date;
};

/// How the machine was started (UEFI 2.x §3.3 and §32.3: SecureBoot, SetupMode).
struct Firmware {
  enum class Kind { uefi, bios };
  Kind kind = Kind::bios;
  std::optional<bool> secure_boot;
  std::optional<bool> setup_mode;  ///< true: no platform key, anybody could install one
  std::optional<bool> tpm;
  std::string tpm_version;  ///< "2", "1" as the kernel says
};

struct Facts {
  Identity identity;
  Firmware firmware;
  std::string processor;
  unsigned processors = 0;   ///< as the kernel runs them
  std::uint64_t memory = 0;  ///< bytes that the kernel manages
  std::string kernel;        ///< release
  HiddenDisks hidden;
  /// A number that the kernel draws at each start: tells one start of a machine from another.
  std::string boot;
};

/// `root`: "/" but in tests.
Facts facts(const std::string& root = "/");

/// Bytes that programs could still take without anything being written out (MemAvailable of
/// proc(5)); 0 where the kernel does not say it.
std::uint64_t available_memory(const std::string& root = "/");

/// One line of JSON, the fields of the journal's `machine` event (docs/archive-format.md §3.2);
/// what is not known is left out.
std::string to_json(const Facts& facts);

// Parts of `facts`, in firmware.cpp.
Identity identity(const std::string& root);
Firmware firmware(const std::string& root);

// To add a fact: a file of /sys or /proc read by kernel_files.hpp, a field here and in to_json, a
// row of docs/archive-format.md §3.2, its test on a made-up tree (tests/machine).

}  // namespace trousse::machine
