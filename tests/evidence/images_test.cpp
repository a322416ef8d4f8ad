// SPDX-License-Identifier: Apache-2.0
#include "evidence/images.hpp"

#include <algorithm>
#include <random>

#include "core/text.hpp"
#include "evidence/hash.hpp"
#include "evidence/image_step.hpp"
#include "tests/evidence/fixture.hpp"
#include "tests/support/catch.hpp"

namespace trousse::evidence {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t mebibyte = std::size_t{1} << 20;
constexpr std::uint64_t segment = 4 * mebibyte;

// Random bytes with a name in clear now and then: what must never be read on the key.
std::string disk_of(std::size_t size) {
  std::mt19937_64 random(7);
  std::string disk(size, '\0');
  for (char& byte : disk) byte = static_cast<char>(random());
  for (std::size_t at = 0; at + 64 < size; at += 100'000) disk.replace(at, 14, "PATIENT-DUPONT");
  return disk;
}

Step acquire_step() {
  return {"acquire", "/home/x/Dupont.dd",
          R"({"kind":"block_device","size":9,"model":"M","serial":"S1","read_only":false})", ""};
}

ImageWish wish(ImageFormat format = ImageFormat::raw) {
  ImageWish wanted;
  wanted.plan.format = format;
  wanted.plan.sector_size = 512;
  wanted.plan.segment_size = segment;
  wanted.limits.retries = 0;
  wanted.source = "/home/x/Dupont.dd";
  return wanted;
}

/// Begins the step, takes the image, ends the step as the outcome says.
Result<ImageTaken> take(Case& into, const Reader& disk, const ImageWish& wanted,
                        const ImageWatcher& watcher = {}) {
  auto step = into.begin(acquire_step());
  REQUIRE(step);
  auto taken = take_image(into, **step, disk, wanted, watcher);
  const bool cancelled = !taken && taken.error().code == Errc::cancelled;
  if (taken || cancelled) {
    REQUIRE((*step)->finish(taken ? Intake::How::done : Intake::How::cancelled));
  }
  return taken;
}

/// Stops once that many segments are closed.
ImageWatcher stop_after(unsigned segments, std::stop_source& stop) {
  ImageWatcher watcher;
  watcher.stop = stop.get_token();
  watcher.progress = [segments, &stop](const ImageProgress& progress) {
    if (progress.segments >= segments) stop.request_stop();
  };
  return watcher;
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  if (!fs::exists(folder)) return names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

std::string journal_of(const fs::path& folder) {
  return tests::read_file(folder / "journal.jsonl");
}

std::string joined(const fs::path& folder) {
  std::string all;
  for (const std::string& name : names_in(folder)) all += tests::read_file(folder / name);
  return all;
}

MemoryReader reader_of(const std::string& disk) { return MemoryReader(tests::bytes_of(disk)); }

}  // namespace

TEST_CASE("an image lies in the case in encrypted segments, and opens to the disk byte for byte") {
  const TestCase test;
  const std::string disk = disk_of(9 * mebibyte + 512);
  Case one = test.create();
  const auto taken = take(one, reader_of(disk), wish());
  REQUIRE(taken);
  CHECK(taken->facts.segments == 3);
  CHECK(hex(taken->facts.sha256) == hex(sha256(tests::bytes_of(disk))));
  CHECK(names_in(test.at("case") / "images" / "001") ==
        std::vector<std::string>{"disk.001.age", "disk.002.age", "disk.003.age"});
  const auto made = seal(one, test.to("a.zip"));
  REQUIRE(made);
  CHECK(made->images == 3);
  CHECK_FALSE(fs::exists(test.at("case") / "images"));
  const auto verdict = verify(test.at("a.zip"));
  REQUIRE(verdict);
  CHECK(verdict->whole);
  CHECK(verdict->images == 3);
  CHECK(verdict->images_missing.empty());
  const auto opened = open_archive(test.at("a.zip"), test.into("bag"));
  REQUIRE(opened);
  CHECK(opened->verdict.whole);
  CHECK(opened->images == 3);
  CHECK(joined(test.at("bag") / "images" / "001") == disk);
  CHECK(tests::read_file(test.at("bag") / "data" / "image-001.json").find("\"complete\": true") !=
        std::string::npos);
  CHECK(runs("cd '" + test.at("bag").string() + "' && sha256sum --quiet -c images-sha256.txt"));
}

TEST_CASE("nothing of the disk can be read in the folder of the case, nor the texts given") {
  const TestCase test;
  const std::string disk = disk_of(2 * mebibyte);
  Case one = test.create();
  ImageWish wanted = wish();
  wanted.examiner = "Dr Simone Exemple";
  REQUIRE(take(one, reader_of(disk), wanted));
  for (const auto& entry : fs::recursive_directory_iterator(test.at("case"))) {
    if (!entry.is_regular_file()) continue;
    INFO(entry.path().string());
    const std::string bytes = tests::read_file(entry.path());
    CHECK(bytes.find("PATIENT") == std::string::npos);
    CHECK(bytes.find("Dupont") == std::string::npos);
    CHECK(bytes.find("Simone") == std::string::npos);
  }
}

TEST_CASE("an image that was stopped goes on: what is closed is kept as it is, the hash is whole") {
  for (const ImageFormat format : {ImageFormat::raw, ImageFormat::e01}) {
    const TestCase test;
    const std::string disk = disk_of(30 * mebibyte);
    std::map<std::string, std::string> before;
    {
      Case one = test.create();
      std::stop_source stop;
      const auto stopped = take(one, reader_of(disk), wish(format), stop_after(2, stop));
      REQUIRE_FALSE(stopped);
      CHECK(stopped.error().code == Errc::cancelled);
    }
    const fs::path folder = test.at("case") / "images" / "001";
    for (const std::string& name : names_in(folder)) before[name] = tests::read_file(folder / name);
    REQUIRE(before.size() >= 2);
    REQUIRE(before.size() < 7);
    auto one = Case::open(test.at("case"));
    REQUIRE(one);
    const auto taken = take(*one, reader_of(disk), wish(format));
    REQUIRE(taken);
    CHECK(taken->number == 1);
    CHECK(taken->segments_kept == before.size());
    CHECK(hex(taken->facts.sha256) == hex(sha256(tests::bytes_of(disk))));
    for (const auto& [name, bytes] : before) CHECK(tests::read_file(folder / name) == bytes);
    REQUIRE(seal(*one, test.to("a.zip")));
    const auto opened = open_archive(test.at("a.zip"), test.into("bag"));
    REQUIRE(opened);
    CHECK(opened->verdict.whole);
    const fs::path images = test.at("bag") / "images" / "001";
    if (format == ImageFormat::raw) CHECK(joined(images) == disk);
    if (format == ImageFormat::e01 && has_program("ewfverify")) {
      CHECK(runs("ewfverify -q '" + (images / "disk.E01").string() + "'"));
    }
  }
}

TEST_CASE("a power cut before a segment got its line in the journal loses nothing") {
  const TestCase test;
  const std::string disk = disk_of(9 * mebibyte);
  {
    Case one = test.create();
    REQUIRE(take(one, reader_of(disk), wish()));
  }
  // Back to the moment when the second segment had its name: its "segment" line is the last lost.
  const std::string whole = journal_of(test.at("case"));
  const auto first = whole.find("\"event\":\"segment\"");
  const auto second = whole.find("\"event\":\"segment\"", first + 1);
  const std::string cut = whole.substr(0, whole.rfind('\n', second) + 1);
  tests::write_file(test.at("case") / "journal.jsonl", cut);
  fs::remove(test.at("case") / "images" / "001" / "disk.003.age");
  fs::remove(test.at("case") / "parts" / "001-acquire.tar.zst.age");
  auto one = Case::open(test.at("case"));
  REQUIRE(one);
  CHECK(journal_of(test.at("case")).find("\"recovered\":true") != std::string::npos);
  const auto taken = take(*one, reader_of(disk), wish());
  REQUIRE(taken);
  CHECK(taken->segments_kept == 2);
  CHECK(taken->facts.segments == 3);
  REQUIRE(seal(*one, test.to("a.zip")));
  const auto opened = open_archive(test.at("a.zip"), test.into("bag"));
  REQUIRE(opened);
  CHECK(joined(test.at("bag") / "images" / "001") == disk);
}

TEST_CASE("a disk that changed between two runs is said, and gets a new image from the start") {
  const TestCase test;
  std::string disk = disk_of(40 * mebibyte);
  {
    Case one = test.create();
    std::stop_source stop;
    REQUIRE_FALSE(take(one, reader_of(disk), wish(), stop_after(2, stop)));
  }
  disk[5 * mebibyte] = static_cast<char>(disk[5 * mebibyte] ^ 1);
  auto one = Case::open(test.at("case"));
  REQUIRE(one);
  unsigned told = 0;
  ImageWatcher watcher;
  watcher.differs = [&](unsigned which) { told = which; };
  const auto taken = take(*one, reader_of(disk), wish(), watcher);
  REQUIRE(taken);
  CHECK(told == 2);
  CHECK(taken->differs_at == 2);
  CHECK(taken->number == 2);
  REQUIRE(seal(*one, test.to("a.zip")));
  const auto verdict = verify(test.at("a.zip"));
  REQUIRE(verdict);
  CHECK(verdict->whole);
  CHECK(verdict->images_missing.empty());
  REQUIRE(open_archive(test.at("a.zip"), test.into("bag")));
  CHECK(joined(test.at("bag") / "images" / "002") == disk);
  CHECK(names_in(test.at("bag") / "images" / "001").size() >= 2);
}

TEST_CASE("other texts than those an image was begun with are refused, unless it begins anew") {
  const TestCase test;
  const std::string disk = disk_of(40 * mebibyte);
  Case one = test.create();
  ImageWish wanted = wish(ImageFormat::e01);
  wanted.examiner = "A";
  std::stop_source stop;
  REQUIRE_FALSE(take(one, reader_of(disk), wanted, stop_after(1, stop)));
  wanted.examiner = "B";
  {
    auto step = one.begin(acquire_step());
    REQUIRE(step);
    const auto refused = take_image(one, **step, reader_of(disk), wanted, {});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::usage);
    REQUIRE((*step)->finish(Intake::How::cancelled));
  }
  wanted.anew = true;
  const auto taken = take(one, reader_of(disk), wanted);
  REQUIRE(taken);
  CHECK(taken->segments_kept == 0);
}

TEST_CASE("an image that closed no segment keeps nobody from asking for another format") {
  const TestCase test;
  const std::string disk = disk_of(mebibyte + 100);
  Case one = test.create();
  {
    auto step = one.begin(acquire_step());
    REQUIRE(step);
    const auto refused = take_image(one, **step, reader_of(disk), wish(ImageFormat::e01), {});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::unsupported);
    REQUIRE((*step)->finish(Intake::How::cancelled));
  }
  const auto taken = take(one, reader_of(disk), wish(ImageFormat::raw));
  REQUIRE(taken);
  CHECK(taken->facts.size == disk.size());
}

TEST_CASE("every bad sector is listed, zero in the image, and not asked again when going on") {
  const TestCase test;
  const std::string disk = disk_of(40 * mebibyte);
  PatchyReader failing(disk, disk.size());
  failing.bad = {{512, 512}, {9 * mebibyte, 1024}, {disk.size() - 512, 512}};
  {
    Case one = test.create();
    std::stop_source stop;
    REQUIRE_FALSE(take(one, failing, wish(), stop_after(3, stop)));
  }
  CHECK(journal_of(test.at("case")).find("[512,512]") != std::string::npos);
  // What failed at first would answer now: the segments that are closed say zeros.
  failing.bad = {{disk.size() - 512, 512}};
  auto one = Case::open(test.at("case"));
  REQUIRE(one);
  const auto taken = take(*one, failing, wish());
  REQUIRE(taken);
  CHECK(taken->differs_at == 0);
  CHECK(taken->facts.gaps ==
        std::vector<Gap>{{512, 512}, {9 * mebibyte, 1024}, {disk.size() - 512, 512}});
  REQUIRE(seal(*one, test.to("a.zip")));
  REQUIRE(open_archive(test.at("a.zip"), test.into("bag")));
  std::string expected = disk;
  for (const Gap& gap : taken->facts.gaps) {
    expected.replace(gap.offset, gap.length, std::string(gap.length, '\0'));
  }
  CHECK(joined(test.at("bag") / "images" / "001") == expected);
  CHECK_FALSE(names_in(test.at("bag") / "data").empty());
}

TEST_CASE("a changed segment is a fault, a missing one is counted, and neither hides the other") {
  const TestCase test;
  const std::string disk = disk_of(9 * mebibyte);
  Case one = test.create();
  REQUIRE(take(one, reader_of(disk), wish()));
  REQUIRE(seal(one, test.to("a.zip")));
  const fs::path folder = test.at("a-images") / "images" / "001";
  fs::rename(folder / "disk.003.age", test.at("away"));
  const auto without = verify(test.at("a.zip"));
  REQUIRE(without);
  CHECK(without->whole);
  CHECK(without->images_missing == std::vector<std::string>{"images/001/disk.003.age"});
  std::string bytes = tests::read_file(folder / "disk.002.age");
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  tests::write_file(folder / "disk.002.age", bytes);
  const auto changed = verify(test.at("a.zip"));
  REQUIRE(changed);
  CHECK_FALSE(changed->whole);
  REQUIRE(changed->faults.size() == 1);
  CHECK(changed->faults[0].path == "images/001/disk.002.age");
  const auto opened = open_archive(test.at("a.zip"), test.into("bag"));
  REQUIRE(opened);
  CHECK_FALSE(opened->verdict.whole);
  CHECK(names_in(test.at("bag") / "images" / "001") == std::vector<std::string>{"disk.001"});
}

TEST_CASE("the seal refuses a segment that rotted on the key, unless it was read back before") {
  const TestCase test;
  const std::string disk = disk_of(5 * mebibyte);
  Case one = test.create();
  REQUIRE(take(one, reader_of(disk), wish()));
  const fs::path file = test.at("case") / "images" / "001" / "disk.001.age";
  std::string bytes = tests::read_file(file);
  bytes[1000] = static_cast<char>(bytes[1000] ^ 1);
  tests::write_file(file, bytes);
  const auto refused = seal(one, test.to("a.zip"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::not_whole);
  CHECK_FALSE(fs::exists(test.at("a.zip")));
  CHECK(journal_of(test.at("case")).find("\"event\":\"seal\"") == std::string::npos);
}

TEST_CASE("a segment that a journal names and that is gone makes the case not whole") {
  const TestCase test;
  {
    Case one = test.create();
    REQUIRE(take(one, reader_of(disk_of(5 * mebibyte)), wish()));
  }
  fs::remove(test.at("case") / "images" / "001" / "disk.001.age");
  const auto refused = Case::open(test.at("case"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::not_whole);
}

TEST_CASE("a case whose images went with an archive opens, and can be sealed again") {
  const TestCase test;
  {
    Case one = test.create();
    REQUIRE(take(one, reader_of(disk_of(5 * mebibyte)), wish()));
    REQUIRE(seal(one, test.to("a.zip")));
  }
  auto one = Case::open(test.at("case"));
  REQUIRE(one);
  REQUIRE(seal(*one, test.to("b.zip")));
  const auto apart = verify(test.at("b.zip"));
  REQUIRE(apart);
  CHECK(apart->whole);
  CHECK(apart->images_missing.size() == 2);
  const auto together = verify(test.at("b.zip"), {}, test.at("a-images"));
  REQUIRE(together);
  CHECK(together->images_missing.empty());
}

TEST_CASE("a seal that was cut before its images were moved is ended, and again ends the same") {
  const TestCase test;
  std::string fingerprint;
  {
    Case one = test.create();
    REQUIRE(take(one, reader_of(disk_of(5 * mebibyte)), wish()));
    const auto made = seal(one, test.to("a.zip"));
    REQUIRE(made);
    fingerprint = made->fingerprint;
  }
  // Back to the moment between the archive's name and the images' place.
  fs::rename(test.at("a-images") / "images", test.at("case") / "images");
  const std::string whole = journal_of(test.at("case"));
  tests::write_file(test.at("case") / "journal.jsonl",
                    whole.substr(0, whole.rfind("{", whole.rfind("\"event\":\"sealed\""))));
  CHECK(verify(test.at("a.zip"))->images_missing.size() == 2);
  for (int time = 0; time < 2; ++time) {
    const auto ended = finish_sealing(test.at("case"), test.at("a.zip"));
    REQUIRE(ended);
    REQUIRE(*ended);
    CHECK((*ended)->fingerprint == fingerprint);
    CHECK((*ended)->images == 2);
    CHECK(verify(test.at("a.zip"))->images_missing.empty());
    CHECK_FALSE(fs::exists(test.at("case") / "images"));
  }
  const std::string after = journal_of(test.at("case"));
  const auto first = after.find("\"event\":\"sealed\"");
  REQUIRE(first != std::string::npos);
  CHECK(after.find("\"event\":\"sealed\"", first + 1) == std::string::npos);
}

TEST_CASE("an archive that lacks what the case took in since is not its seal") {
  const TestCase test;
  Case one = test.create();
  REQUIRE(take(one, reader_of(disk_of(mebibyte)), wish()));
  REQUIRE(seal(one, test.to("a.zip")));
  REQUIRE(take(one, reader_of(disk_of(2 * mebibyte)), wish()));
  const auto ended = finish_sealing(test.at("case"), test.at("a.zip"));
  REQUIRE(ended);
  CHECK_FALSE(*ended);
  CHECK(fs::exists(test.at("case") / "images"));
}

TEST_CASE("an archive of another case, a changed one and none at all are not the seal of a case") {
  const TestCase test;
  const TestCase other;
  {
    Case one = test.create();
    REQUIRE(take(one, reader_of(disk_of(mebibyte)), wish()));
    REQUIRE(seal(one, test.to("a.zip")));
    Case two = other.create();
    REQUIRE(take(two, reader_of(disk_of(mebibyte)), wish()));
    REQUIRE(seal(two, other.to("a.zip")));
  }
  const auto is_seal = [&](const fs::path& archive) {
    const auto ended = finish_sealing(test.at("case"), archive);
    REQUIRE(ended);
    return ended->has_value();
  };
  CHECK(is_seal(test.at("a.zip")));
  CHECK_FALSE(is_seal(other.at("a.zip")));
  CHECK_FALSE(is_seal(test.at("nothing.zip")));
  std::string bytes = tests::read_file(test.at("a.zip"));
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  tests::write_file(test.at("changed.zip"), bytes);
  CHECK_FALSE(is_seal(test.at("changed.zip")));
  tests::write_file(test.at("text.zip"), "no archive");
  CHECK_FALSE(is_seal(test.at("text.zip")));
}

TEST_CASE("a name of a segment cannot name anything else") {
  for (const char* good : {"001/disk.E01.age", "1234/disk.ZZZ.age", "002/disk.001.age"}) {
    CHECK(is_segment_name(good));
  }
  for (const char* wrong : {"", "001/disk.age", "../disk.E01.age", "001/../disk.E01.age",
                            "/etc/passwd", "1/disk.E01.age", "001/disk.E01", "001/disk.E/1.age",
                            "001/disk..age", "001\\disk.E01.age", "001/DISK.E01.age"}) {
    INFO(wrong);
    CHECK_FALSE(is_segment_name(wrong));
  }
}

}  // namespace trousse::evidence
