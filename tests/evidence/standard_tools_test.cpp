// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "evidence/archive.hpp"
#include "tests/evidence/fixture.hpp"
#include "tests/support/catch.hpp"

// The archive is opened by other people's tools, with the commands that its readme gives.
namespace trousse::evidence {
namespace {

namespace fs = std::filesystem;

bool tools_are_here() {
  for (const std::string name : {"openssl", "sha256sum", "age", "zstd", "tar"}) {
    if (has_program(name)) continue;
    WARN("skipped: " << name << " is not installed");
    return false;
  }
  return true;
}

bool in(const fs::path& folder, const std::string& command) {
  return runs(fmt::format("cd '{}' && {}", folder.string(), command));
}

}  // namespace

TEST_CASE("an archive is checked and opened with standard tools only") {
  if (!tools_are_here()) return;
  const TestCase test;
  Case one = test.create();
  auto intake = one.begin(TestCase::step());
  REQUIRE(intake);
  TestCase::take(**intake, "/Users/Ren\u00e9/note.txt", "pay");
  TestCase::take(**intake, "/Users/Ren\u00e9/note.txt", "zone", "Zone.Identifier");
  REQUIRE((*intake)->finish(Intake::How::done));
  auto second = one.begin(TestCase::step("scan"));
  REQUIRE(second);
  TestCase::take(**second, "/big.bin", std::string(3'000'000, 'b'));
  REQUIRE((*second)->finish(Intake::How::done));
  const auto sealed = seal(one, test.to("archive.zip"));
  REQUIRE(sealed);
  tests::write_file(test.at("key.txt"), test.expert.text() + "\n");

  int unpacked = 0;
  for (const std::string& unzip :
       {std::string("unzip -q ../archive.zip"), std::string("7z x -y ../archive.zip"),
        std::string("bsdtar -xf ../archive.zip"),
        std::string("python3 -m zipfile -e ../archive.zip .")}) {
    const std::string program = unzip.substr(0, unzip.find(' '));
    if (!has_program(program)) continue;
    INFO(unzip);
    const fs::path here = test.at(program);
    fs::create_directories(here);
    REQUIRE(in(here, unzip));
    REQUIRE(in(here,
               "openssl cms -verify -binary -inform DER -in SHA256SUMS.p7s -content SHA256SUMS "
               "-noverify -certsout seal.pem -out /dev/null"));
    REQUIRE(in(here, "sha256sum --strict -c SHA256SUMS"));
    REQUIRE(in(here, "openssl x509 -in seal.pem -noout -fingerprint -sha256 > fingerprint"));
    std::string fingerprint = tests::read_file(here / "fingerprint");
    std::erase(fingerprint, ':');
    std::string upper = sealed->fingerprint;
    for (char& letter : upper) letter = static_cast<char>(std::toupper(letter));
    CHECK(fingerprint.find(upper) != std::string::npos);
    ++unpacked;
  }
  REQUIRE(unpacked > 0);

  const fs::path here = test.at(has_program("unzip") ? "unzip" : "7z");
  REQUIRE(in(here,
             "mkdir out && for p in parts/*.age; do "
             "age -d -i ../key.txt \"$p\" | zstd -dc | tar -x -C out || exit 1; done"));
  REQUIRE(in(here / "out",
             "cat records/manifest/*.txt > manifest-sha256.txt && "
             "sha256sum --strict -c manifest-sha256.txt"));
  CHECK(tests::read_file(here / "out/data/C/Users/Ren\u00e9/note.txt") == "pay");
  CHECK(tests::read_file(here / "out/data/C/Users/Ren\u00e9/note.txt%3AZone.Identifier") == "zone");
  CHECK(fs::file_size(here / "out/data/C/big.bin") == 3'000'000);

  // The sums were signed: changed, openssl says no.
  REQUIRE(in(here, "sed -i 's/README/readme/' SHA256SUMS"));
  CHECK_FALSE(in(here,
                 "openssl cms -verify -binary -inform DER -in SHA256SUMS.p7s -content SHA256SUMS "
                 "-noverify -out /dev/null"));
}

TEST_CASE("the short fingerprint can be worked out from openssl's with a pocket calculator") {
  if (!has_program("openssl") || !has_program("python3")) {
    WARN("skipped: openssl or python3 is not installed");
    return;
  }
  const TestCase test;
  const Seal sealed = test.sealed();
  tests::write_file(test.at("short.py"),
                    "import sys\nf = sys.argv[1]\n"
                    "print('-'.join('%05d' % (int(f[8*i:8*i+8], 16) % 100000) for i in range(4)), "
                    "end='')\n");
  REQUIRE(runs(fmt::format("cd {0} && python3 short.py {1} > short.txt && test -s short.txt",
                           test.folder.path().string(), sealed.fingerprint)) == true);
  REQUIRE(std::system(fmt::format("cd {0} && python3 short.py {1} > short.txt",
                                  test.folder.path().string(), sealed.fingerprint)
                          .c_str()) == 0);
  CHECK(tests::read_file(test.at("short.txt")) == sealed.short_fingerprint);
}

}  // namespace trousse::evidence
