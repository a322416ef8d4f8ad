// SPDX-License-Identifier: Apache-2.0
#include "collectors/collect.hpp"

#include <fmt/format.h>

#include "tests/collectors/collecting.hpp"

using namespace trousse;
using namespace trousse::collectors;
using tests::Collecting;
using tests::FakeVolume;
using tests::Files;
using tests::Lines;

namespace {

std::string definition(std::string_view name, std::string_view path, std::string_view own = "") {
  return fmt::format(
      "---\nname: {}\nsources:\n- type: FILE\n  attributes: {{paths: ['{}'], separator: '\\'}}\n"
      "supported_os: [Windows]\ntrousse: {{family: f, profile: medical{}}}\n",
      name, path, own);
}

/// A disk whose entries can be bent before they are seen.
class BentVolume : public FakeVolume {
 public:
  using FakeVolume::FakeVolume;
  std::function<void(File&)> bend = [](File&) {};
  std::uint64_t hole = 0;
  std::optional<Error> breaks;
  std::uint64_t unparsed = 0;

  Result<File> file(std::uint64_t entry) const override {
    auto found = FakeVolume::file(entry);
    if (found) bend(*found);
    return found;
  }
  Result<disks::Walked> for_each_file(
      const std::function<disks::Next(const File&)>& visit) const override {
    auto walked = FakeVolume::for_each_file(visit);
    if (breaks) return fail(breaks->code, breaks->what);
    if (walked) walked->unreadable = unparsed;
    return walked;
  }
  Result<std::uint64_t> leading_hole(const File&, const std::string&) const override {
    return hole;
  }
};

}  // namespace

TEST_CASE("every path asked gets its answer: taken, empty, missing") {
  FakeVolume disk(Files{{"/Windows/a.log", "text"}, {"/windows/B.LOG", ""}, {"/x", "no"}});
  Collecting run(definition("A", "%%environ_windir%%\\*.log") + definition("B", "\\nothing\\here"));
  REQUIRE(run.run(disk));
  CHECK(run.told(" f ") == Lines{"took f /Windows/a.log 4", "absent f /windows/B.LOG empty ",
                                 "absent f /nothing/here missing "});
  CHECK(run.ledger.unanswered() == 0);
  CHECK(run.tally.taken == 1);
  CHECK(run.tally.bytes == 4);
  CHECK(run.tally.empty == 1);
  CHECK(run.tally.questions == run.ledger.asked.size());
  CHECK(run.ledger.asked[0].asked == "%%environ_windir%%/*.log");
}

TEST_CASE("an empty collection is visible in its counts, and each missing path is named") {
  FakeVolume disk(Files{{"/Users/a/photo.jpg", "x"}});
  Collecting run;
  run.options.definitions = catalogue().loaded;
  REQUIRE(run.run(disk));
  CHECK(run.tally.taken == 0);
  CHECK(run.tally.missing > 350);
  CHECK(run.tally.missing + run.tally.skipped == run.tally.questions);
  CHECK(run.ledger.unanswered() == 0);
  CHECK(run.told("/Users/a/photo.jpg").empty());
}

TEST_CASE("what the profile leaves out is one skipped answer for each definition") {
  FakeVolume disk(
      Files{{"/hiberfil.sys", "memory"}, {"/Users/a/AppData/Local/CrashDumps/a.dmp", "m"}});
  Collecting run;
  for (auto& one : catalogue().loaded) {
    if (one.family == "memory") run.options.definitions.push_back(one);
  }
  REQUIRE(run.options.definitions.size() == 2);
  REQUIRE(run.run(disk));
  const auto told = run.told(" memory ");
  REQUIRE(told.size() == 2);
  CHECK(told[0].ends_with(" skipped profile medical"));
  CHECK(run.ledger.bytes.count("/hiberfil.sys") == 0);

  Collecting full;
  full.options.definitions = run.options.definitions;
  full.options.profile = Profile::full;
  REQUIRE(full.run(disk));
  CHECK(full.ledger.bytes["/hiberfil.sys"] == "memory");
}

TEST_CASE("a definition for another system is answered as such, and not asked path by path") {
  FakeVolume disk(Files{{"/etc/passwd", "root"}});
  Collecting run(
      "name: L\nsources: [{type: FILE, attributes: {paths: [/etc/passwd, /etc/group]}}]\n"
      "supported_os: [Linux]\ntrousse: {family: l, profile: medical}\n");
  REQUIRE(run.run(disk));
  CHECK(run.told(" l ") ==
        Lines{"absent l /etc/passwd | /etc/group skipped not a definition for Windows"});
  disk.facts.file_system = FileSystem::ext4;
  Collecting linux_run;
  linux_run.options = run.options;
  REQUIRE(linux_run.run(disk));
  CHECK(linux_run.told(" l ") == Lines{"took l /etc/passwd 4", "absent l /etc/group missing "});
}

TEST_CASE("a file that cannot be read is a failure with its reason, and the next is still taken") {
  FakeVolume disk(Files{{"/a/1", std::string(20'000, 'x')}, {"/a/2", "fine"}});
  disk.unreadable = {"/a/1"};
  Collecting run(definition("A", "\\a\\*"));
  REQUIRE(run.run(disk));
  CHECK(run.told(" f ") == Lines{"absent f /a/1 failed bad sector", "took f /a/2 4"});
  CHECK(run.tally.failed == 1);
  CHECK(run.ledger.unanswered() == 0);
}

TEST_CASE("limits of a file, a family and all cut whole files, and say which and how much") {
  FakeVolume disk(
      Files{{"/a/1", "12345"}, {"/a/2", "12345"}, {"/a/3", "123"}, {"/b/1", "1234567"}});
  SECTION("a file") {
    Collecting run(definition("A", "\\a\\*"));
    run.options.limits.file = 4;
    REQUIRE(run.run(disk));
    CHECK(run.told(" f ") == Lines{"absent f /a/1 skipped limit of a file: 5 of 4 bytes",
                                   "absent f /a/2 skipped limit of a file: 5 of 4 bytes",
                                   "took f /a/3 3"});
  }
  SECTION("a file, by its definition, which may allow more than the run does") {
    Collecting run(definition("A", "\\b\\*", ", max_size: 7") +
                   definition("B", "\\a\\1", ", max_size: 3"));
    run.options.limits.file = 1;
    run.options.limits.family = 2;
    REQUIRE(run.run(disk));
    CHECK(run.told(" f ") ==
          Lines{"absent f /a/1 skipped limit of a file: 5 of 3 bytes", "took f /b/1 7"});
  }
  SECTION("a family") {
    Collecting run(definition("A", "\\a\\*"));
    run.options.limits.family = 8;
    REQUIRE(run.run(disk));
    CHECK(run.told(" f ") == Lines{"took f /a/1 5",
                                   "absent f /a/2 skipped limit of the family f: 8 bytes",
                                   "took f /a/3 3"});
  }
  SECTION("all") {
    Collecting run(definition("A", "\\a\\*"));
    run.options.limits.all = 5;
    REQUIRE(run.run(disk));
    CHECK(run.tally.bytes == 5);
    CHECK(run.tally.skipped == 2);
    CHECK(run.told("limit of the collection: 5 bytes").size() == 2);
  }
}

TEST_CASE("a file that answers two questions is stored once, and the second answer says so") {
  FakeVolume disk(Files{{"/a/1", "one"}});
  Collecting run(definition("A", "\\a\\*") + definition("B", "\\a\\1"));
  REQUIRE(run.run(disk));
  CHECK(run.told(" f ") == Lines{"took f /a/1 3", "absent f /a/1 skipped taken already, for A"});
  CHECK(run.ledger.unanswered() == 0);
}

TEST_CASE("a hard link is found by any of its names and taken once") {
  BentVolume disk(Files{{"/a/1", "one"}});
  disk.bend = [](File& file) { file.links = {EvidencePath("/b/2"), EvidencePath("/b/3")}; };
  Collecting run(definition("A", "\\b\\*"));
  REQUIRE(run.run(disk));
  CHECK(run.told(" f ") == Lines{"took f /a/1 3"});
}

TEST_CASE("a deleted file is taken while its content is in its entry, and never from clusters") {
  FakeVolume disk(Files{{"/a/big", std::string(800, 'x')}, {"/a/small", "still here"}});
  disk.deleted = {"/a/big", "/a/small"};
  Collecting run(definition("A", "\\a\\*"));
  REQUIRE(run.run(disk));
  CHECK(run.told(" f ") ==
        Lines{"absent f /a/big skipped deleted: its clusters may hold something else by now",
              "took f /a/small 10"});
}

TEST_CASE("files are read in the order of their first cluster") {
  BentVolume disk(Files{{"/a/1", "x"}, {"/a/2", "x"}, {"/a/3", "x"}});
  disk.bend = [](File& file) { file.first_cluster = 1000 - file.entry; };
  Collecting run(definition("A", "\\a\\*"));
  REQUIRE(run.run(disk));
  CHECK(run.told(" f ") == Lines{"took f /a/3 1", "took f /a/2 1", "took f /a/1 1"});
}

TEST_CASE("streams are asked by name, and $J is taken without the hole at its front") {
  BentVolume disk(Files{{"/$Extend/$UsnJrnl", ""}});
  disk.streams["/$Extend/$UsnJrnl"] = {{"$J", "0000records"}, {"$Max", "m"}, {"other", "o"}};
  disk.hole = 4;
  Collecting run(
      definition("U", "%%environ_systemdrive%%\\$Extend\\$UsnJrnl", ", streams: ['$J', '$Max']"));
  REQUIRE(run.run(disk));
  CHECK(run.ledger.bytes["/$Extend/$UsnJrnl:$J"] == "records");
  CHECK(run.ledger.bytes["/$Extend/$UsnJrnl:$Max"] == "m");
  CHECK(run.ledger.bytes.count("/$Extend/$UsnJrnl:other") == 0);
  CHECK(run.ledger.unanswered() == 0);

  disk.hole = 99;
  Collecting hole;
  hole.options = run.options;
  REQUIRE(hole.run(disk));
  CHECK(hole.told(":$J") == Lines{"absent f /$Extend/$UsnJrnl:$J empty nothing but a hole"});
}

TEST_CASE("a hive under another name is known by its first bytes, and nothing else is taken") {
  FakeVolume disk(Files{{"/Users/a/lettre.docx", "PK patient"},
                        {"/Users/a/NTUSER.DAT", "regf named"},
                        {"/Users/a/NTUSER.locked", "regf renamed"},
                        {"/Users/a/x", "re"}});
  Collecting run;
  for (auto& one : catalogue().loaded) {
    if (one.family == "registry" && one.profile == Profile::medical) {
      run.options.definitions.push_back(one);
    }
  }
  REQUIRE(run.run(disk));
  CHECK(run.told("took registry") ==
        Lines{"took registry /Users/a/NTUSER.DAT 10", "took registry /Users/a/NTUSER.locked 12"});
  CHECK(run.told("lettre.docx").empty());
  CHECK(run.ledger.unanswered() == 0);
}

TEST_CASE("a folder is no file: a pattern that met only folders answers empty") {
  BentVolume disk(Files{{"/a/folder", ""}});
  disk.bend = [](File& file) {
    file.kind = FileKind::directory;
    file.streams.clear();
  };
  Collecting run(definition("A", "\\a\\*"));
  REQUIRE(run.run(disk));
  CHECK(run.told(" f ") == Lines{"absent f /a/* empty 1 folders, no file"});
}

TEST_CASE("when the file system cannot be walked whole, nothing is called missing") {
  BentVolume disk(Files{{"/a/1", "one"}});
  disk.breaks = Error{Errc::unreadable, "$MFT is damaged"};
  Collecting run(definition("A", "\\a\\*") + definition("B", "\\b"));
  REQUIRE(run.run(disk));
  CHECK(run.told(" f ") == Lines{"took f /a/1 3", "absent f /b failed $MFT is damaged"});
  CHECK(run.ledger.unanswered() == 0);

  BentVolume holed(Files{{"/a/1", "one"}});
  holed.unparsed = 12;
  Collecting second(definition("B", "\\b"));
  REQUIRE(second.run(holed));
  CHECK(second.told(" f ") ==
        Lines{"absent f /b missing 12 entries of the file system could not be read"});
}

TEST_CASE("a person who stops gets every question answered, with the count of what was not read") {
  std::map<std::string, std::string> files;
  for (int i = 0; i < 10; ++i) files[fmt::format("/a/{}", i)] = "x";
  FakeVolume disk(files);
  std::stop_source source;
  Collecting run(definition("A", "\\a\\*") + definition("B", "\\b"));
  run.options.stop = source.get_token();
  int taken = 0;
  run.options.events = [&](const Event& event) {
    const auto* artifact = std::get_if<Artifact>(&event);
    if (artifact != nullptr && std::holds_alternative<Taken>(artifact->answer) && ++taken == 4) {
      source.request_stop();
    }
  };
  const auto done = run.run(disk);
  REQUIRE_FALSE(done);
  CHECK(done.error().code == Errc::cancelled);
  CHECK(run.tally.taken == 4);
  CHECK(run.told("absent f") ==
        Lines{"absent f /a/* skipped stopped by a person; 6 matches not read",
              "absent f /b skipped stopped by a person"});
  CHECK(run.ledger.unanswered() == 0);
}

TEST_CASE("a run that is stopped before it begins still answers everything") {
  FakeVolume disk(Files{{"/a/1", "x"}});
  std::stop_source source;
  source.request_stop();
  Collecting run;
  run.options.definitions = catalogue().loaded;
  run.options.stop = source.get_token();
  const auto done = run.run(disk);
  REQUIRE_FALSE(done);
  CHECK(done.error().code == Errc::cancelled);
  CHECK(run.ledger.unanswered() == 0);
}

TEST_CASE("trouble on the key ends the run with that error") {
  class FullKey : public tests::Ledger {
    Result<Artifact> take(const Question&, const Origin&, const Reader&, std::uint64_t) override {
      return fail(Errc::key_full, "no room");
    }
  };
  FakeVolume disk(Files{{"/a/1", "x"}});
  Collecting run(definition("A", "\\a\\*"));
  FullKey key;
  const auto done = collect_volume(disk, run.options, key, run.tally);
  REQUIRE_FALSE(done);
  CHECK(done.error().code == Errc::key_full);
}

TEST_CASE("hostile names are matched as names and change nothing else") {
  const std::string long_name(2000, 'a');
  FakeVolume disk(Files{{"/a/..", "1"},
                        {"/a/\u202Egnp.exe", "2"},
                        {"/a/" + long_name, "3"},
                        {"/a/%%users.homedir%%", "4"},
                        {"/a/[*?", "5"},
                        {"/a/\x01\x1b[2J", "6"}});
  Collecting run(definition("A", "\\a\\*"));
  REQUIRE(run.run(disk));
  CHECK(run.tally.taken == 6);
  CHECK(run.ledger.unanswered() == 0);
}

TEST_CASE("a face hears each outcome, and how far the reading is") {
  FakeVolume disk(Files{{"/a/1", "x"}});
  Collecting run(definition("A", "\\a\\*"));
  std::uint64_t outcomes = 0;
  Progress last;
  run.options.events = [&](const Event& event) {
    if (std::holds_alternative<Artifact>(event)) ++outcomes;
    if (const auto* progress = std::get_if<Progress>(&event)) last = *progress;
  };
  REQUIRE(run.run(disk));
  CHECK(outcomes == run.tally.taken + run.tally.missing);
  CHECK(last.step == "collect");
  CHECK(last.done == 1);
  CHECK(last.total == 1);
}
