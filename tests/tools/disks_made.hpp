// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "tests/tools/ntfs_writer.hpp"

namespace trousse::tools {

/// Writes the demonstration disk to a new file, and, unless `expected` is "", the list of what a
/// reader should find in its NTFS volume. The same bytes each time.
Result<void> make_demonstration_disk(const std::string& image, const std::string& expected);

struct BenchSize {
  std::uint64_t files = 60000;
  std::uint64_t bytes = std::uint64_t{4} << 30;
};

/// Writes a plain NTFS volume, without a partition table, of files of mixed sizes and content:
/// half of them text, half noise, in folders of 200.
Result<void> make_bench_volume(const std::string& image, const BenchSize& size);

/// A JSON object: volume_offset (bytes into the image), and streams, for each path, stream, entry,
/// size, sha256, and the flags wof, lznt1, deleted and the length of a leading hole where set.
Result<void> write_expected(const std::string& path, const std::vector<ExpectedStream>& streams,
                            std::uint64_t volume_offset);

}  // namespace trousse::tools
