// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/reader.hpp"

namespace trousse::disks {

/// A file or a block device opened with O_RDONLY | O_CLOEXEC: the only place of this room that
/// opens anything. Several threads may read at once.
class ReadOnlyFile final : public Reader {
 public:
  /// Errors: missing, refused (no permission; a folder, a pipe, a socket), unreadable (no medium
  /// in the drive, or its size cannot be had).
  static Result<std::unique_ptr<ReadOnlyFile>> open(const std::string& path);
  ~ReadOnlyFile() override;
  ReadOnlyFile(const ReadOnlyFile&) = delete;
  ReadOnlyFile& operator=(const ReadOnlyFile&) = delete;

  std::uint64_t size() const override { return size_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override;

  /// For ioctls that only ask.
  int descriptor() const { return descriptor_; }
  bool is_block_device() const { return is_block_device_; }
  std::uint32_t sector_size() const { return sector_size_; }  ///< logical, bytes
  /// The kernel refuses writes (BLKROGET); true of a file, which we hold read-only.
  bool kernel_refuses_writes() const { return kernel_refuses_writes_; }

 private:
  explicit ReadOnlyFile(int descriptor) : descriptor_(descriptor) {}
  Result<void> measure();
  bool read_past_cache(std::uint64_t offset, std::span<std::byte> into) const;

  int descriptor_;
  int direct_ = -1;  ///< the same disk without the kernel's cache, -1 for none
  std::uint64_t size_ = 0;
  std::uint32_t sector_size_ = 512;
  bool is_block_device_ = false;
  bool kernel_refuses_writes_ = true;
};

}  // namespace trousse::disks
