// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "core/text.hpp"
#include "formats/content.hpp"
#include "scanners/accounts.hpp"
#include "scanners/counts.hpp"
#include "scanners/sigma_rules.hpp"
#include "scanners/volume_scan.hpp"

namespace trousse::scanners {
namespace {

constexpr std::size_t whole_limit = 16 * 1024 * 1024;
constexpr std::size_t head_size = 64 * 1024;
constexpr std::size_t first_read = 1024 * 1024;  // of what does not fit whole
// A rule that matches everywhere must not drown the others nor fill the key.
constexpr std::uint64_t max_findings_of_a_rule = 500;
constexpr std::uint64_t max_trouble_notes = 1000;

void tell_left_out(const std::vector<std::string>& rules, const EventSink& events) {
  for (const std::string& rule : rules) {
    if (events) events(Note{"rule_left_out", rule});
  }
}

}  // namespace

Result<void> Scan::list(std::unique_ptr<disks::Volume> volume, const std::string& marked,
                        LoadedRules& rules) {
  first_ = std::move(volume);
  TRY(prepare(*first_, rules));
  TRY(walk(*first_));
  return find_place(marked);
}

Result<Scanned> Scan::read() {
  TRY(run());
  return finish();
}

/// Rules that cannot be used are named once, when they are loaded, and counted for each volume.
Result<void> Scan::load(Wants wanted, LoadedRules& rules) {
  if (wanted == Wants::yara_rules) {
    if (!rules.yara) {
      rules.yara = TRY(YaraRules::load(options_.rules, options_.own_rules));
      tell_left_out(rules.yara->left_out(), options_.events);
    }
    scanned_.rules = rules.yara->count();
    scanned_.rules_left_out += rules.yara->left_out().size();
  }
  if (wanted == Wants::sigma_rules) {
    if (!rules.sigma) {
      rules.sigma = TRY(load_sigma_rules(options_.sigma, options_.own_rules));
      tell_left_out(rules.sigma->left_out(), options_.events);
    }
    scanned_.sigma_rules = rules.sigma->count();
    scanned_.rules_left_out += rules.sigma->left_out().size();
  }
  return {};
}

Result<void> Scan::prepare(const disks::Volume& volume, LoadedRules& rules) {
  system_ = volume.info().file_system;
  letter_ = volume.info().letter;
  for (const std::string& name : options_.only) {
    const auto known = all_scanners();
    if (std::none_of(known.begin(), known.end(), [&](auto& row) { return row.name == name; })) {
      return fail(Errc::usage, "no scanner of that name: " + name);
    }
  }
  Setup setup{options_, letter_, {}};
  for (const Scanner& scanner : all_scanners()) {
    if (!options_.wants(scanner.name)) continue;
    TRY(load(scanner.wants, rules));
    setup.rules = rules;
    auto started = scanner.start(setup);
    if (started) {
      examinations_.push_back(std::move(started));
    } else if (!options_.only.empty()) {
      return fail(Errc::usage, fmt::format("{0}: nothing is given by --{0}", scanner.name));
    }
  }
  return {};
}

Result<void> Scan::walk(const disks::Volume& volume) {
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
  for (const auto& examination : examinations_) examination->all_listed(volume);
  order_.sort();
  return {};
}

Result<void> Scan::find_place(const std::string& marked) {
  const std::uint64_t troubles = scanned_.failed;
  place_ = TRY(ScanPlace::in(order_, marked, scanned_));
  // The listing's own troubles are counted once.
  if (place_.goes_on()) scanned_.failed -= troubles;
  constexpr std::uint64_t bytes_of_a_record = 250;
  return intake_.foresee((order_.size() - place_.start()) * bytes_of_a_record);
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

Result<void> Scan::run() {
  std::vector<Worker> workers;
  Worker one = TRY(worker(std::move(first_)));
  workers.push_back(std::move(one));
  const auto wanted = std::clamp<std::uint64_t>(options_.workers, 1, 16);
  while (workers.size() <
         std::min<std::uint64_t>(wanted, std::max<std::uint64_t>(1, order_.size()))) {
    auto volume = TRY(open_());
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
    const auto index = next_index();
    if (!index) return;
    const std::uint64_t entry = order_.entry(*index);
    const auto read =
        place_.was_read(*index) ? look_again(worker, entry) : read_entry(worker, *index);
    if (read) continue;
    const std::lock_guard lock(out_);
    if (!error_) error_ = read.error();
    broken_ = true;
  }
}

std::optional<std::uint64_t> Scan::next_index() {
  const std::lock_guard lock(out_);
  return place_.next();
}

// What was told of this entry is in the case. What only the whole volume tells needs its head.
Result<void> Scan::look_again(Worker& worker, std::uint64_t entry) {
  Result<File> file = fail(Errc::missing, "");
  {
    const std::lock_guard lock(turn_);
    file = worker.volume->file(entry);
  }
  if (!file) return {};
  for (const Stream& stream : file->streams) {
    const auto remembers = [&](const auto& each) { return each->remembers(*file, stream); };
    if (is_over() || !is_wanted(*file, stream)) continue;
    if (std::none_of(examinations_.begin(), examinations_.end(), remembers)) continue;
    Result<std::unique_ptr<Reader>> opened = fail(Errc::missing, "");
    {
      const std::lock_guard lock(turn_);
      opened = worker.volume->open(*file, stream.name);
    }
    if (!opened) continue;
    StreamReader content(**opened, (*opened)->size(), turn_, options_.file_timeout, options_.stop);
    const auto got = content.read_at(0, std::span(worker.buffer.get(), head_size));
    if (!got) continue;
    Subject subject{*file, stream, letter_, {}, {}, {}, {}, nullptr};
    subject.head = std::span(worker.buffer.get(), *got);
    subject.type = formats::file_type(subject.head);
    for (std::size_t i = 0; i < examinations_.size(); ++i) {
      if (examinations_[i]->remembers(*file, stream)) {
        static_cast<void>(worker.examiners[i]->look(subject));
      }
    }
  }
  return {};
}

Result<void> Scan::read_entry(Worker& worker, std::uint64_t index) {
  const std::uint64_t entry = order_.entry(index);
  worker.given = {};
  Result<File> file = fail(Errc::missing, "");
  std::string owner;
  {
    const std::lock_guard lock(turn_);
    file = worker.volume->file(entry);
    if (file) owner = account_name(worker.volume->owner(*file));
  }
  if (!file) {
    worker.given.troubles.emplace_back(fmt::format("entry {}", entry), file.error().what);
    return commit(worker, index, "");
  }
  for (const Stream& stream : file->streams) {
    if (is_over()) return {};
    if (!is_wanted(*file, stream)) continue;
    TRY(read_stream(worker, *file, stream, owner));
  }
  // What a person's wish to stop cut short is read again when the scan goes on.
  return is_over() ? Result<void>() : commit(worker, index, file->path.text());
}

Result<void> Scan::read_stream(Worker& worker, const File& file, const Stream& stream,
                               const std::string& owner) {
  Given& given = worker.given;
  Result<std::unique_ptr<Reader>> opened = fail(Errc::missing, "");
  {
    const std::lock_guard lock(turn_);
    opened = worker.volume->open(file, stream.name);
  }
  const std::string where =
      stream.name.empty() ? file.path.text() : file.path.text() + ":" + stream.name;
  if (!opened) {
    given.troubles.emplace_back(where, opened.error().what);
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
    given.troubles.emplace_back(where,
                                fmt::format("{} bytes cannot be read", content.unreadable()));
  }
  ++given.streams;
  given.bytes += size;
  if (!content.is_hashed()) return {};
  given.files.push_back({Origin{letter_, file, stream.name}, size, content.finish_hash(),
                         std::string(subject.type), content.unreadable()});
  return {};
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
    Besides besides = examiner->besides();
    add_seen(besides.seen, worker.given.seen);
    for (const std::string& why : besides.troubles) {
      worker.given.troubles.emplace_back(subject.file.path.text(), why);
    }
    std::move(besides.notes.begin(), besides.notes.end(), std::back_inserter(worker.given.notes));
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
  std::move(findings.begin(), findings.end(), std::back_inserter(worker.given.findings));
  return {};
}

// Everything that one entry gave, and that it was read: a cut loses all of it or nothing.
Result<void> Scan::commit(Worker& worker, std::uint64_t index, const std::string& now) {
  const std::lock_guard lock(out_);
  Given& given = worker.given;
  TRY(report(given.findings));
  for (const auto& file : given.files) TRY(intake_.scanned(file));
  for (const auto& [where, why] : given.troubles) trouble(where, why);
  scanned_.streams += given.streams;
  scanned_.bytes += given.bytes;
  add_seen(given.seen, scanned_);
  for (const Note& note : given.notes) {
    if (options_.events) options_.events(note);
  }
  if (!now.empty()) progress(now);
  place_.read(index);
  return intake_.mark(letter_, place_.text(scanned_));
}

// The caller has `out_`.
Result<void> Scan::report(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    if (finding.kind == "scan_cut") ++scanned_.timed_out;
    if (++told_[finding.kind + "/" + finding.rule] > max_findings_of_a_rule) continue;
    ++scanned_.findings;
    TRY(intake_.finding(finding));
    if (options_.events) options_.events(finding);
  }
  return {};
}

// The caller has `out_`.
void Scan::trouble(const std::string& where, const std::string& why) {
  ++scanned_.failed;
  if (++troubles_ > max_trouble_notes || !options_.events) return;
  options_.events(Note{"scan_unreadable", printable(where + ": " + why)});
}

// The caller has `out_`.
void Scan::progress(const std::string& now) {
  constexpr auto pause = std::chrono::milliseconds(250);
  ++scanned_.files;
  const auto time = std::chrono::steady_clock::now();
  if (!options_.events || time - last_progress_ < pause) return;
  last_progress_ = time;
  options_.events(Progress{"scan", now, scanned_.files, order_.size(), 0, scanned_.findings});
}

Result<Scanned> Scan::finish() {
  if (options_.stop.stop_requested()) return fail(Errc::cancelled, "stopped");
  for (const auto& examination : examinations_) {
    TRY(report(examination->finish()));
  }
  for (const auto& [rule, count] : told_) {
    if (count <= max_findings_of_a_rule || !options_.events) continue;
    options_.events(Note{"findings_cut", fmt::format("{}: {} more", printable(rule),
                                                     count - max_findings_of_a_rule)});
  }
  TRY(intake_.mark(letter_, place_.all_read(scanned_)));
  if (options_.events) {
    options_.events(Progress{"scan", "", scanned_.files, order_.size(), 0, scanned_.findings});
  }
  return scanned_;
}

}  // namespace trousse::scanners
