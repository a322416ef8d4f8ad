// SPDX-License-Identifier: Apache-2.0
#include "core/json.hpp"

#include "tests/support/catch.hpp"

using namespace trousse;

TEST_CASE("an outcome reads back as it was written") {
  Artifact artifact;
  artifact.question = {"WindowsEventLogs", "event_logs", "/Windows/System32/winevt/Logs/*.evtx"};
  Origin origin;
  origin.volume = "C";
  origin.stream = "$J";
  origin.file.path = EvidencePath("/$Extend/$UsnJrnl");
  origin.file.links = {EvidencePath("/other")};
  origin.file.entry = 42;
  origin.file.sequence = 3;
  origin.file.deleted = true;
  origin.file.dos_attributes = 6;
  origin.file.standard.created = Utc{1'700'000'000, 100};
  origin.file.name_times.accessed = Utc{1'700'000'001, 0};
  artifact.origin = origin;
  Taken taken;
  taken.size = 1'000;
  taken.sha256[31] = std::byte{0x5A};
  taken.start = 4'096;
  taken.gaps = {{1, 2}, {30, 40}};
  taken.bag_path = "data/C/$Extend/$J";
  artifact.answer = taken;

  const std::string line = to_json(artifact);
  CHECK(line.find('\n') == std::string::npos);
  const auto again = artifact_from_json(line);
  REQUIRE(again);
  CHECK(to_json(*again) == line);
  CHECK(std::get<Taken>(again->answer).gaps == taken.gaps);
  CHECK(again->origin->file.standard.created == origin.file.standard.created);
}

TEST_CASE("an absence keeps its reason") {
  const Artifact artifact{{"A", "f", "/x"}, std::nullopt, Absent{Absent::Why::skipped, "limit"}};
  const auto again = artifact_from_json(to_json(artifact));
  REQUIRE(again);
  CHECK(std::get<Absent>(again->answer).why == Absent::Why::skipped);
  CHECK(std::get<Absent>(again->answer).detail == "limit");
  CHECK_FALSE(again->origin);
}

TEST_CASE("bytes that are no text do not break a line") {
  Finding finding;
  finding.kind = "yara";
  finding.path = "/a\xFF\n\x1b";
  finding.facts["strings"] = "\xC3";
  const auto again = finding_from_json(to_json(finding));
  REQUIRE(again);
  CHECK(again->path == "/a\xEF\xBF\xBD\n\x1b");
}

TEST_CASE("a volume reads back with its lock and its Windows") {
  VolumeInfo volume;
  volume.number = 3;
  volume.letter = "C";
  volume.size = 10;
  volume.file_system = FileSystem::ntfs;
  volume.lock = Lock{};
  volume.lock->recovery_key_id = "4A2F0C11";
  volume.lock->protectors = {{Protector::Kind::tpm, "{1}"}};
  volume.windows = WindowsInfo{};
  volume.windows->users.push_back({"Alice", "/Users/Alice", "S-1-5-21-1"});
  volume.hibernation = Hibernation::fast_startup;
  const auto again = volume_from_json(to_json(volume));
  REQUIRE(again);
  CHECK(to_json(*again) == to_json(volume));
  CHECK(again->lock->protectors[0].kind == Protector::Kind::tpm);
}

TEST_CASE("what is not JSON is refused, and odd types are taken for nothing") {
  CHECK_FALSE(artifact_from_json("not json"));
  CHECK_FALSE(finding_from_json("[1,2]"));
  const auto odd = finding_from_json(R"({"kind":3,"facts":7,"entry":-1,"severity":"?"})");
  REQUIRE(odd);
  CHECK(odd->kind.empty());
  CHECK(odd->entry == 0);
}

TEST_CASE("an event reads back, and what is none is refused") {
  Progress progress{"scan", "C:/a\x1b", 5, 10, 2, 1};
  const auto again = event_from_json(to_json(Event(progress)));
  REQUIRE(again);
  CHECK(to_json(*again) == to_json(Event(progress)));
  Finding finding;
  finding.kind = "yara";
  finding.severity = Severity::high;
  for (const Event& event : {Event(finding), Event(Note{"limit_reached", "x"}),
                             Event(Error{Errc::key_full, "no space"})}) {
    const auto read = event_from_json(to_json(event));
    REQUIRE(read);
    CHECK(read->index() == event.index());
    CHECK(to_json(*read) == to_json(event));
  }
  CHECK_FALSE(event_from_json("{}"));
  CHECK_FALSE(event_from_json("{\"event\":\"dance\"}"));
  CHECK_FALSE(event_from_json("progress"));
}
