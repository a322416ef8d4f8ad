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
#include "evidence/files.hpp"
#include "evidence/hash.hpp"
#include "evidence/primitives.hpp"

namespace trousse::evidence {

/// Hashes and writes a file on a thread of its own while its owner makes what comes next: a
/// segment's owner encrypts meanwhile. One buffer of a mebibyte is filled, one is being written.
/// The owner must not use the same OutputFile, and calls from one thread.
class WriteBehind {
 public:
  explicit WriteBehind(std::unique_ptr<OutputFile> file);
  WriteBehind(const WriteBehind&) = delete;
  WriteBehind& operator=(const WriteBehind&) = delete;
  ~WriteBehind();  ///< closes; what was not finished may be lost

  /// An error may be that of an earlier write.
  Result<void> write(std::span<const std::byte> bytes);

  struct Facts {
    std::uint64_t size = 0;
    Sha256 sha256{};
  };
  /// Writes the rest, syncs, and closes the file.
  Result<Facts> finish();

 private:
  void work();
  Result<void> hand_over();  ///< waits until the other buffer is written, and gives this one
  void end();

  std::unique_ptr<OutputFile> file_;
  Sha256Stream hash_;
  std::uint64_t size_ = 0;
  Bytes filling_;

  std::mutex mutex_;  ///< guards all below but the thread; `writing_` is its while it is full
  std::condition_variable moved_;
  Bytes writing_;
  bool is_full_ = false;
  bool ended_ = false;
  std::optional<Error> error_;
  std::thread thread_;
};

}  // namespace trousse::evidence
