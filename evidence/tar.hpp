// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "core/result.hpp"
#include "core/time.hpp"
#include "evidence/age.hpp"
#include "evidence/compression.hpp"

/// Tar streams in POSIX pax form, by libarchive.
namespace trousse::evidence {

/// A regular file of a tar stream.
struct TarEntry {
  std::string path;        ///< UTF-8, '/' between components
  std::uint64_t size = 0;  ///< bytes that follow
  std::optional<Utc> modified;
};

/// Writes entries one after the other; `close` must be called.
class TarWriter {
 public:
  static Result<std::unique_ptr<TarWriter>> start(age::Sink out);
  virtual ~TarWriter() = default;
  /// Exactly `entry.size` bytes must be written before the next entry or the close.
  virtual Result<void> begin(const TarEntry& entry) = 0;
  virtual Result<void> write(std::span<const std::byte> bytes) = 0;
  virtual Result<void> close() = 0;
};

/// Reads entries of a hostile stream. Anything that is not a regular file is `irregular`: the
/// caller refuses it.
class TarReader {
 public:
  struct Next {
    TarEntry entry;
    bool irregular = false;  ///< a link, a device, a folder, a sparse file
  };
  static Result<std::unique_ptr<TarReader>> start(Source in);
  virtual ~TarReader() = default;
  /// Nothing after the last entry. Errors of `in` come back as they are.
  virtual Result<std::optional<Next>> next() = 0;
  /// The next bytes of the entry; empty at its end.
  virtual Result<std::span<const std::byte>> read() = 0;
};

}  // namespace trousse::evidence
