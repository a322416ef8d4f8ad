// SPDX-License-Identifier: Apache-2.0
#include "playbooks/key_folder.hpp"

#include <filesystem>

#include "evidence/case.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::playbooks;
using tests::TemporaryFolder;

namespace {

std::string make_case(const std::filesystem::path& folder) {
  evidence::NewCase wish;
  wish.folder = folder;
  auto code = evidence::RescueCode::generate();
  REQUIRE(code);
  wish.rescue_code = *code;
  auto made = evidence::Case::create(wish);
  REQUIRE(made);
  REQUIRE(made->journal("answer", R"({"step":"see","value":"mail"})"));
  REQUIRE(made->journal("answer", R"({"step":"hour","value":"2026-11-23T17:00:00.0000000Z"})"));
  REQUIRE(made->journal("answer", R"({"step":"see","value":"ransom"})"));
  return made->id();
}

}  // namespace

TEST_CASE("a case that was begun is found again, with its answers, the last one of each step") {
  const TemporaryFolder key;
  const std::string id = make_case(key.path() / "dossier-a");
  std::filesystem::create_directory(key.path() / "photos");
  tests::write_file(key.path() / "note.txt", "hello");
  const auto found = unfinished_cases(key.path());
  REQUIRE(found.size() == 1);
  CHECK(found[0].id == id);
  CHECK_FALSE(found[0].began.empty());
  const auto answers = answers_of(found[0].folder);
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].step == "hour");
  CHECK(answers[1].value == "ransom");
}

TEST_CASE("when the network was cut is known again from the journal, until another answer") {
  const TemporaryFolder key;
  make_case(key.path() / "dossier-a");
  CHECK_FALSE(network_cut_in(key.path() / "dossier-a"));
  auto opened = evidence::Case::open(key.path() / "dossier-a");
  REQUIRE(opened);
  const std::string given = "2026-11-23T17:10:00.0000000Z";
  REQUIRE(
      opened->journal("answer", R"({"step":"network","value":"cut","given":")" + given + R"("})"));
  const auto cut = network_cut_in(key.path() / "dossier-a");
  REQUIRE(cut);
  CHECK(to_iso8601(*cut) == given);
  REQUIRE(opened->journal("answer", R"({"step":"network","value":"not_cut"})"));
  CHECK_FALSE(network_cut_in(key.path() / "dossier-a"));
}

TEST_CASE("a sealed case and a broken one are not offered") {
  const TemporaryFolder key;
  make_case(key.path() / "broken");
  tests::write_file(key.path() / "broken" / "journal.jsonl", "{\"n\":0}\n");
  CHECK(unfinished_cases(key.path()).empty());
  CHECK(unfinished_cases(key.path() / "nowhere").empty());
}

TEST_CASE("the key itself is no disk to examine") {
  FoundSource found;
  found.info.kind = SourceKind::block_device;
  found.info.path = "/dev/sdb";
  CHECK(is_own_key(found, "/dev/sdb"));
  CHECK_FALSE(is_own_key(found, "/dev/sda"));
  CHECK_FALSE(is_own_key(found, ""));
  VolumeInfo volume;
  volume.partition_name = "TROUSSE-OS";
  found.volumes = {volume};
  CHECK(is_own_key(found, ""));
  found.info.kind = SourceKind::raw_image;
  CHECK_FALSE(is_own_key(found, ""));  // an image of a key is evidence like another
}
