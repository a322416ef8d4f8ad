// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>

#include "evidence/age_stream.hpp"
#include "evidence/crc32.hpp"
#include "evidence/files.hpp"
#include "evidence/hash.hpp"
#include "evidence/primitives.hpp"

namespace trousse::evidence {

/// Hashes and writes a file on a thread of its own while its owner makes what comes next: a part's
/// or a segment's owner compresses and encrypts meanwhile. One buffer of a mebibyte is filled, one
/// is being written; a file that fits into one is written by its owner, in `finish`.
/// The owner must not use the same OutputFile, and calls from one thread.
class WriteBehind {
 public:
  enum class Crc { left_out, counted };
  explicit WriteBehind(std::unique_ptr<OutputFile> file, Crc crc = Crc::left_out);
  WriteBehind(const WriteBehind&) = delete;
  WriteBehind& operator=(const WriteBehind&) = delete;
  ~WriteBehind();  ///< closes; what was not finished may be lost

  /// An error may be that of an earlier write, and stays.
  Result<void> write(std::span<const std::byte> bytes);

  /// Bytes given so far, those not yet written too.
  std::uint64_t size() const { return given_; }

  struct Facts {
    std::uint64_t size = 0;
    Sha256 sha256{};
    std::uint32_t crc32 = 0;  ///< only with Crc::counted
  };
  /// Writes the rest, syncs, and closes the file.
  Result<Facts> finish();

 private:
  void work();
  Result<void> put(std::span<const std::byte> bytes);
  Result<void> hand_over();  ///< waits until the other buffer is written, and gives this one
  void end();

  std::unique_ptr<OutputFile> file_;
  const Crc counts_crc_;
  Sha256Stream hash_;
  Crc32 crc_;
  std::uint64_t size_ = 0;  // written
  std::uint64_t given_ = 0;
  Bytes filling_;

  std::mutex mutex_;  ///< guards all below but the thread; `writing_` is its while it is full
  std::condition_variable moved_;
  Bytes writing_;
  bool is_full_ = false;
  bool ended_ = false;
  std::optional<Error> error_;
  std::thread thread_;  ///< from the first full buffer on
};

}  // namespace trousse::evidence
