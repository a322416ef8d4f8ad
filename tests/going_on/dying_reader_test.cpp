// SPDX-License-Identifier: Apache-2.0
// A volume that kills whoever lists it costs that volume, and the case is sealed all the same.
#include <algorithm>
#include <csignal>
#include <optional>

#include <sys/wait.h>
#include <unistd.h>

#include "evidence/archive.hpp"
#include "evidence/journal.hpp"
#include "playbooks/trial.hpp"
#include "tests/going_on/whole_run.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::tests;

namespace {

/// A disk that kills who reads certain places of it, from when it is told to.
class DeadlyDisk final : public disks::Source {
 public:
  DeadlyDisk(std::unique_ptr<disks::Source> disk, std::vector<std::uint64_t> places)
      : disk_(std::move(disk)), places_(std::move(places)) {}

  const SourceInfo& info() const override { return disk_->info(); }
  std::uint64_t size() const override { return disk_->size(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    const bool is_deadly = std::ranges::any_of(places_, [&](std::uint64_t place) {
      return offset <= place && place - offset < into.size();
    });
    if (kills && is_deadly) std::raise(SIGKILL);
    return disk_->read_at(offset, into);
  }

  bool kills = false;

 private:
  std::unique_ptr<disks::Source> disk_;
  std::vector<std::uint64_t> places_;
};

/// The practice disk, deadly where the names of some files stand, and a case for it in a folder.
struct Deadly {
  Deadly() {
    examined = playbooks::examine(practice_disk().source->info().path).value();
    const std::string bytes = read_file(examined.source->info().path);
    const std::string name("p\0h\0o\0t\0o\0 \0", 12);
    std::vector<std::uint64_t> places;
    for (auto at = bytes.find(name); at != std::string::npos; at = bytes.find(name, at + 1)) {
      places.push_back(at);
    }
    REQUIRE_FALSE(places.empty());
    auto deadly = std::make_unique<DeadlyDisk>(std::move(examined.source), std::move(places));
    disk = deadly.get();
    examined.source = std::move(deadly);
    evidence::NewCase wish;
    wish.folder = folder.path() / "case";
    wish.recipients = {expert.recipient()};
    REQUIRE(evidence::Case::create(wish));
    step.limits.file = 64 << 10;
    step.going_on.skip_done = step.going_on.leave_open = true;
  }

  evidence::Case open() const {
    auto opened = evidence::Case::open(folder.path() / "case");
    REQUIRE(opened);
    return std::move(*opened);
  }

  /// In a process of its own, as a step is; the signal that ended it.
  int collect_elsewhere() {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      auto opened = evidence::Case::open(folder.path() / "case");
      playbooks::Tally tally;
      if (opened) static_cast<void>(playbooks::collect(examined, *opened, step, tally));
      ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  }

  Result<collectors::Collected> end(evidence::Case& opened, playbooks::Tally& tally) {
    step.going_on.leave_open = false;
    step.going_on.end_here = true;
    return playbooks::collect(examined, opened, step, tally);
  }

  std::vector<evidence::JournalLine> journal(std::string_view event) const {
    auto read = evidence::read_journal(read_file(folder.path() / "case" / "journal.jsonl"));
    REQUIRE(read);
    std::erase_if(read->lines, [&](const auto& line) { return line.event != event; });
    return read->lines;
  }

  TemporaryFolder folder;
  evidence::age::Identity expert = evidence::age::Identity::generate().value();
  playbooks::Examined examined;
  DeadlyDisk* disk = nullptr;
  playbooks::CollectStep step;
};

}  // namespace

TEST_CASE("a trial tells how a reader died, and nothing of one that came back") {
  Deadly deadly;
  const auto& volume = deadly.examined.volumes.front();
  CHECK(playbooks::dies_listing(*deadly.examined.source, volume, {}) == std::nullopt);
  deadly.disk->kills = true;
  CHECK(playbooks::dies_listing(*deadly.examined.source, volume, {}) == "signal 9");
}

TEST_CASE("a collection that dies at each listing is ended: every question answered, and sealed") {
  Deadly deadly;
  deadly.disk->kills = true;
  REQUIRE(deadly.collect_elsewhere() == SIGKILL);
  REQUIRE(deadly.collect_elsewhere() == SIGKILL);
  {
    auto opened = deadly.open();
    evidence::SealOptions options;
    options.out = deadly.folder.path() / "early.zip";
    const auto refused = evidence::seal(opened, options);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::refused);
  }
  auto opened = deadly.open();
  playbooks::Tally tally;
  const auto ended = deadly.end(opened, tally);
  INFO((ended ? "" : ended.error().what));
  REQUIRE(ended);
  CHECK(ended->taken == 0);
  CHECK(ended->failed > 20);
  CHECK(ended->questions == ended->failed + ended->skipped + ended->missing + ended->empty);

  const auto died = deadly.journal("reader_died");
  REQUIRE(died.size() == 1);
  CHECK(evidence::number_of(died[0].fields, "volume") == deadly.examined.volumes[0].number);
  CHECK(evidence::text_of(died[0].fields, "file_system") == "NTFS");
  CHECK(evidence::text_of(died[0].fields, "death") == "signal 9");
  const auto facts = tally.facts();
  CHECK(std::ranges::count(facts.notes, "reader_died", &Note::id) == 1);
  REQUIRE_FALSE(facts.troubles.empty());
  const auto& absent = std::get<Absent>(facts.troubles.front().answer);
  CHECK(absent.why == Absent::Why::failed);
  CHECK(absent.detail.find("the reader of the file system crashed: volume") == 0);

  evidence::SealOptions options;
  options.out = deadly.folder.path() / "archive.zip";
  REQUIRE(evidence::seal(opened, options));
  const auto verdict = evidence::verify(options.out);
  REQUIRE(verdict);
  CHECK(verdict->whole);
  CHECK(verdict->ended_early == 1);
  CHECK(verdict->unread == ended->failed);
}

TEST_CASE("parts that were closed before the reader died stay, and the rest is answered anew") {
  Deadly deadly;
  deadly.step.going_on.parts.bytes = 8 << 10;
  std::stop_source person;
  deadly.step.stop = person.get_token();
  int taken = 0;
  deadly.step.events = [&](const Event& event) {
    const auto* artifact = std::get_if<Artifact>(&event);
    if (artifact == nullptr || !std::holds_alternative<Taken>(artifact->answer)) return;
    if (++taken == 5) person.request_stop();
  };
  {
    auto opened = deadly.open();
    playbooks::Tally tally;
    REQUIRE_FALSE(playbooks::collect(deadly.examined, opened, deadly.step, tally));
  }
  const auto parts = deadly.journal("part").size();
  REQUIRE(parts > 0);
  deadly.step.stop = {};
  deadly.step.events = {};
  deadly.disk->kills = true;  // from here on the disk is worse
  REQUIRE(deadly.collect_elsewhere() == SIGKILL);
  auto opened = deadly.open();
  playbooks::Tally tally;
  const auto ended = deadly.end(opened, tally);
  INFO((ended ? "" : ended.error().what));
  REQUIRE(ended);
  CHECK(ended->failed > 20);
  const auto ends = deadly.journal("end");
  REQUIRE(ends.size() == 2);
  CHECK(evidence::text_of(ends[0].fields, "how") == "interrupted");
  CHECK(evidence::text_of(ends[1].fields, "how") == "cancelled");
  CHECK(deadly.journal("part").size() > parts);
  evidence::SealOptions options;
  options.out = deadly.folder.path() / "archive.zip";
  CHECK(evidence::seal(opened, options));
}

TEST_CASE("a step that a person put aside is ended without a trial of the disk") {
  Deadly deadly;
  std::stop_source person;
  person.request_stop();
  deadly.step.stop = person.get_token();
  {
    auto opened = deadly.open();
    playbooks::Tally tally;
    REQUIRE_FALSE(playbooks::collect(deadly.examined, opened, deadly.step, tally));
  }
  deadly.step.stop = {};
  auto opened = deadly.open();
  playbooks::Tally tally;
  const auto ended = deadly.end(opened, tally);
  REQUIRE(ended);
  CHECK(ended->failed == 0);
  CHECK(ended->skipped > 20);
  CHECK(deadly.journal("reader_died").empty());
}
