// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "core/result.hpp"

namespace trousse::evidence {

/// A stretch of a medium on its way into an image.
struct Batch {
  /// One chunk of the image as it was compressed; `size` 0: better stored as it is.
  struct Packed {
    std::size_t offset = 0;  ///< in `packed`
    std::size_t size = 0;
  };
  std::vector<std::byte> plain;  ///< `filled` bytes of it are of the medium
  std::size_t filled = 0;
  std::vector<std::byte> packed;
  std::vector<Packed> chunks;
};

/// One kind of work on each batch. With one worker, batches come in the order of the medium.
struct BeltStage {
  std::function<Result<void>(Batch&, unsigned worker)> work;
  unsigned workers = 1;
  std::optional<std::size_t> after;  ///< number of the stage that must be done with a batch first
};

/// A belt of a few batches that go round: filled by the caller's thread, worked on by the stages'
/// threads, filled again when every stage is done with it. So memory is bounded whatever is slow.
class EwfBelt {
 public:
  /// The belt makes `batches` copies of `empty`.
  EwfBelt(std::size_t batches, const Batch& empty);

  enum class Fill { filled, at_the_end };
  /// Fills batch after batch by `fill` until it says at_the_end (its last batch holds nothing) and
  /// all stages are done. The first error of anyone stops all, and is returned.
  Result<void> run(const std::function<Result<Fill>(Batch&)>& fill,
                   const std::vector<BeltStage>& stages);

 private:
  struct Slot {
    Batch batch;
    std::uint32_t done_by = 0;  ///< a bit for each stage
  };
  Slot& slot_of(std::uint64_t number) { return slots_[number % slots_.size()]; }
  void fill_all(const std::function<Result<Fill>(Batch&)>& fill);
  void work(std::size_t stage, unsigned worker);
  bool may_take(std::size_t stage);
  void stop_with(Error error);

  std::vector<Slot> slots_;
  const std::vector<BeltStage>* stages_ = nullptr;
  std::uint32_t all_done_ = 0;
  std::mutex mutex_;  ///< guards all below, and the slots' bits
  std::condition_variable moved_;
  std::vector<std::uint64_t> next_;  ///< of each stage: the batch to take
  std::uint64_t filled_ = 0;
  bool ended_ = false;
  std::optional<Error> error_;
};

}  // namespace trousse::evidence
