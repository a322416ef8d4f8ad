// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/time.hpp"

namespace trousse {

enum class SourceKind { block_device, raw_image, split_raw_image, ewf_image };

/// What is known of a thing that can be examined, before its content is looked at.
struct SourceInfo {
  std::string path;  ///< as given, or "/dev/nvme0n1"
  SourceKind kind = SourceKind::raw_image;
  std::uint64_t size = 0;           ///< bytes
  std::uint32_t sector_size = 512;  ///< logical sector, bytes
  std::string model;                ///< of a device, "" elsewhere
  std::string serial;
  std::string transport;  ///< "nvme", "sata", "usb", "mmc", …, "" when unknown
  bool removable = false;
  bool read_only = false;  ///< the kernel refuses writes to it (always true of images we open)
  std::vector<std::string> segments;  ///< the files of a split image, in order
};

enum class PartitionScheme { none, mbr, gpt };

enum class FileSystem {
  none,
  ntfs,
  fat12,
  fat16,
  fat32,
  exfat,
  ext2,
  ext3,
  ext4,
  apfs,
  hfs,
  iso9660,
  other
};

enum class LockKind { bitlocker, luks, filevault };

/// One way to open a locked volume.
struct Protector {
  enum class Kind {
    clear_key,
    tpm,
    tpm_pin,
    tpm_startup_key,
    tpm_pin_startup_key,
    startup_key,
    recovery_password,
    password,
    luks_slot,
    unknown
  };
  Kind kind = Kind::unknown;
  std::string id;  ///< GUID in upper case for BitLocker, slot number for LUKS
};

/// Why a volume cannot be read, and what would open it.
struct Lock {
  LockKind kind = LockKind::bitlocker;
  std::string id;           ///< volume GUID or UUID
  std::string method;       ///< "AES-XTS 128", "luks2", … for a technician
  std::string description;  ///< BitLocker's own text ("PC-CABINET C: 23/11/2026"), printable
  std::vector<Protector> protectors;  ///< empty when the format does not say
  /// The 8 characters that Windows shows beside the 48 digits: the first group of the recovery
  /// protector's GUID. Empty when there is no recovery password.
  std::string recovery_key_id;
  bool clear_key = false;  ///< the key lies beside the data: opens without any secret
};

/// What the hives of a Windows installation say of it; empty fields were not found.
struct WindowsInfo {
  std::string root;             ///< folder, "/Windows" as a rule
  std::string product_name;     ///< "Windows 10 Pro" (Windows 11 says 10 too; see `display_name`)
  std::string display_name;     ///< corrected by the build number: "Windows 11 Pro"
  std::string display_version;  ///< "24H2"
  std::string build;            ///< "26100.2314"
  std::string computer_name;
  std::optional<Utc> installed;
  std::optional<Utc> last_shutdown;
  std::string time_zone;  ///< key name, "Romance Standard Time"
  struct User {
    std::string name;
    std::string profile;  ///< folder on this volume, "/Users/Alice", "" when elsewhere
    std::string sid;
  };
  std::vector<User> users;
  std::vector<std::string>
      unreadable;  ///< hives that are there and could not be read, each with why
};

enum class Hibernation { no, fast_startup, full, unknown };

/// A stretch of a source that stands for itself: a partition, or the whole source.
struct VolumeInfo {
  unsigned number = 0;  ///< 1, 2, … in the order of the disk; what `--volume N` takes
  std::string letter;   ///< name in the archive: "C" for the Windows system volume, then "D", …
  std::uint64_t offset = 0;    ///< bytes from the start of the source
  std::uint64_t size = 0;      ///< bytes
  std::string partition_type;  ///< GPT type GUID or "0x07"
  std::string partition_name;  ///< GPT name
  std::string partition_id;    ///< GPT unique GUID
  FileSystem file_system = FileSystem::none;
  std::string label;
  std::string serial;  ///< NTFS/FAT volume serial or UUID
  std::optional<Lock> lock;
  Hibernation hibernation = Hibernation::no;
  std::optional<WindowsInfo> windows;
  std::string trouble;  ///< why a file system that shows its mark cannot be opened, "" when it can
};

}  // namespace trousse
