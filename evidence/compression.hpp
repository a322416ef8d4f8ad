// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "core/result.hpp"
#include "evidence/age.hpp"

/// Zstandard (RFC 8878) streams, by libzstd.
namespace trousse::evidence {

/// One frame, with a checksum. `close` must be called.
class Compressor {
 public:
  /// `expected`: about how many bytes will come; a short stream gets no thread and little memory.
  static Result<std::unique_ptr<Compressor>> start(age::Sink out,
                                                   std::uint64_t expected = ~std::uint64_t{0});
  virtual ~Compressor() = default;
  virtual Result<void> write(std::span<const std::byte> plain) = 0;
  virtual Result<void> close() = 0;
};

/// Gives the next piece of the compressed stream; empty at its end.
using Source = std::function<Result<std::span<const std::byte>>()>;

/// Asked for one piece at a time. Errc::not_whole for a stream that is cut or does not follow the
/// format; a window above 8 MiB is Errc::unsupported, so that memory stays bounded.
class Decompressor {
 public:
  static Result<std::unique_ptr<Decompressor>> start(Source in);
  virtual ~Decompressor() = default;
  /// Valid until the next call; empty at the end.
  virtual Result<std::span<const std::byte>> next() = 0;
};

}  // namespace trousse::evidence
