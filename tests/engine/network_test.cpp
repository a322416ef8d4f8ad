// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include <nlohmann/json.hpp>

#include "evidence/case.hpp"
#include "playbooks/process_engine.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::playbooks;
using Json = nlohmann::json;

namespace {

std::vector<Report> heard(ProcessEngine& engine) {
  std::vector<Report> all;
  for (int i = 0; i < 5; ++i) {
    for (auto& report : engine.hear(10)) all.push_back(std::move(report));
  }
  return all;
}

template <class R>
std::size_t count(const std::vector<Report>& all) {
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [](const auto& one) { return std::holds_alternative<R>(one); }));
}

std::string new_case(const std::filesystem::path& folder) {
  evidence::NewCase wish;
  wish.folder = folder;
  auto code = evidence::RescueCode::generate();
  REQUIRE(code);
  wish.rescue_code = *code;
  REQUIRE(evidence::Case::create(wish));
  return folder.string();
}

}  // namespace

TEST_CASE(
    "the network of this machine is told once it is watched, and told again when it changes") {
  const tests::TemporaryFolder key;
  ProcessEngine engine({key.path(), {}, {}, "fr", {}, "/bin/true"});
  CHECK(count<Isolation>(heard(engine)) == 0);
  engine.obey(WatchIsolation{});
  CHECK(count<Isolation>(heard(engine)) == 1);
}

TEST_CASE("how the network was seen when it was asked goes into the journal of the case") {
  const tests::TemporaryFolder key;
  const std::string folder = new_case(key.path() / "dossier-a");
  ProcessEngine engine({key.path(), {}, {}, "fr", {}, "/bin/true"});
  engine.obey(WatchIsolation{});
  heard(engine);
  engine.obey(Answer{"network", "unknown", true});
  engine.obey(OpenCase{folder});
  engine.obey(StartStep{StepKind::collect, "/nowhere", "medical", {}});
  heard(engine);
  const std::string journal = tests::read_file(folder + "/journal.jsonl");
  std::size_t lines = 0;
  std::istringstream text(journal);
  for (std::string line; std::getline(text, line);) {
    const Json object = Json::parse(line);
    if (object["event"] != "network") continue;
    ++lines;
    CHECK(object["ports"].is_array());
    for (const char* name : {"seen", "cut", "radios_off", "routes", "firewall"}) {
      CHECK(object[name].is_string());
    }
  }
  CHECK(lines == 1);
}

TEST_CASE("no paper is written before anything is sealed, and that is said") {
  const tests::TemporaryFolder key;
  ProcessEngine engine({key.path(), {}, {}, "fr", {}, "/bin/true"});
  engine.obey(WritePapers{});
  bool said = false;
  for (const auto& report : heard(engine)) {
    const auto* written = std::get_if<PapersWritten>(&report);
    said = said || (written != nullptr && written->error.has_value());
  }
  CHECK(said);
  CHECK(std::filesystem::is_empty(key.path()));
}
