// SPDX-License-Identifier: Apache-2.0
// The whole thread, in process and under sanitizers, on the demonstration disk.
#include <algorithm>
#include <map>
#include <set>

#include "core/json.hpp"
#include "core/text.hpp"
#include "evidence/archive.hpp"
#include "evidence/hash.hpp"
#include "playbooks/steps.hpp"
#include "tests/cli/demonstration.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::tests;

namespace {

const VolumeInfo& windows_volume(const playbooks::Examined& examined) {
  const auto found = std::find_if(examined.volumes.begin(), examined.volumes.end(),
                                  [](const auto& volume) { return volume.letter == "C"; });
  REQUIRE(found != examined.volumes.end());
  return *found;
}

std::string hash_of(const Reader& bytes) {
  evidence::Sha256Stream hash;
  std::vector<std::byte> buffer(1 << 20);
  for (std::uint64_t at = 0; at < bytes.size();) {
    const auto got = bytes.read_at(at, buffer);
    if (!got || *got == 0) return "unreadable";
    hash.add(std::span(buffer).first(*got));
    at += *got;
  }
  return evidence::hex(hash.finish());
}

std::vector<Artifact> outcomes_of(const std::filesystem::path& bag) {
  std::vector<Artifact> all;
  std::istringstream lines(read_file(bag / "data" / "outcomes.jsonl"));
  for (std::string line; std::getline(lines, line);) {
    auto artifact = artifact_from_json(line);
    REQUIRE(artifact);
    all.push_back(std::move(*artifact));
  }
  return all;
}

// One run of the thread, kept for the cases below: sealed and opened.
struct Thread {
  TemporaryFolder folder;
  std::string source_hash_before;
  collectors::Collected collected;
  scanners::Scanned scanned;
  playbooks::Tally tally;
  evidence::Opened opened;
  std::filesystem::path archive() const { return folder.path() / "dossier.zip"; }
  std::filesystem::path bag() const { return folder.path() / "bag"; }
};

const Thread& thread_in(collectors::Profile profile) {
  static std::map<collectors::Profile, std::unique_ptr<Thread>> kept;
  auto& slot = kept[profile];
  if (slot) return *slot;
  slot = std::make_unique<Thread>();
  Thread& thread = *slot;
  thread.source_hash_before = sha256_of(demonstration().image);

  const auto identity = evidence::age::Identity::generate();
  REQUIRE(identity);
  evidence::NewCase wish;
  wish.folder = thread.folder.path() / "case";
  wish.recipients = {identity->recipient()};
  auto made = evidence::Case::create(wish);
  REQUIRE(made);
  const auto examined = playbooks::examine(demonstration().image.string());
  REQUIRE(examined);

  playbooks::CollectStep collect;
  collect.profile = profile;
  const auto collected = playbooks::collect(*examined, *made, collect, thread.tally);
  INFO((collected ? "" : collected.error().what));
  REQUIRE(collected);
  thread.collected = *collected;
  const auto scanned = playbooks::scan(*examined, *made, {}, thread.tally);
  INFO((scanned ? "" : scanned.error().what));
  REQUIRE(scanned);
  thread.scanned = *scanned;
  REQUIRE(playbooks::report(*made, thread.tally));

  evidence::SealOptions seal;
  seal.out = thread.archive();
  const auto sealed = evidence::seal(*made, seal);
  INFO((sealed ? "" : sealed.error().what));
  REQUIRE(sealed);
  evidence::OpenOptions open;
  open.out = thread.bag();
  open.openers = {*identity};
  auto opened = evidence::open_archive(thread.archive(), open);
  INFO((opened ? "" : opened.error().what));
  REQUIRE(opened);
  thread.opened = std::move(*opened);
  return thread;
}

const Thread& medical() { return thread_in(collectors::Profile::medical); }

std::set<std::string> families_taken(const Thread& thread) {
  std::set<std::string> families;
  for (const auto& artifact : outcomes_of(thread.bag())) {
    if (std::holds_alternative<Taken>(artifact.answer)) families.insert(artifact.question.family);
  }
  return families;
}

const Finding* finding(const Thread& thread, std::string_view kind,
                       std::string_view path_end = "") {
  static std::map<const Thread*, words::ReportFacts> facts;
  if (!facts.contains(&thread)) facts[&thread] = thread.tally.facts();
  for (const auto& found : facts[&thread].findings) {
    if (found.kind == kind && found.path.ends_with(path_end)) return &found;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("every stream of the demonstration disk reads as it was written") {
  const auto examined = playbooks::examine(demonstration().image.string());
  REQUIRE(examined);
  const VolumeInfo& info = windows_volume(*examined);
  CHECK(info.offset == demonstration().volume_offset);
  const auto volume = disks::open_volume(*examined->source, info);
  REQUIRE(volume);
  REQUIRE(demonstration().streams.size() > 200);
  for (const auto& written : demonstration().streams) {
    INFO(printable(written.path) << ":" << written.stream);
    const auto file = (*volume)->file(written.entry);
    REQUIRE(file);
    CHECK(file->deleted == written.deleted);
    const auto bytes = (*volume)->open(*file, written.stream);
    REQUIRE(bytes);
    CHECK((*bytes)->size() == written.size);
    CHECK(hash_of(**bytes) == written.sha256);
    if (written.hole > 0) CHECK((*volume)->leading_hole(*file, written.stream) == written.hole);
  }
}

TEST_CASE("the disk says which Windows it holds, for whom, and since when it is off") {
  const auto examined = playbooks::examine(demonstration().image.string());
  REQUIRE(examined);
  const auto& windows = windows_volume(*examined).windows;
  REQUIRE(windows);
  CHECK(windows->computer_name == "PC-CABINET-01");
  CHECK(windows->display_name == "Windows 11 Pro");
  CHECK(windows->time_zone == "Romance Standard Time");
  CHECK(windows->last_shutdown);
  CHECK(windows->users.size() >= 2);
}

TEST_CASE("the source is the same bit for bit after the whole thread") {
  const Thread& thread = medical();
  CHECK(sha256_of(demonstration().image) == thread.source_hash_before);
}

TEST_CASE("the archive is whole, and every file of the bag is what was written on the disk") {
  const Thread& thread = medical();
  CHECK(thread.opened.verdict.whole);
  std::map<std::pair<std::uint64_t, std::string>, const Written*> written;
  for (const auto& stream : demonstration().streams) {
    written[{stream.entry, stream.stream}] = &stream;
  }
  std::size_t compared = 0;
  for (const auto& artifact : outcomes_of(thread.bag())) {
    const auto* taken = std::get_if<Taken>(&artifact.answer);
    if (taken == nullptr) continue;
    INFO(taken->bag_path);
    CHECK(sha256_of(thread.bag() / taken->bag_path) == evidence::hex(taken->sha256));
    const auto known = written.find({artifact.origin->file.entry, artifact.origin->stream});
    if (artifact.origin->volume != "C" || known == written.end() || taken->start != 0) continue;
    CHECK(evidence::hex(taken->sha256) == known->second->sha256);
    ++compared;
  }
  CHECK(compared > 50);
}

TEST_CASE("every question that was asked of the disk has its answer") {
  const Thread& thread = medical();
  const auto& tally = thread.collected;
  CHECK(tally.questions > 100);
  std::set<std::pair<std::string, std::string>> answered;
  for (const auto& artifact : outcomes_of(thread.bag())) {
    answered.insert({artifact.question.id, artifact.question.asked});
  }
  CHECK(answered.size() > 100);
  CHECK(tally.failed == 0);
}

TEST_CASE("what a responder needs first is in the bag") {
  const auto taken = families_taken(medical());
  for (const char* family : {"event_logs", "registry", "ransom"}) {
    INFO(family);
    CHECK(taken.contains(family));
  }
  for (const char* path :
       {"data/C/$MFT", "data/C/$Extend/$J", "data/C/$LogFile", "data/C/$Boot",
        "data/C/$Secure_$SDS", "data/C/Windows/System32/config/SYSTEM",
        "data/C/Windows/System32/config/SOFTWARE",
        "data/C/Windows/System32/winevt/Logs/Security.evtx",
        "data/C/Windows/System32/drivers/etc/hosts", "data/report.html", "data/census.json"}) {
    INFO(path);
    CHECK(std::filesystem::exists(medical().bag() / path));
  }
}

TEST_CASE("the journal of changes comes without the hole that it begins with") {
  for (const auto& artifact : outcomes_of(medical().bag())) {
    if (!artifact.origin || artifact.origin->stream != "$J") continue;
    const auto* taken = std::get_if<Taken>(&artifact.answer);
    REQUIRE(taken);
    CHECK(taken->start > 0);
    CHECK(taken->size < 10'000'000);
  }
}

TEST_CASE("by default no document of a patient is taken") {
  for (const auto& artifact : outcomes_of(medical().bag())) {
    if (!std::holds_alternative<Taken>(artifact.answer)) continue;
    const std::string path = folded(artifact.origin->file.path.text());
    const bool patients = path.find("/patients/") != std::string::npos;
    const bool renamed = path.ends_with(".petitloup");
    const bool note = artifact.question.id == "ransom.notes";
    INFO(printable(path));
    // An encrypted sample is unreadable, and a note was written by the attacker.
    CHECK((!patients || renamed || note));
  }
}

TEST_CASE("the ransomware is named by its marks: the notes, the renaming, the encryption") {
  const Thread& thread = medical();
  CHECK(finding(thread, "ransom_note", "RESTAURER_VOS_FICHIERS.txt"));
  const Finding* renamed = finding(thread, "mass_rename");
  REQUIRE(renamed);
  CHECK(renamed->facts.at("extension") == "petitloup");
  const Finding* encrypted = finding(thread, "encrypted_files");
  REQUIRE(encrypted);
  CHECK(encrypted->facts.at("extension") == "petitloup");
}

TEST_CASE("the event logs tell of the night, by rules of our own") {
  std::set<std::string> rules;
  for (const auto& found : medical().tally.facts().findings) {
    if (found.kind == "event_log") rules.insert(found.facts.at("rules"));
  }
  for (const char* rule :
       {"security_log_cleared.yml", "other_log_cleared.yml", "remote_desktop_from_internet.yml",
        "defender_off.yml", "defender_detection.yml", "backup_copies_destroyed.yml",
        "service_from_user_folder.yml", "task_from_public_folder.yml"}) {
    INFO(rule);
    CHECK(rules.contains(rule));
  }
  const Finding* cleared = finding(medical(), "event_log", "/Security.evtx");
  REQUIRE(cleared);
  CHECK(cleared->facts.at("records") == "48213");
  CHECK(cleared->facts.at("details").find("Secretariat") != std::string::npos);
  CHECK(medical().tally.facts().events > 300);
}

TEST_CASE("the dropper is found once for its two names, in a stream, and after its deletion") {
  const auto facts = medical().tally.facts();
  std::multiset<std::uint64_t> entries;
  bool in_stream = false;
  bool deleted = false;
  for (const auto& found : facts.findings) {
    if (found.kind != "yara" || found.rule.find("Dropper") == std::string::npos) continue;
    if (found.stream.empty()) entries.insert(found.entry);
    in_stream = in_stream || !found.stream.empty();
    deleted = deleted || found.deleted;
  }
  REQUIRE_FALSE(entries.empty());
  for (const auto entry : entries) CHECK(entries.count(entry) == 1);
  CHECK(in_stream);
  CHECK(deleted);
}

TEST_CASE("the scan read every stream that was written, with its hash") {
  std::map<std::pair<std::uint64_t, std::string>, std::string> hashes;
  std::istringstream lines(read_file(medical().bag() / "data" / "files.jsonl"));
  std::size_t count = 0;
  std::set<std::string> seen;
  for (std::string line; std::getline(lines, line); ++count) seen.insert(line);
  CHECK(count == seen.size());
  CHECK(count > 200);
  const std::string all = read_file(medical().bag() / "data" / "files.jsonl");
  for (const auto& written : demonstration().streams) {
    // What a deleted file left outside of its record may belong to another file by now.
    const bool left_outside = written.deleted && written.size > 1'000;
    if (written.size == 0 || written.path.starts_with("/$") || left_outside) continue;
    INFO(printable(written.path) << ":" << written.stream);
    CHECK(all.find(written.sha256) != std::string::npos);
  }
}

TEST_CASE("the report can be made again from the opened bag, and says the same") {
  const auto again = playbooks::facts_of_bag(medical().bag().string());
  REQUIRE(again);
  const auto facts = medical().tally.facts();
  CHECK(again->findings_in_all == facts.findings_in_all);
  CHECK(again->families.size() == facts.families.size());
  CHECK(again->profile == "medical");
  CHECK(again->scanned_files == facts.scanned_files);
}

TEST_CASE("the full profile takes more than the triage, and the triage more than the medical one") {
  const auto medical_count = medical().collected.taken;
  const auto triage_count = thread_in(collectors::Profile::triage).collected.taken;
  const auto full_count = thread_in(collectors::Profile::full).collected.taken;
  CHECK(medical_count < triage_count);
  CHECK(triage_count < full_count);
}
