// SPDX-License-Identifier: Apache-2.0
#include "evidence/write_behind.hpp"

#include <utility>

namespace trousse::evidence {
namespace {

constexpr std::size_t buffer_size = std::size_t{1} << 20;

}  // namespace

WriteBehind::WriteBehind(std::unique_ptr<OutputFile> file, Crc crc)
    : file_(std::move(file)), counts_crc_(crc) {}

WriteBehind::~WriteBehind() { end(); }

Result<void> WriteBehind::write(std::span<const std::byte> bytes) {
  given_ += bytes.size();
  filling_.insert(filling_.end(), bytes.begin(), bytes.end());
  return filling_.size() < buffer_size ? Result<void>() : hand_over();
}

Result<WriteBehind::Facts> WriteBehind::finish() {
  if (thread_.joinable()) {
    TRY(hand_over());
    end();
    if (error_) return tl::unexpected(*error_);
  } else {
    TRY(put(filling_));
  }
  TRY(file_->sync());
  file_.reset();
  return Facts{size_, hash_.finish(), crc_.value()};
}

Result<void> WriteBehind::put(std::span<const std::byte> bytes) {
  hash_.add(bytes);
  if (counts_crc_ == Crc::counted) crc_.add(bytes);
  size_ += bytes.size();
  return file_->write(bytes);
}

Result<void> WriteBehind::hand_over() {
  if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
  std::unique_lock lock(mutex_);
  moved_.wait(lock, [&] { return !is_full_ || error_; });
  if (error_) return tl::unexpected(*error_);
  std::swap(filling_, writing_);
  is_full_ = true;
  moved_.notify_all();
  return {};
}

void WriteBehind::end() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    moved_.notify_all();
  }
  thread_.join();
}

void WriteBehind::work() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      moved_.wait(lock, [&] { return is_full_ || ended_; });
      if (!is_full_) return;
    }
    const auto written = put(writing_);
    writing_.clear();
    const std::lock_guard lock(mutex_);
    is_full_ = false;
    if (!written) error_ = written.error();
    moved_.notify_all();
    if (error_) return;
  }
}

}  // namespace trousse::evidence
