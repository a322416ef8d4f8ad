// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace trousse {

/// Read-only random access to the bytes of something examined. There is no writing counterpart
/// for evidence, on purpose. One thread at a time uses a Reader.
class Reader {
 public:
  virtual ~Reader() = default;

  /// Length in bytes.
  virtual std::uint64_t size() const = 0;

  /// Fills `into` from `offset` and returns the count of bytes filled; fewer than asked means
  /// that the end was reached. Bytes that the medium does not give are Errc::unreadable: the
  /// caller decides to go around them (see `read_with_gaps`) or to stop.
  virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const = 0;
};

/// Bytes held in memory, owned.
class MemoryReader final : public Reader {
 public:
  explicit MemoryReader(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {}
  std::uint64_t size() const override { return bytes_.size(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override;

 private:
  std::vector<std::byte> bytes_;
};

/// A stretch of another Reader, which must outlive it. A stretch that goes past the end of the
/// whole is cut there.
class SliceReader final : public Reader {
 public:
  SliceReader(const Reader& whole, std::uint64_t offset, std::uint64_t size);
  std::uint64_t size() const override { return size_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override;

 private:
  const Reader& whole_;
  std::uint64_t offset_;
  std::uint64_t size_;
};

/// A range of bytes that could not be read and was filled with zeros.
struct Gap {
  std::uint64_t offset;
  std::uint64_t length;
  friend bool operator==(const Gap&, const Gap&) = default;
};

/// Like `read_at`, but goes around what cannot be read: a failed stretch is read again in steps
/// of `step` bytes (default: a 4 KiB block), each step that still fails is zero-filled and
/// appended to `gaps` (neighbours are joined). Fails only for errors other than unreadable.
Result<std::size_t> read_with_gaps(const Reader& from, std::uint64_t offset,
                                   std::span<std::byte> into, std::vector<Gap>& gaps,
                                   std::size_t step = 4096);

/// The whole content, when it is at most `limit` bytes; Errc::unsupported when it is larger,
/// Errc::unreadable when a part of it cannot be read.
Result<std::vector<std::byte>> read_whole(const Reader& from, std::uint64_t limit);

}  // namespace trousse
