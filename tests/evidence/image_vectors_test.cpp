// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include "evidence/archive.hpp"
#include "evidence/image_step.hpp"
#include "tests/evidence/fixture.hpp"
#include "tests/support/catch.hpp"

// Archives with a disk image beside them: tests/vectors/archives/README.md.
namespace trousse::evidence {
namespace {

namespace fs = std::filesystem;

const fs::path vectors = fs::path(TROUSSE_SOURCE_DIR) / "tests" / "vectors" / "archives" / "images";

std::string disk() {
  std::string bytes;
  for (int i = 0; i < 400; ++i) bytes += "sector of a disk that is told of here\n";
  bytes.resize(8192);
  return bytes;
}

}  // namespace

TEST_CASE("every vector archive with an image is judged as its list says") {
  std::istringstream lines(tests::read_file(vectors / "expect.txt"));
  std::size_t judged = 0;
  std::string name;
  bool whole = false;
  for (std::size_t missing = 0; lines >> name >> std::boolalpha >> whole >> missing; ++judged) {
    INFO(name);
    const auto verdict = verify(vectors / name);
    REQUIRE(verdict);
    CHECK(verdict->whole == whole);
    CHECK(verdict->images == 1);
    CHECK(verdict->images_missing.size() == missing);
  }
  CHECK(judged == 4);
}

TEST_CASE("the whole vector opens with its image") {
  const auto identities = age::parse_identity_file(tests::read_file(vectors / "identity.txt"));
  REQUIRE(identities);
  const tests::TemporaryFolder folder;
  const fs::path out = folder.path() / "bag";
  const auto opened = open_archive(vectors / "whole.zip", {out, {identities->front()}, {}});
  REQUIRE(opened);
  CHECK(opened->verdict.whole);
  CHECK(tests::read_file(out / "images" / "001" / "disk.001") == disk());
}

// Run by hand to make the vectors anew: images_tests "[make-vectors]".
TEST_CASE("the vectors with an image are made", "[.][make-vectors]") {
  const TestCase test;
  fs::create_directories(vectors);
  tests::write_file(vectors / "identity.txt", test.expert.text() + "\n");
  const auto make = [&](const std::string& name) {
    Case one = test.create(name);
    auto step = one.begin({"acquire", "disk.img", R"({"size":8192})", ""});
    REQUIRE(step);
    ImageWish wish;
    wish.plan.format = ImageFormat::raw;
    wish.plan.sector_size = 512;
    REQUIRE(take_image(one, **step, MemoryReader(tests::bytes_of(disk())), wish, {}));
    REQUIRE((*step)->finish(Intake::How::done));
    REQUIRE(seal(one, test.to(name + ".zip")));
    return tests::read_file(test.at(name + "-images") / "images/001/disk.001.age");
  };
  const std::string segment = make("one");
  const std::string segment_of_other = make("other");
  std::string list;
  const auto vector = [&](const std::string& name, const std::string* beside,
                          const char* expected) {
    fs::copy_file(test.at("one.zip"), vectors / (name + ".zip"),
                  fs::copy_options::overwrite_existing);
    list += name + ".zip " + expected + "\n";
    if (beside == nullptr) return;
    const fs::path folder = vectors / (name + "-images") / "images" / "001";
    fs::create_directories(folder);
    tests::write_file(folder / "disk.001.age", *beside);
  };
  std::string changed = segment;
  changed[changed.size() - 100] = static_cast<char>(changed[changed.size() - 100] ^ 1);
  vector("whole", &segment, "true 0");
  vector("image-byte-changed", &changed, "false 0");
  vector("image-missing", nullptr, "true 1");
  vector("image-of-another-case", &segment_of_other, "false 0");
  tests::write_file(vectors / "expect.txt", list);
}

}  // namespace trousse::evidence
