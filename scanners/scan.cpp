// SPDX-License-Identifier: Apache-2.0
#include "scanners/scan.hpp"

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "core/text.hpp"
#include "formats/content.hpp"
#include "scanners/scanner.hpp"
#include "scanners/stream_reader.hpp"

namespace trousse::scanners {
namespace {

constexpr std::size_t whole_limit = 16 * 1024 * 1024;
constexpr std::size_t head_size = 64 * 1024;
constexpr std::size_t first_read = 1024 * 1024;  // of what does not fit whole
// NTFS keeps entries 0 to 23 for itself ([MS-FSA]; $MFT, $BadClus as large as the volume, …).
constexpr std::uint64_t first_user_entry = 24;
// A rule that matches everywhere must not drown the others nor fill the key.
constexpr std::uint64_t max_findings_of_a_rule = 500;
constexpr std::uint64_t max_trouble_notes = 1000;

/// The entries to read, eight bytes each for a disk of millions of files: the first cluster above
/// the entry number, so that sorting the numbers sorts the disk. Clusters past 2^32 keep their
/// order only roughly, entries past 2^32 (never on NTFS) stand apart.
class ReadingOrder {
 public:
  void add(const File& file) {
    if (file.entry >> 32 != 0) {
      late_.push_back(file.entry);
      return;
    }
    const std::uint64_t cluster = std::min<std::uint64_t>(file.first_cluster, 0xFFFF'FFFF);
    packed_.push_back(cluster << 32 | file.entry);
  }
  void sort() {
    std::sort(packed_.begin(), packed_.end());
    std::sort(late_.begin(), late_.end());
  }
  std::uint64_t size() const { return packed_.size() + late_.size(); }
  std::uint64_t entry(std::uint64_t index) const {
    return index < packed_.size() ? packed_[index] & 0xFFFF'FFFF : late_[index - packed_.size()];
  }

 private:
  std::deque<std::uint64_t> packed_;  // grows without copying
  std::deque<std::uint64_t> late_;
};

bool is_wanted(const File& file, const Stream& stream) {
  if (stream.size == 0) return false;
  if (file.deleted && !stream.resident) return false;  // its clusters may be another file's now
  if (file.kind == FileKind::regular) return true;
  // A folder can carry named streams, a known hiding place; its index ($I30) is no content.
  return file.kind == FileKind::directory && !stream.name.empty() && stream.name[0] != '$';
}

bool is_metadata(const File& file, FileSystem system) {
  if (system != FileSystem::ntfs) return false;
  return file.entry < first_user_entry || file.path.text().starts_with("/$Extend/");
}

/// The name of an account that every Windows has ([MS-DTYP] 2.4.2.4), the SID itself for others.
std::string account_name(const std::string& sid) {
  if (sid == "S-1-5-18") return "SYSTEM";
  if (sid == "S-1-5-19") return "LOCAL SERVICE";
  if (sid == "S-1-5-20") return "NETWORK SERVICE";
  if (sid == "S-1-5-32-544") return "Administrators";
  if (sid == "S-1-5-32-545") return "Users";
  if (sid == "S-1-1-0") return "Everyone";
  if (sid == "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464") {
    return "TrustedInstaller";
  }
  return sid;
}

/// What the workers share. `out_` guards the case, the events and the counts; `turn_` is the
/// right to read the disk. No thread waits for one while it holds the other.
class Scan {
 public:
  Scan(const ScanOptions& options, evidence::Intake& intake) : options_(options), intake_(intake) {}

  Result<void> prepare(const disks::Volume& volume);
  Result<void> list(const disks::Volume& volume);
  Result<void> run(const VolumeOpener& open, std::unique_ptr<disks::Volume> first);
  Result<Scanned> finish();

 private:
  struct Worker {
    std::unique_ptr<disks::Volume> volume;
    std::vector<std::unique_ptr<Examiner>> examiners;
    std::unique_ptr<std::byte[]> buffer;
  };

  Result<Worker> worker(std::unique_ptr<disks::Volume> volume);
  void work(Worker& worker);
  Result<void> read_entry(Worker& worker, std::uint64_t entry);
  Result<void> read_stream(Worker& worker, const File& file, const Stream& stream,
                           const std::string& owner);
  Result<void> examine(Worker& worker, StreamReader& content, Subject& subject);
  Result<void> report(std::vector<Finding> findings);
  void trouble(std::string where, const std::string& why);
  void progress(const File& file);
  bool is_over() const { return options_.stop.stop_requested() || broken_; }

  const ScanOptions& options_;
  evidence::Intake& intake_;
  FileSystem system_ = FileSystem::none;
  std::string letter_;
  std::vector<std::unique_ptr<Examination>> examinations_;
  ReadingOrder order_;
  std::atomic<std::uint64_t> next_ = 0;
  std::atomic<bool> broken_ = false;

  std::mutex turn_;
  std::mutex out_;
  Scanned scanned_;
  std::optional<Error> error_;
  std::map<std::string, std::uint64_t> told_;
  std::uint64_t troubles_ = 0;
  std::chrono::steady_clock::time_point last_progress_;
};

Result<void> Scan::prepare(const disks::Volume& volume) {
  system_ = volume.info().file_system;
  letter_ = volume.info().letter;
  for (const std::string& name : options_.only) {
    const auto known = all_scanners();
    if (std::none_of(known.begin(), known.end(), [&](auto& row) { return row.name == name; })) {
      return fail(Errc::usage, "no scanner of that name: " + name);
    }
  }
  Setup setup{options_, letter_, nullptr};
  for (const Scanner& scanner : all_scanners()) {
    const bool wanted =
        options_.only.empty() ||
        std::find(options_.only.begin(), options_.only.end(), scanner.name) != options_.only.end();
    if (!wanted) continue;
    if (scanner.wants_yara_rules && !setup.yara_rules) {
      setup.yara_rules = TRY(YaraRules::load(options_.rules, options_.own_rules));
      scanned_.rules = setup.yara_rules->count();
      scanned_.rules_left_out = setup.yara_rules->left_out().size();
      for (const std::string& rule : setup.yara_rules->left_out()) {
        if (options_.events) options_.events(Note{"rule_left_out", rule});
      }
    }
    examinations_.push_back(scanner.start(setup));
  }
  return {};
}

Result<void> Scan::list(const disks::Volume& volume) {
  const auto walked = volume.for_each_file([&](const File& file) {
    if (!is_metadata(file, system_)) {
      for (const auto& examination : examinations_) examination->listed(file);
      if (std::any_of(file.streams.begin(), file.streams.end(),
                      [&](const Stream& stream) { return is_wanted(file, stream); })) {
        order_.add(file);
      }
    }
    return options_.stop.stop_requested() ? disks::Next::stop : disks::Next::go_on;
  });
  if (options_.stop.stop_requested()) return fail(Errc::cancelled, "stopped while listing");
  if (!walked) return tl::unexpected(walked.error());
  if (walked->unreadable > 0) {
    trouble("/", fmt::format("{} entries cannot be parsed", walked->unreadable));
  }
  for (const auto& examination : examinations_) examination->all_listed();
  order_.sort();
  return {};
}

Result<Scan::Worker> Scan::worker(std::unique_ptr<disks::Volume> volume) {
  Worker worker;
  worker.volume = std::move(volume);
  for (const auto& examination : examinations_) {
    auto examiner = TRY(examination->examiner());
    worker.examiners.push_back(std::move(examiner));
  }
  worker.buffer = std::make_unique_for_overwrite<std::byte[]>(whole_limit);
  return worker;
}

Result<void> Scan::run(const VolumeOpener& open, std::unique_ptr<disks::Volume> first) {
  std::vector<Worker> workers;
  Worker one = TRY(worker(std::move(first)));
  workers.push_back(std::move(one));
  const auto wanted = std::clamp<std::uint64_t>(options_.workers, 1, 16);
  while (workers.size() <
         std::min<std::uint64_t>(wanted, std::max<std::uint64_t>(1, order_.size()))) {
    auto volume = TRY(open());
    Worker more = TRY(worker(std::move(volume)));
    workers.push_back(std::move(more));
  }
  std::vector<std::jthread> threads;
  for (Worker& each : workers) threads.emplace_back([this, &each] { work(each); });
  threads.clear();  // joins
  if (error_) return tl::unexpected(*error_);
  return {};
}

void Scan::work(Worker& worker) {
  while (!is_over()) {
    const std::uint64_t index = next_++;
    if (index >= order_.size()) return;
    const auto read = read_entry(worker, order_.entry(index));
    if (read) continue;
    const std::lock_guard lock(out_);
    if (!error_) error_ = read.error();
    broken_ = true;
  }
}

Result<void> Scan::read_entry(Worker& worker, std::uint64_t entry) {
  Result<File> file = fail(Errc::missing, "");
  std::string owner;
  {
    const std::lock_guard lock(turn_);
    file = worker.volume->file(entry);
    if (file) owner = account_name(worker.volume->owner(*file));
  }
  if (!file) {
    trouble(fmt::format("entry {}", entry), file.error().what);
    return {};
  }
  for (const Stream& stream : file->streams) {
    if (is_over()) return {};
    if (!is_wanted(*file, stream)) continue;
    TRY(read_stream(worker, *file, stream, owner));
  }
  progress(*file);
  return {};
}

Result<void> Scan::read_stream(Worker& worker, const File& file, const Stream& stream,
                               const std::string& owner) {
  Result<std::unique_ptr<Reader>> opened = fail(Errc::missing, "");
  {
    const std::lock_guard lock(turn_);
    opened = worker.volume->open(file, stream.name);
  }
  const std::string where =
      stream.name.empty() ? file.path.text() : file.path.text() + ":" + stream.name;
  if (!opened) {
    trouble(where, opened.error().what);
    return {};
  }
  const std::uint64_t size = (*opened)->size();
  // Reading has twice the time of scanning, so that the hash can still be made of a file whose
  // scan was cut; large files have more of both.
  const auto time = options_.file_timeout * 2 * std::min<std::uint64_t>(1 + (size >> 30), 10);
  StreamReader content(**opened, size, turn_, time, options_.stop);
  Subject subject{file, stream, letter_, {}, owner, {}, {}, nullptr};
  const auto examined = examine(worker, content, subject);
  if (!examined) {
    return examined.error().code == Errc::cancelled && options_.stop.stop_requested()
               ? Result<void>()
               : tl::unexpected(examined.error());
  }
  if (content.unreadable() > 0) {
    trouble(where, fmt::format("{} bytes cannot be read", content.unreadable()));
  }
  const std::lock_guard lock(out_);
  ++scanned_.streams;
  scanned_.bytes += size;
  if (!content.is_hashed()) return {};
  return intake_.scanned({Origin{letter_, file, stream.name}, size, content.finish_hash(),
                          std::string(subject.type), content.unreadable()});
}

Result<void> Scan::examine(Worker& worker, StreamReader& content, Subject& subject) {
  const std::span buffer(worker.buffer.get(), whole_limit);
  const bool small = content.size() <= whole_limit;
  const std::size_t got = TRY(content.read_at(0, small ? buffer : buffer.first(first_read)));
  subject.head = buffer.first(std::min(got, head_size));
  if (small) {
    subject.whole = buffer.first(got);
  } else {
    subject.large = &content;
  }
  subject.type = formats::file_type(subject.head);
  std::vector<Finding> findings;
  for (const auto& examiner : worker.examiners) {
    auto found = examiner->look(subject);
    std::move(found.begin(), found.end(), std::back_inserter(findings));
  }
  TRY(content.drain(buffer));
  const bool cut = std::any_of(findings.begin(), findings.end(),
                               [](const Finding& one) { return one.kind == "scan_cut"; });
  if (content.is_late() && !cut) {
    Finding late = finding_about(subject, "scan_cut", "reading");
    late.certainty = Certainty::certain;
    late.facts["seconds"] = fmt::format("{}", options_.file_timeout.count());
    findings.push_back(std::move(late));
  }
  if (options_.stop.stop_requested()) return fail(Errc::cancelled, "stopped");
  return report(std::move(findings));
}

Result<void> Scan::report(std::vector<Finding> findings) {
  if (findings.empty()) return {};
  const std::lock_guard lock(out_);
  for (const Finding& finding : findings) {
    if (finding.kind == "scan_cut") ++scanned_.timed_out;
    if (++told_[finding.kind + "/" + finding.rule] > max_findings_of_a_rule) continue;
    ++scanned_.findings;
    TRY(intake_.finding(finding));
    if (options_.events) options_.events(finding);
  }
  return {};
}

void Scan::trouble(std::string where, const std::string& why) {
  const std::lock_guard lock(out_);
  ++scanned_.failed;
  if (++troubles_ > max_trouble_notes || !options_.events) return;
  options_.events(Note{"scan_unreadable", printable(where + ": " + why)});
}

void Scan::progress(const File& file) {
  constexpr auto pause = std::chrono::milliseconds(250);
  const std::lock_guard lock(out_);
  ++scanned_.files;
  const auto time = std::chrono::steady_clock::now();
  if (!options_.events || time - last_progress_ < pause) return;
  last_progress_ = time;
  options_.events(
      Progress{"scan", file.path.text(), scanned_.files, order_.size(), 0, scanned_.findings});
}

Result<Scanned> Scan::finish() {
  for (const auto& examination : examinations_) {
    TRY(report(examination->finish()));
  }
  for (const auto& [rule, count] : told_) {
    if (count <= max_findings_of_a_rule || !options_.events) continue;
    options_.events(Note{"findings_cut", fmt::format("{}: {} more", printable(rule),
                                                     count - max_findings_of_a_rule)});
  }
  if (options_.stop.stop_requested()) return fail(Errc::cancelled, "stopped");
  if (options_.events) {
    options_.events(Progress{"scan", "", scanned_.files, order_.size(), 0, scanned_.findings});
  }
  return scanned_;
}

}  // namespace

Result<Scanned> scan_volume(const VolumeOpener& open, const ScanOptions& options,
                            evidence::Intake& intake) {
  auto volume = TRY(open());
  Scan scan(options, intake);
  TRY(scan.prepare(*volume));
  TRY(scan.list(*volume));
  TRY(scan.run(open, std::move(volume)));
  return scan.finish();
}

}  // namespace trousse::scanners
