// SPDX-License-Identifier: Apache-2.0
#include "evidence/ewf_belt.hpp"

#include <thread>

namespace trousse::evidence {

EwfBelt::EwfBelt(std::size_t batches, const Batch& empty) : slots_(batches) {
  for (Slot& slot : slots_) slot.batch = empty;
}

Result<void> EwfBelt::run(const std::function<Result<Fill>(Batch&)>& fill,
                          const std::vector<BeltStage>& stages) {
  if (stages.size() > 31) return fail(Errc::usage, "too many stages");
  stages_ = &stages;
  all_done_ = (1U << stages.size()) - 1;
  next_.assign(stages.size(), 0);
  for (Slot& slot : slots_) slot.done_by = all_done_;
  filled_ = 0;
  ended_ = false;
  error_.reset();
  {
    std::vector<std::jthread> threads;
    for (std::size_t stage = 0; stage < stages.size(); ++stage) {
      for (unsigned worker = 0; worker < stages[stage].workers; ++worker) {
        threads.emplace_back([this, stage, worker] { work(stage, worker); });
      }
    }
    fill_all(fill);
  }
  if (error_) return tl::unexpected(*error_);
  return {};
}

void EwfBelt::stop_with(Error error) {
  const std::lock_guard lock(mutex_);
  if (!error_) error_ = std::move(error);
  moved_.notify_all();
}

void EwfBelt::fill_all(const std::function<Result<Fill>(Batch&)>& fill) {
  for (std::uint64_t number = 0;; ++number) {
    Slot& slot = slot_of(number);
    {
      std::unique_lock lock(mutex_);
      moved_.wait(lock, [&] { return error_ || slot.done_by == all_done_; });
      if (error_) return;
    }
    const auto filled = fill(slot.batch);
    if (!filled) return stop_with(filled.error());
    const std::lock_guard lock(mutex_);
    if (*filled == Fill::at_the_end) {
      ended_ = true;
      moved_.notify_all();
      return;
    }
    slot.done_by = 0;
    filled_ = number + 1;
    moved_.notify_all();
  }
}

bool EwfBelt::may_take(std::size_t stage) {
  const std::uint64_t number = next_[stage];
  if (number >= filled_) return false;
  const auto& after = (*stages_)[stage].after;
  // A slot is filled anew only when this stage, too, is done with it: so its bits are of `number`.
  return !after || (slot_of(number).done_by >> *after & 1U) != 0;
}

void EwfBelt::work(std::size_t stage, unsigned worker) {
  while (true) {
    std::uint64_t number = 0;
    {
      std::unique_lock lock(mutex_);
      moved_.wait(lock,
                  [&] { return error_ || may_take(stage) || (ended_ && next_[stage] >= filled_); });
      if (error_ || next_[stage] >= filled_) return;
      number = next_[stage]++;
    }
    Slot& slot = slot_of(number);
    const auto worked = (*stages_)[stage].work(slot.batch, worker);
    if (!worked) return stop_with(worked.error());
    const std::lock_guard lock(mutex_);
    slot.done_by |= 1U << stage;
    moved_.notify_all();
  }
}

}  // namespace trousse::evidence
