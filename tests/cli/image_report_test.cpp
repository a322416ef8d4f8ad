// SPDX-License-Identifier: Apache-2.0
// The report of a case that holds disk images and nothing else of a disk.
#include "playbooks/image_report.hpp"

#include "evidence/archive.hpp"
#include "playbooks/acquire.hpp"
#include "playbooks/steps.hpp"
#include "tests/cli/demonstration.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::tests;

namespace {

/// A case on the demonstration disk.
struct Imaged {
  TemporaryFolder folder;
  evidence::age::Identity expert = evidence::age::Identity::generate().value();
  std::unique_ptr<disks::Source> source =
      disks::open_source(demonstration().image.string()).value();
  evidence::Case made = make();

  evidence::Case make() const {
    evidence::NewCase wish;
    wish.folder = folder.path() / "case";
    wish.recipients = {expert.recipient()};
    return evidence::Case::create(wish).value();
  }

  void acquire() {
    playbooks::AcquireStep step;
    step.anew = true;
    const auto taken = playbooks::acquire(*source, made, step);
    INFO((taken ? "" : taken.error().what));
    REQUIRE(taken);
  }

  std::filesystem::path opened(const std::string& name) {
    evidence::SealOptions seal;
    seal.out = folder.path() / (name + ".zip");
    REQUIRE(evidence::seal(made, seal));
    evidence::OpenOptions open;
    open.out = folder.path() / name;
    open.openers = {expert};
    REQUIRE(evidence::open_archive(seal.out, open));
    return open.out;
  }
};

std::size_t reports_in(const evidence::Case& opened) {
  std::size_t count = 0;
  for (const auto& step : opened.standing().steps) count += step.name == "report" ? 1U : 0U;
  return count;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("an archive with an image alone has a report, which is made again from the opened bag") {
  Imaged disk;
  disk.acquire();
  REQUIRE(playbooks::report_images_alone(disk.made));
  const auto bag = disk.opened("dossier");
  const std::string page = read_file(bag / "data" / "report.en.html");
  const std::string hash = sha256_of(demonstration().image);
  CHECK(has(page, hash));
  CHECK(has(page, "Nothing was looked for in it yet."));
  CHECK_FALSE(has(page, "No finding."));
  CHECK(has(read_file(bag / "data" / "report.html"), hash));

  const auto facts = playbooks::facts_of_bag(bag.string());
  REQUIRE(facts);
  CHECK(facts->images_alone);
  REQUIRE(facts->images.size() == 1);
  CHECK(facts->images.front().sha256 == hash);
  CHECK(facts->source.size == std::filesystem::file_size(demonstration().image));
  CHECK(facts->source.path == demonstration().image.string());
  CHECK_FALSE(facts->tool_version.empty());
}

TEST_CASE("the journal tells of an image what its record in the archive tells") {
  Imaged disk;
  disk.acquire();
  const auto by_journal = playbooks::images_of(disk.made);
  const auto facts = playbooks::facts_of_bag(disk.opened("dossier").string());
  REQUIRE(facts);
  REQUIRE(by_journal.size() == 1);
  const auto& told = by_journal.front();
  const auto& kept = facts->images.front();
  CHECK(told.number == kept.number);
  CHECK(told.format == kept.format);
  CHECK(told.size == kept.size);
  CHECK(told.segments == kept.segments);
  CHECK(told.complete == kept.complete);
  CHECK(told.md5 == kept.md5);
  CHECK(told.sha256 == kept.sha256);
  CHECK(told.hidden == kept.hidden);
}

TEST_CASE("images are reported once, and anew when another one came") {
  Imaged disk;
  disk.acquire();
  REQUIRE(playbooks::report_images_alone(disk.made));
  REQUIRE(playbooks::report_images_alone(disk.made));
  CHECK(reports_in(disk.made) == 1);
  disk.acquire();
  REQUIRE(playbooks::report_images_alone(disk.made));
  CHECK(reports_in(disk.made) == 2);
}

TEST_CASE("a case in which files were collected too has no report of its images alone") {
  Imaged disk;
  REQUIRE(playbooks::report_images_alone(disk.made));
  CHECK(reports_in(disk.made) == 0);
  const auto examined = playbooks::examine(demonstration().image.string());
  REQUIRE(examined);
  playbooks::Tally tally;
  REQUIRE(playbooks::collect(*examined, disk.made, {}, tally));
  disk.acquire();
  REQUIRE(playbooks::report_images_alone(disk.made));
  CHECK(reports_in(disk.made) == 0);
  // Its whole report tells of the image as well.
  REQUIRE(playbooks::report(disk.made, tally));
  const auto bag = disk.opened("dossier");
  const std::string page = read_file(bag / "data" / "report.html");
  CHECK(has(page, sha256_of(demonstration().image)));
}
