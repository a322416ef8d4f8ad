// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/reader.hpp"

namespace trousse::disks {

/// A stretch of a stream: where its bytes lie on the volume.
struct Run {
  enum class Kind {
    data,
    hole,  ///< reads as zeros
    lost,  ///< should be there, and the place is not known: reads as Errc::unreadable
  };
  Kind kind = Kind::data;
  std::uint64_t offset = 0;  ///< bytes from the start of the volume, for data
  std::uint64_t length = 0;  ///< bytes
};

/// The runs of a stream one behind the other; what they do not cover up to `size` is lost.
/// Bytes from `initialised` on read as zeros. `volume` must outlive it. An error of `volume`
/// passes through as it is, so that the caller can go around the bad place.
class RunsReader final : public Reader {
 public:
  RunsReader(const Reader& volume, std::vector<Run> runs, std::uint64_t size,
             std::uint64_t initialised);
  std::uint64_t size() const override { return size_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override;

  const std::vector<Run>& runs() const { return runs_; }
  /// The index of the run that holds `offset`; runs().size() past the last one.
  std::size_t run_at(std::uint64_t offset) const;
  /// Where run `index` begins in the stream.
  std::uint64_t start_of(std::size_t index) const { return starts_[index]; }

 private:
  Result<void> read_run(std::size_t index, std::uint64_t inside, std::span<std::byte> into) const;

  const Reader& volume_;
  std::vector<Run> runs_;
  std::vector<std::uint64_t> starts_;
  std::uint64_t size_;
  std::uint64_t initialised_;
};

}  // namespace trousse::disks
