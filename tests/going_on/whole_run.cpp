// SPDX-License-Identifier: Apache-2.0
#include "tests/going_on/whole_run.hpp"

#include <cstdlib>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "evidence/archive_form.hpp"
#include "evidence/hash.hpp"
#include "evidence/part.hpp"
#include "evidence/zip.hpp"
#include "tests/support/support.hpp"
#include "tests/tools/ntfs_writer.hpp"

namespace trousse::tests {
namespace {

constexpr Utc some_day{1'767'600'000, 0};

const std::string ransom_note =
    "All your files have been encrypted. To decrypt your files pay 2 bitcoin to the address "
    "below and contact us with Tor browser http://abcdefghijklmnop.onion your personal ID is "
    "0123456789ABCDEF. Do not rename encrypted files.\r\n";

std::string noise(std::size_t size, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

void fill(tools::NtfsWriter& disk) {
  for (std::uint64_t i = 0; i < 12; ++i) {
    disk.file(fmt::format("/Windows/System32/winevt/Logs/Journal {}.evtx", i),
              "ElfFile" + noise(3'000 + 700 * i, 10 + i));
    disk.file(fmt::format("/Windows/Prefetch/PROGRAM{}.EXE-0123ABC{}.pf", i, i % 10),
              "MAM" + noise(900, 40 + i));
    disk.file(fmt::format("/Users/Alice/Documents/patient {}.docx.petitloup", i),
              noise(9'000, 70 + i));
    disk.file(fmt::format("/Users/Alice/Pictures/photo {}.txt", i), "une note sans importance\r\n");
  }
  for (const char* hive : {"SYSTEM", "SOFTWARE", "SAM", "SECURITY"}) {
    disk.file(fmt::format("/Windows/System32/config/{}", hive),
              "regf" + noise(20'000, static_cast<unsigned char>(hive[1])));
  }
  for (int i = 0; i < 6; ++i) {
    disk.file(fmt::format("/Users/Alice/D{}/HOW_TO_RECOVER_FILES.txt", i), ransom_note);
  }
  disk.file("/Users/Alice/Downloads/facture.exe", "MZ" + noise(40'000, 5));
  disk.stream("/Users/Alice/Downloads/facture.exe", "Zone.Identifier",
              "[ZoneTransfer]\r\nZoneId=3\r\n");
}

playbooks::Examined make_disk() {
  static const TemporaryFolder folder;
  const std::string path = (folder.path() / "small.img").string();
  auto disk = tools::NtfsWriter::create(path, 16 << 20, "Cabinet", 0x1234ABCD, 0, some_day);
  if (!disk) std::abort();
  fill(*disk);
  if (auto done = disk->finish(); !done) {
    fmt::print(stderr, "{}\n", done.error().what);
    std::abort();
  }
  auto examined = playbooks::examine(path);
  if (!examined) std::abort();
  return std::move(*examined);
}

const std::map<std::string, std::string>& few_contents() {
  static const std::map<std::string, std::string> contents = [] {
    std::map<std::string, std::string> made;
    for (std::uint64_t i = 0; i < 9; ++i) {
      made[fmt::format("/Logs/{}.evtx", i)] = noise(1'500 + 100 * i, i + 1);
      made[fmt::format("/Users/D{}/HOW_TO_RECOVER_FILES.txt", i % 5)] = ransom_note;
      made[fmt::format("/Users/letter {}.txt", i)] = "un courrier\r\n";
    }
    return made;
  }();
  return contents;
}

const std::vector<collectors::Definition>& few_definitions() {
  static const std::vector<collectors::Definition> asked = [] {
    collectors::Definitions all;
    collectors::load_definitions(
        "name: Logs\ndoc: x\nsources:\n- type: FILE\n  attributes: {paths: ['/Logs/*.evtx']}\n"
        "trousse: {family: event_logs, profile: medical}\n---\n"
        "name: Nothing\ndoc: x\nsources:\n- type: FILE\n  attributes: {paths: ['/Not/*']}\n"
        "trousse: {family: other, profile: medical}\n",
        "few.yaml", all);
    if (all.loaded.size() != 2) std::abort();
    return all.loaded;
  }();
  return asked;
}

scanners::ScanOptions quick_scan() {
  scanners::ScanOptions options;
  options.only = {"ransom_notes", "mass_rename", "encrypted_files"};
  options.own_rules = false;
  options.workers = 1;
  return options;
}

Result<evidence::Case> case_on(PulledKey& key, const evidence::age::Identity& expert) {
  if (key.has(std::string(WholeRun::folder) + "/case.json")) {
    return evidence::Case::open(WholeRun::folder, &key);
  }
  evidence::NewCase wish;
  wish.folder = WholeRun::folder;
  wish.recipients = {expert.recipient()};
  return evidence::Case::create(wish, &key);
}

// One part into `told`; false when it does not open or does not hold what it says.
bool read_into(Told& told, const std::string& bytes, const evidence::age::Identity& by) {
  const MemoryReader file(bytes_of(bytes));
  const std::vector<evidence::age::Opener> openers{by};
  auto tar = evidence::read_part(file, openers);
  if (!tar) return false;
  std::map<std::string, std::string> entries;
  while (true) {
    const auto next = (*tar)->next();
    if (!next) return false;
    if (!*next) break;
    std::string& content = entries[(*next)->entry.path];
    while (true) {
      const auto piece = (*tar)->read();
      if (!piece) return false;
      if (piece->empty()) break;
      content += text_of(*piece);
    }
  }
  const auto lines_of = [](const std::string& text, const auto& hear) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      hear(text.substr(at, end - at));
      at = end + 1;
    }
  };
  const auto hash = [&](const std::string& path) {
    const auto found = entries.find(path);
    if (found == entries.end()) return std::string("not in its part");
    return evidence::hex(evidence::sha256(bytes_of(found->second)));
  };
  for (const auto& [path, content] : entries) {
    if (path.starts_with("records/manifest/")) {
      lines_of(content, [&](const std::string& line) {
        if (line.substr(0, 64) != hash(line.substr(66))) told.trouble = "manifest: " + line;
      });
    } else if (path.starts_with("records/findings/")) {
      lines_of(content, [&](const std::string& line) { told.findings.insert(line); });
    } else if (path.starts_with("records/files/")) {
      lines_of(content, [&](const std::string& line) { told.files.insert(line); });
    } else if (path.starts_with("records/outcomes/")) {
      lines_of(content, [&](const std::string& line) {
        const auto outcome = nlohmann::json::parse(line);
        std::string said = line;
        if (outcome["answer"] == "taken") said += " " + hash(outcome["bag_path"]);
        told.outcomes.insert(said);
      });
    } else if (path.starts_with("data/") && path.find('/', 5) == std::string::npos) {
      if (!told.own.insert(path).second) told.trouble = "twice: " + path;
    }
  }
  return true;
}

}  // namespace

const playbooks::Examined& practice_disk() {
  static const playbooks::Examined examined = make_disk();
  return examined;
}

Result<void> WholeRun::practice(evidence::Case& into) const {
  const playbooks::Examined& examined = practice_disk();
  playbooks::Tally tally;
  const playbooks::GoingOn going_on{{48 << 10, std::chrono::seconds(300)}, true, true};
  playbooks::CollectStep collect;
  collect.limits.file = 64 << 10;  // not the journal of the file system itself
  collect.going_on = going_on;
  TRY(playbooks::collect(examined, into, collect, tally));
  playbooks::ScanStep scan;
  scan.options = quick_scan();
  scan.going_on = going_on;
  TRY(playbooks::scan(examined, into, scan, tally));
  return playbooks::report(into, tally);
}

Result<void> WholeRun::few_files(evidence::Case& into) const {
  evidence::Step step;
  step.source_facts = R"({"serial":"S1"})";
  step.plan = "the same";
  step.limits.bytes = 6'000;
  step.name = "collect";
  if (!into.ended(step)) {
    auto intake = TRY(into.begin(step));
    collectors::CollectOptions options;
    options.definitions = few_definitions();
    collectors::Collected collected;
    TRY(collectors::collect_volume(FakeVolume(few_contents()), options, *intake, collected));
    TRY(intake->finish(evidence::Intake::How::done));
  }
  step.name = "scan";
  step.limits.bytes = 2'000;
  if (!into.ended(step)) {
    auto intake = TRY(into.begin(step));
    const auto open = []() -> Result<std::unique_ptr<disks::Volume>> {
      return std::make_unique<FakeVolume>(few_contents());
    };
    TRY(scanners::scan_volume(open, quick_scan(), *intake));
    TRY(intake->finish(evidence::Intake::How::done));
  }
  step.name = "report";
  if (into.ended(step)) return {};
  auto intake = TRY(into.begin(step));
  TRY(intake->add("report.html", "<p>"));
  return intake->finish(evidence::Intake::How::done);
}

Result<void> WholeRun::go(PulledKey& key) const {
  if (key.has(archive)) {
    const auto sealed = TRY(evidence::finish_sealing(folder, archive, {}, &key));
    return sealed ? Result<void>() : fail(Errc::exists, "the archive is not of this case");
  }
  auto opened = TRY(case_on(key, expert));
  const auto worked = of == Of::practice ? practice(opened) : few_files(opened);
  if (!worked) return worked;
  evidence::SealOptions options;
  options.out = archive;
  options.readmes = {{"LISEZMOI.txt", "Bonjour\n"}};
  TRY(evidence::seal(opened, options));
  return {};
}

std::map<std::string, std::string> parts_in(const std::string& archive) {
  std::map<std::string, std::string> parts;
  const auto listing = evidence::read_zip(MemoryReader(bytes_of(archive)));
  if (!listing) return parts;
  for (const auto& entry : listing->entries) {
    if (entry.name.starts_with("parts/")) {
      parts[entry.name.substr(6)] = archive.substr(entry.data_offset, entry.size);
    }
  }
  return parts;
}

Told told_by(const std::map<std::string, std::string>& parts, const evidence::age::Identity& by) {
  Told told;
  for (const auto& [name, bytes] : parts) {
    if (!read_into(told, bytes, by)) told.trouble = "does not open: " + name;
  }
  return told;
}

}  // namespace trousse::tests
