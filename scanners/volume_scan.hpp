// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scanners/scan_place.hpp"
#include "scanners/scanner.hpp"
#include "scanners/stream_reader.hpp"

/// A scan at work on one volume; for scanners/scan*.cpp only.
namespace trousse::scanners {

/// What the workers share. `out_` guards the case, the events and the counts; `turn_` is the
/// right to read the disk. No thread waits for one while it holds the other.
class Scan final : public VolumeScan {
 public:
  Scan(const ScanOptions& options, evidence::Intake& intake, VolumeOpener open)
      : options_(options), intake_(intake), open_(std::move(open)) {}

  /// `rules`: those of the volumes before, loaded here when they are wanted first.
  Result<void> list(std::unique_ptr<disks::Volume> volume, const std::string& marked,
                    LoadedRules& rules);
  std::uint64_t entries() const override { return order_.size(); }
  Result<Scanned> read() override;

 private:
  Result<void> prepare(const disks::Volume& volume, LoadedRules& rules);
  Result<void> load(Wants wanted, LoadedRules& rules);
  Result<void> walk(const disks::Volume& volume);
  /// Goes on from where closed parts end, if there are any.
  Result<void> find_place(const std::string& marked);
  Result<void> run();
  Result<Scanned> finish();

  // What one entry gave, until it is wholly read: then it goes into the case at once, so that a
  // scan that is cut and gone on with tells each entry once.
  struct Given {
    std::vector<Finding> findings;
    std::vector<evidence::ScannedFile> files;
    std::vector<std::pair<std::string, std::string>> troubles;  // where, why
    std::uint64_t streams = 0;
    std::uint64_t bytes = 0;
    Scanned seen;             // what scanners count for themselves
    std::vector<Note> notes;  // what they say of themselves
  };
  struct Worker {
    std::unique_ptr<disks::Volume> volume;
    std::vector<std::unique_ptr<Examiner>> examiners;
    std::unique_ptr<std::byte[]> buffer;
    Given given;
  };

  Result<Worker> worker(std::unique_ptr<disks::Volume> volume);
  void work(Worker& worker);
  std::optional<std::uint64_t> next_index();
  Result<void> look_again(Worker& worker, std::uint64_t entry);
  Result<void> read_entry(Worker& worker, std::uint64_t index);
  Result<void> read_stream(Worker& worker, const File& file, const Stream& stream,
                           const std::string& owner);
  Result<void> examine(Worker& worker, StreamReader& content, Subject& subject);
  Result<void> commit(Worker& worker, std::uint64_t index, const std::string& now);
  Result<void> report(const std::vector<Finding>& findings);
  void trouble(const std::string& where, const std::string& why);
  void progress(const std::string& now);
  bool is_over() const { return options_.stop.stop_requested() || broken_; }

  const ScanOptions& options_;
  evidence::Intake& intake_;
  VolumeOpener open_;
  std::unique_ptr<disks::Volume> first_;  // listed, and then the first worker's
  FileSystem system_ = FileSystem::none;
  std::string letter_;
  std::vector<std::unique_ptr<Examination>> examinations_;
  ReadingOrder order_;
  std::atomic<bool> broken_ = false;

  std::mutex turn_;
  std::mutex out_;
  ScanPlace place_;
  Scanned scanned_;
  std::optional<Error> error_;
  std::map<std::string, std::uint64_t> told_;
  std::uint64_t troubles_ = 0;
  std::chrono::steady_clock::time_point last_progress_;
};

}  // namespace trousse::scanners
