// SPDX-License-Identifier: Apache-2.0
#include "collectors/definition.hpp"

#include <set>

#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::collectors;

namespace {

Definitions load(std::string_view yaml) {
  Definitions all;
  load_definitions(yaml, "test.yaml", all);
  return all;
}

std::vector<std::string> texts(const Definition& definition) {
  std::vector<std::string> out;
  for (const auto& path : definition.paths) out.push_back(path.text);
  return out;
}

}  // namespace

TEST_CASE("a definition of others loads, with separators made one and no profile assumed") {
  const auto all = load(R"(# comment
name: SomeLog
doc: A log.
sources:
- type: FILE
  attributes: {paths: ['%%environ_systemroot%%\Logs\*.log', '\a\', '\a'], separator: '\'}
supported_os: [Windows]
)");
  REQUIRE(all.errors.empty());
  REQUIRE(all.loaded.size() == 1);
  const Definition& one = all.loaded[0];
  CHECK(texts(one) == std::vector<std::string>{"%%environ_systemroot%%/Logs/*.log", "/a"});
  CHECK(one.paths[0].systems == std::vector<std::string>{"Windows"});
  CHECK(one.family == "other");
  CHECK(one.profile == Profile::full);
  CHECK(one.max_size == 0);
  CHECK(one.streams.empty());
  CHECK_FALSE(one.regf);
  CHECK(one.origin == "test.yaml");
}

TEST_CASE("our own members say family, profile, size, streams and content") {
  const auto all = load(
      "name: A\nsources: [{type: FILE, attributes: {paths: [/x]}}]\n"
      "trousse: {family: f, profile: triage, max_size: 3 MiB, regf: true, streams: ['$J', "
      "'Z*']}\n");
  REQUIRE(all.errors.empty());
  REQUIRE(all.loaded.size() == 1);
  CHECK(all.loaded[0].family == "f");
  CHECK(all.loaded[0].profile == Profile::triage);
  CHECK(all.loaded[0].max_size == std::uint64_t{3} << 20);
  CHECK(all.loaded[0].regf);
  CHECK(all.loaded[0].streams == std::vector<std::string>{"$J", "Z*"});
}

TEST_CASE("what is wrong is named by its line, and the other definitions still load") {
  const auto all = load(
      "name: A\nsources: [{type: FILE, attributes: {paths: [/x]}}]\n"
      "trousse: {profile: medicla, max_size: 3 ells, sort: x}\n"
      "---\nname: B\nsources: [}\n"
      "---\nsources: []\n"
      "---\nname: C\n"
      "---\nname: D\nsources: [{type: FILE, attributes: {}}]\n"
      "---\nname: E\nsources: [{type: FILE, attributes: {paths: [/e]}}]\n");
  REQUIRE(all.loaded.size() == 2);
  CHECK(all.loaded[0].profile == Profile::full);
  CHECK(all.loaded[1].name == "E");
  REQUIRE(all.errors.size() == 7);
  CHECK(all.errors[0] == "test.yaml: line 3: no profile: medicla");
  CHECK(all.errors[1] == "test.yaml: line 3: not a size: 3 ells");
  CHECK(all.errors[2] == "test.yaml: line 3: trousse: unknown member sort");
  CHECK(all.errors[3].rfind("test.yaml: line 6: ", 0) == 0);
  CHECK(all.errors[4] == "test.yaml: line 8: no name");
  CHECK(all.errors[5] == "test.yaml: line 10: C: no sources");
  CHECK(all.errors[6] == "test.yaml: line 13: a source without paths");
}

TEST_CASE("a source that we do not take and a variable that we do not know are named") {
  const auto all = load(R"(name: Mixed
sources:
- type: REGISTRY_KEY
  attributes: {keys: ['HKEY_USERS\x']}
- type: REGISTRY_KEY
  attributes: {keys: ['HKEY_USERS\y']}
- type: COMMAND
  attributes: {cmd: ls}
- type: FILE
  attributes: {paths: ['/good', '%%users.shoe_size%%/x', '/deep/**99']}
---
name: Group
sources:
- {type: ARTIFACT_GROUP, attributes: {names: [Mixed]}}
)");
  CHECK(all.errors.empty());
  REQUIRE(all.loaded.size() == 1);
  CHECK(texts(all.loaded[0]) == std::vector<std::string>{"/good"});
  REQUIRE(all.unsupported.size() == 4);
  CHECK(all.unsupported[0].name == "Mixed");
  CHECK(all.unsupported[0].why == "REGISTRY_KEY source");
  CHECK(all.unsupported[1].why == "COMMAND source");
  CHECK(all.unsupported[2].why == "unknown variable %%users.shoe_size%%");
  CHECK(all.unsupported[3].why == "**99: depth not within 1..64");
  CHECK(all.groups == std::vector<std::string>{"Group"});
}

TEST_CASE("a file or a folder of definitions is read, and a missing one is said") {
  tests::TemporaryFolder folder;
  const std::string text = "name: A\nsources: [{type: FILE, attributes: {paths: [/x]}}]\n";
  tests::write_file(folder.path() / "b.yml", text);
  std::filesystem::create_directory(folder.path() / "sub");
  tests::write_file(folder.path() / "sub" / "a.yaml", text);
  tests::write_file(folder.path() / "notes.txt", "not: [yaml");
  Definitions all;
  REQUIRE(load_definitions_from(folder.path().string(), all));
  CHECK(all.loaded.size() == 2);
  REQUIRE(load_definitions_from((folder.path() / "b.yml").string(), all));
  CHECK(all.loaded.size() == 3);
  const auto missing = load_definitions_from((folder.path() / "none").string(), all);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == Errc::missing);
}

TEST_CASE("ForensicArtifacts loads whole: every definition is loaded, a group, or named") {
  DATA_OR_SKIP(folder, "17-artifact-definitions");
  Definitions all;
  REQUIRE(load_definitions_from(
      (folder / "ForensicArtifacts+artifacts" / "artifacts" / "data").string(), all));
  // The one that yaml-cpp cannot read (tests/formats/yaml_test.cpp); it is not for Windows.
  REQUIRE(all.errors.size() == 1);
  CHECK(all.errors[0].rfind("unix_common.yaml: line ", 0) == 0);
  std::set<std::string> accounted(all.groups.begin(), all.groups.end());
  for (const auto& one : all.loaded) accounted.insert(one.name);
  for (const auto& one : all.unsupported) {
    CHECK_FALSE(one.why.empty());
    accounted.insert(one.name);
  }
  CHECK(accounted.size() == 731 - 1);
  CHECK(all.groups.size() >= 40);
  std::set<std::string> reasons;
  for (const auto& one : all.unsupported) reasons.insert(one.why);
  CHECK(reasons == std::set<std::string>{"COMMAND source", "REGISTRY_KEY source",
                                         "REGISTRY_VALUE source", "WMI source"});
}
