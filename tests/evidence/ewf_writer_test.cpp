// SPDX-License-Identifier: Apache-2.0
#include "evidence/ewf_writer.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <random>
#include <set>
#include <thread>

#include "core/text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::evidence;

namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::byte>;

Bytes zeros(std::size_t size) { return Bytes(size); }

Bytes random_bytes(std::size_t size, unsigned seed = 1) {
  std::mt19937_64 random(seed);
  Bytes bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::byte>(random());
  return bytes;
}

Bytes text(std::size_t size) {
  std::mt19937_64 random(2);
  std::string out;
  while (out.size() < size) out += "line " + std::to_string(random() % 100'000) + " of a log\r\n";
  out.resize(size);
  return tests::bytes_of(out);
}

Bytes mixed(std::size_t size) {
  const Bytes parts[] = {zeros(100'000), text(170'000), random_bytes(130'000)};
  Bytes out;
  for (std::size_t i = 0; out.size() < size; ++i) {
    out.insert(out.end(), parts[i % 3].begin(), parts[i % 3].end());
  }
  out.resize(size);
  return out;
}

// A disk in memory with sectors that do not answer.
class BadSectors final : public Reader {
 public:
  BadSectors(Bytes bytes, std::set<std::uint64_t> bad, std::uint32_t sector)
      : memory_(std::move(bytes)), bad_(std::move(bad)), sector_(sector) {}
  std::uint64_t size() const override { return memory_.size(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    const auto at = bad_.lower_bound(offset / sector_);
    if (at != bad_.end() && *at * sector_ < offset + into.size()) {
      return fail(Errc::unreadable, "bad sector");
    }
    return memory_.read_at(offset, into);
  }

 private:
  MemoryReader memory_;
  std::set<std::uint64_t> bad_;
  std::uint32_t sector_;
};

class FileSink final : public SegmentSink {
 public:
  explicit FileSink(const fs::path& path) : file_(path, std::ios::binary) {}
  Result<void> write(std::span<const std::byte> bytes) override {
    file_.write(reinterpret_cast<const char*>(bytes.data()),
                static_cast<std::streamsize>(bytes.size()));
    if (!file_) return fail(Errc::key_full, "cannot write");
    return {};
  }
  Result<void> finish() override {
    file_.close();
    return {};
  }

 private:
  std::ofstream file_;
};

OpenSegment into(const fs::path& stem) {
  return [stem](unsigned number) -> Result<std::unique_ptr<SegmentSink>> {
    const std::string extension = TRY(ewf_extension(number));
    return std::make_unique<FileSink>(stem.string() + "." + extension);
  };
}

// Segments kept in memory, with a word for each thing that happened.
struct Segments {
  std::vector<std::string> bytes;
  std::vector<unsigned> finished;
  OpenSegment open() {
    struct Sink final : SegmentSink {
      Segments& all;
      unsigned number;
      Sink(Segments& segments, unsigned n) : all(segments), number(n) {}
      Result<void> write(std::span<const std::byte> bytes) override {
        all.bytes[number - 1] += tests::text_of(bytes);
        return {};
      }
      Result<void> finish() override {
        all.finished.push_back(number);
        return {};
      }
    };
    return [this](unsigned number) -> Result<std::unique_ptr<SegmentSink>> {
      if (number != bytes.size() + 1) return fail(Errc::usage, "segments out of order");
      bytes.emplace_back();
      return std::make_unique<Sink>(*this, number);
    };
  }
};

EwfCase about() {
  EwfCase facts;
  facts.case_number = "2026-11-23-K7QF2M";
  facts.evidence_number = "1";
  facts.description = "Cabinet\twith a tab";
  facts.examiner = "H\u00e9l\u00e8ne Exemple";
  facts.notes = "found off";
  facts.model = "Demo SSD";
  facts.serial = "S123";
  facts.version = "Trousse 0.1";
  facts.operating_system = "Linux";
  facts.acquired = Utc{1'795'471'200, 0};
  facts.system = Utc{1'795'474'800, 0};
  return facts;
}

bool have(const std::string& tool) {
  return std::system(("command -v " + tool + " >/dev/null 2>&1").c_str()) == 0;
}

struct Ran {
  int status;
  std::string output;
};

Ran run(const tests::TemporaryFolder& folder, const std::string& command) {
  const auto out = folder.path() / "output.txt";
  const auto whole =
      "cd '" + folder.path().string() + "' && TZ=UTC " + command + " > '" + out.string() + "' 2>&1";
  const int status = std::system(whole.c_str());
  return {status, tests::read_file(out)};
}

// What the peers' tools say of an image that we wrote of `content`.
void check_with_tools(const Bytes& content, const std::set<std::uint64_t>& bad,
                      const EwfSettings& settings, unsigned most_segments = 99) {
  const tests::TemporaryFolder folder;
  const BadSectors disk(content, bad, settings.sector_size);
  RescueMap map(content.size());
  RescueLimits limits;
  limits.sector = settings.sector_size;
  const auto facts = write_ewf(disk, map, about(), settings, limits, into(folder.path() / "image"));
  REQUIRE(facts);
  CHECK(facts->segments <= most_segments);

  Bytes expected = content;
  for (const auto sector : bad) {
    const auto start =
        expected.begin() + static_cast<std::ptrdiff_t>(sector * settings.sector_size);
    std::fill_n(start, settings.sector_size, std::byte{0});
  }
  tests::write_file(folder.path() / "expected", tests::text_of(expected));
  const auto md5 = run(folder, "md5sum expected");
  CHECK(md5.output.substr(0, 32) == to_hex(facts->md5));
  CHECK(run(folder, "sha256sum expected").output.substr(0, 64) == to_hex(facts->sha256));
  if (facts->sha1) {
    CHECK(run(folder, "sha1sum expected").output.substr(0, 40) == to_hex(*facts->sha1));
  }

  const auto verified = run(folder, "ewfverify -q image.E01");
  INFO(verified.output);
  CHECK(verified.status == 0);
  CHECK(verified.output.find("ewfverify: SUCCESS") != std::string::npos);
  const auto info = run(folder, "ewfinfo image.E01");
  INFO(info.output);
  CHECK(info.status == 0);
  CHECK(info.output.find(to_hex(facts->md5)) != std::string::npos);
  CHECK(info.output.find("(" + std::to_string(content.size()) + " bytes)") != std::string::npos);
  const auto exported = run(folder, "ewfexport -q -u -f raw -t exported image.E01");
  INFO(exported.output);
  CHECK(exported.status == 0);
  CHECK(run(folder, "cmp exported.raw expected").status == 0);
}

#define TOOLS_OR_SKIP()                                                      \
  if (!have("ewfverify") || !have("ewfinfo") || !have("ewfexport")) {        \
    WARN("skipped: ewfverify, ewfinfo, ewfexport (ewf-tools) are not here"); \
    return;                                                                  \
  }

}  // namespace

TEST_CASE("libewf verifies an E01 of one sector, and of sizes around a chunk") {
  TOOLS_OR_SKIP();
  for (const std::size_t size : {512U, 32'256U, 32'768U, 33'280U, 1'048'576U, 1'049'088U}) {
    INFO("size " << size);
    check_with_tools(mixed(size), {}, {}, 1);
  }
}

TEST_CASE("libewf verifies an E01 of zeros, of text and of random bytes") {
  TOOLS_OR_SKIP();
  EwfSettings settings;
  settings.sha1 = EwfSha1::add;
  check_with_tools(zeros(5'000'192), {}, settings, 1);
  check_with_tools(text(5'000'192), {}, settings, 1);
  check_with_tools(random_bytes(5'000'192), {}, settings, 1);
}

TEST_CASE("libewf verifies an E01 of several segments and several groups") {
  TOOLS_OR_SKIP();
  EwfSettings settings;
  settings.segment_size = 4U << 20;
  check_with_tools(mixed(40'000'000 / 512 * 512), {}, settings);
  settings.segment_size = 25U << 20;
  check_with_tools(random_bytes(60U << 20), {}, settings, 3);
}

TEST_CASE("libewf verifies an E01 of a medium with sectors of 4096 bytes") {
  TOOLS_OR_SKIP();
  EwfSettings settings;
  settings.sector_size = 4'096;
  check_with_tools(mixed(4'096 * 700), {3, 4, 699}, settings, 1);
}

TEST_CASE("libewf verifies an E01 with bad sectors, and reads the list of them") {
  TOOLS_OR_SKIP();
  const auto content = mixed(6U << 20);
  check_with_tools(content, {0, 1, 2, 500, 6'000, 12'287}, {}, 1);

  const tests::TemporaryFolder folder;
  const BadSectors disk(content, {0, 1, 2, 500, 6'000, 12'287}, 512);
  RescueMap map(content.size());
  const auto facts = write_ewf(disk, map, about(), {}, {}, into(folder.path() / "image"));
  REQUIRE(facts);
  CHECK(facts->gaps ==
        std::vector<Gap>{{0, 1'536}, {256'000, 512}, {3'072'000, 512}, {6'290'944, 512}});
  const auto info = run(folder, "ewfinfo -e image.E01");
  INFO(info.output);
  CHECK(info.output.find("total number: 4") != std::string::npos);
  for (const char* line :
       {"at sector(s): 0 - 2 number: 3", "at sector(s): 500 - 500 number: 1",
        "at sector(s): 6000 - 6000 number: 1", "at sector(s): 12287 - 12287 number: 1"}) {
    CHECK(info.output.find(line) != std::string::npos);
  }
}

TEST_CASE("ewfinfo shows the fields of the case") {
  TOOLS_OR_SKIP();
  const tests::TemporaryFolder folder;
  const MemoryReader disk(text(100'352));
  RescueMap map(disk.size());
  REQUIRE(write_ewf(disk, map, about(), {}, {}, into(folder.path() / "image")));
  const auto info = run(folder, "ewfinfo image.E01");
  INFO(info.output);
  for (const char* said :
       {"2026-11-23-K7QF2M", "Cabinet with a tab", "H\u00e9l\u00e8ne Exemple", "found off",
        "Demo SSD", "S123", "Trousse 0.1", "Linux", "Mon Nov 23 22:00:00 2026",
        "Mon Nov 23 23:00:00 2026", "EnCase 6", "good (fast) compression", "fixed disk"}) {
    INFO(said);
    CHECK(info.output.find(said) != std::string::npos);
  }
}

TEST_CASE("The Sleuth Kit reads the file system inside an E01 that we wrote") {
  DATA_OR_SKIP(data, "01-disk-images");
  if (!have("img_stat") || !have("fls")) {
    WARN("skipped: img_stat and fls (sleuthkit) are not here");
    return;
  }
  const tests::TemporaryFolder folder;
  const auto raw = data / "rafalh+rust-fatfs/resources/fat12.img";
  const MemoryReader disk(tests::bytes_of(tests::read_file(raw)));
  REQUIRE(disk.size() > 0);
  RescueMap map(disk.size());
  REQUIRE(write_ewf(disk, map, about(), {}, {}, into(folder.path() / "image")));
  const auto stat = run(folder, "img_stat -i ewf image.E01");
  INFO(stat.output);
  CHECK(stat.output.find("Size of data in bytes:\t" + std::to_string(disk.size())) !=
        std::string::npos);
  const auto listed = run(folder, "fls -r -p -i ewf image.E01");
  const auto expected = run(folder, "fls -r -p -i raw '" + raw.string() + "'");
  CHECK(listed.status == 0);
  CHECK(listed.output.find("very/long/path/test.txt") != std::string::npos);
  CHECK(listed.output == expected.output);
}

TEST_CASE("an empty medium gives one whole segment without a chunk") {
  Segments segments;
  RescueMap map(0);
  const auto facts = write_ewf(MemoryReader({}), map, about(), {}, {}, segments.open());
  REQUIRE(facts);
  CHECK(facts->segments == 1);
  CHECK(segments.finished == std::vector<unsigned>{1});
  CHECK(segments.bytes[0].find("sectors") == std::string::npos);
  CHECK(segments.bytes[0].find("done") != std::string::npos);
  CHECK(to_hex(facts->md5) == "d41d8cd98f00b204e9800998ecf8427e");

  TOOLS_OR_SKIP();
  const tests::TemporaryFolder folder;
  tests::write_file(folder.path() / "image.E01", segments.bytes[0]);
  const auto verified = run(folder, "ewfverify -q image.E01");
  INFO(verified.output);
  CHECK(verified.status == 0);
  CHECK(run(folder, "ewfinfo image.E01").output.find("(0 bytes)") != std::string::npos);
}

TEST_CASE("a segment is never longer than asked, and each is finished before the next begins") {
  const auto content = mixed(30U << 20);
  for (const std::uint64_t limit : {4U << 20, 5'000'001U, 20U << 20}) {
    Segments segments;
    RescueMap map(content.size());
    EwfSettings settings;
    settings.segment_size = limit;
    const auto facts =
        write_ewf(MemoryReader(content), map, about(), settings, {}, segments.open());
    REQUIRE(facts);
    CHECK(facts->segments == segments.bytes.size());
    CHECK(segments.finished.size() == segments.bytes.size());
    CHECK(std::is_sorted(segments.finished.begin(), segments.finished.end()));
    for (const auto& bytes : segments.bytes) CHECK(bytes.size() <= limit);
    // Full but for a chunk and the end sections.
    for (std::size_t i = 0; i + 1 < segments.bytes.size(); ++i) {
      CHECK(segments.bytes[i].size() + 40'000 > limit);
    }
  }
}

TEST_CASE("the same medium and settings give the same bytes, with any number of workers") {
  const auto content = mixed(20U << 20);
  std::vector<std::vector<std::string>> images;
  for (const unsigned workers : {1U, 2U, 7U}) {
    Segments segments;
    RescueMap map(content.size());
    EwfSettings settings;
    settings.segment_size = 6U << 20;
    settings.workers = workers;
    REQUIRE(write_ewf(MemoryReader(content), map, about(), settings, {}, segments.open()));
    images.push_back(segments.bytes);
  }
  CHECK(images[0] == images[1]);
  CHECK(images[0] == images[2]);
}

TEST_CASE("random content costs next to nothing more than itself, repeated content is found") {
  Segments random;
  RescueMap map(8U << 20);
  const auto content = random_bytes(8U << 20);
  REQUIRE(write_ewf(MemoryReader(content), map, about(), {}, {}, random.open()));
  CHECK(random.bytes[0].size() < content.size() + content.size() / 500 + 8'192);

  // Each chunk is one random stretch eight times: flat in its bytes, small when compressed.
  Bytes repeats;
  for (unsigned i = 0; i < 256; ++i) {
    const auto once = random_bytes(4'096, i + 10);
    for (int times = 0; times < 8; ++times) repeats.insert(repeats.end(), once.begin(), once.end());
  }
  RescueMap other(repeats.size());
  Segments repeated;
  REQUIRE(write_ewf(MemoryReader(repeats), other, about(), {}, {}, repeated.open()));
  CHECK(repeated.bytes[0].size() < repeats.size() / 4);
}

TEST_CASE("a raw image is the medium, cut where asked, unreadable sectors as zeros") {
  const auto content = mixed(3'000'321);
  for (const std::uint64_t limit : {std::uint64_t{0}, std::uint64_t{1'000'000}}) {
    Segments segments;
    RescueMap map(content.size());
    const BadSectors disk(content, {7, 8, 3'000}, 512);
    const auto facts = write_raw(disk, map, RawSettings{limit}, {}, segments.open());
    REQUIRE(facts);
    std::string all;
    for (const auto& bytes : segments.bytes) all += bytes;
    auto expected = content;
    std::fill_n(expected.begin() + 7 * 512, 1'024, std::byte{0});
    std::fill_n(expected.begin() + 3'000 * 512, 512, std::byte{0});
    CHECK(all == tests::text_of(expected));
    CHECK(facts->segments == (limit == 0 ? 1U : 4U));
    CHECK(segments.finished.size() == facts->segments);
    CHECK(facts->gaps == std::vector<Gap>{{3'584, 1'024}, {1'536'000, 512}});
  }
}

TEST_CASE("an error of the place written to stops the image and is given back") {
  const auto content = random_bytes(40U << 20);
  for (const std::uint64_t room :
       {std::uint64_t{0}, std::uint64_t{100}, std::uint64_t{20U << 20}}) {
    struct Full final : SegmentSink {
      std::uint64_t left;
      bool& closed;
      Full(std::uint64_t bytes, bool& flag) : left(bytes), closed(flag) {}
      Result<void> write(std::span<const std::byte> bytes) override {
        if (bytes.size() > left) return fail(Errc::key_full, "full");
        left -= bytes.size();
        return {};
      }
      Result<void> finish() override {
        closed = true;
        return {};
      }
    };
    bool closed = false;
    const OpenSegment open = [&](unsigned) -> Result<std::unique_ptr<SegmentSink>> {
      return std::make_unique<Full>(room, closed);
    };
    RescueMap map(content.size());
    const auto ewf = write_ewf(MemoryReader(content), map, about(), {}, {}, open);
    REQUIRE_FALSE(ewf);
    CHECK(ewf.error().code == Errc::key_full);
    RescueMap raw_map(content.size());
    const auto raw = write_raw(MemoryReader(content), raw_map, {}, {}, open);
    REQUIRE_FALSE(raw);
    CHECK(raw.error().code == Errc::key_full);
    CHECK_FALSE(closed);
  }
}

TEST_CASE("a stop is heeded, and no segment is called whole") {
  const auto content = random_bytes(40U << 20);
  std::stop_source stop;
  ImageWatch watch{stop.get_token(), [&](std::uint64_t done) {
                     if (done >= 8U << 20) stop.request_stop();
                   }};
  Segments segments;
  RescueMap map(content.size());
  const auto facts = write_ewf(MemoryReader(content), map, about(), {}, {}, segments.open(), watch);
  REQUIRE_FALSE(facts);
  CHECK(facts.error().code == Errc::cancelled);
  CHECK(segments.finished.empty());
}

TEST_CASE("a medium that goes away stops the image with its own error") {
  class Gone final : public Reader {
   public:
    std::uint64_t size() const override { return 30U << 20; }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
      if (offset >= 10U << 20) return fail(Errc::missing, "unplugged");
      return into.size();
    }
  };
  Segments segments;
  RescueMap map(30U << 20);
  const auto facts = write_ewf(Gone(), map, about(), {}, {}, segments.open());
  REQUIRE_FALSE(facts);
  CHECK(facts.error().code == Errc::missing);
}

TEST_CASE("settings that no E01 can have are refused before anything is written") {
  const OpenSegment never = [](unsigned) -> Result<std::unique_ptr<SegmentSink>> {
    return fail(Errc::exists, "opened");
  };
  const auto code = [&](std::uint64_t size, auto change) {
    EwfSettings settings;
    change(settings);
    RescueMap map(size);
    const auto facts = write_ewf(MemoryReader(zeros(size)), map, about(), settings, {}, never);
    return facts ? Errc::exists : facts.error().code;
  };
  CHECK(code(1'000, [](EwfSettings&) {}) == Errc::unsupported);
  CHECK(code(1'024, [](EwfSettings& s) { s.sector_size = 0; }) == Errc::usage);
  CHECK(code(1'024, [](EwfSettings& s) { s.chunk_size = 1'000; }) == Errc::usage);
  CHECK(code(1'024, [](EwfSettings& s) { s.chunk_size = 2U << 20; }) == Errc::usage);
  CHECK(code(1'024, [](EwfSettings& s) { s.segment_size = 1'000; }) == Errc::usage);
}

TEST_CASE("segments are named as every tool expects") {
  CHECK(ewf_extension(1) == std::string("E01"));
  CHECK(ewf_extension(99) == std::string("E99"));
  CHECK(ewf_extension(100) == std::string("EAA"));
  CHECK(ewf_extension(126) == std::string("EBA"));
  CHECK(ewf_extension(775) == std::string("EZZ"));
  CHECK(ewf_extension(776) == std::string("FAA"));
  CHECK(ewf_extension(14'971) == std::string("ZZZ"));
  CHECK_FALSE(ewf_extension(0));
  CHECK_FALSE(ewf_extension(14'972));
}
