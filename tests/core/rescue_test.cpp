// SPDX-License-Identifier: Apache-2.0
#include "core/rescue.hpp"

#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>

#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;

namespace {

constexpr std::uint64_t sector = 512;

std::byte byte_at(std::uint64_t offset) {
  return static_cast<std::byte>((offset ^ (offset >> 9) ^ (offset >> 17)) * 131 + 7);
}

// A disk that fails by sectors, and remembers what was asked of it.
class FailingDisk final : public Reader {
 public:
  explicit FailingDisk(std::uint64_t size) : size_(size) {}

  std::set<std::uint64_t> bad;                      ///< sectors that never answer
  mutable std::map<std::uint64_t, unsigned> weak;   ///< sectors that answer after so many failures
  mutable std::map<std::uint64_t, unsigned> alone;  ///< failing sectors: times asked for alone
  mutable std::uint64_t failures = 0;
  std::uint64_t cut_at = ~std::uint64_t{0};  ///< no byte from here on, without an error
  Errc answer = Errc::unreadable;

  std::uint64_t size() const override { return size_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    const std::uint64_t end = std::min({size_, cut_at, offset + into.size()});
    if (offset >= end) return std::size_t{0};
    const std::uint64_t first = offset / sector;
    const std::uint64_t last = (end - 1) / sector;
    if (const auto at = bad.lower_bound(first); at != bad.end() && *at <= last) {
      return failed(first, last);
    }
    if (const auto at = weak.lower_bound(first); at != weak.end() && at->first <= last) {
      if (first == last && at->second-- <= 1) weak.erase(at);
      return failed(first, last);
    }
    for (std::uint64_t i = offset; i < end; ++i) into[i - offset] = byte_at(i);
    return end - offset;
  }

 private:
  Result<std::size_t> failed(std::uint64_t first, std::uint64_t last) const {
    ++failures;
    if (first == last) ++alone[first];
    return fail(answer, "bad sector");
  }
  std::uint64_t size_;
};

std::vector<std::byte> expected(const FailingDisk& disk) {
  std::vector<std::byte> bytes(disk.size());
  for (std::uint64_t i = 0; i < bytes.size(); ++i) {
    if (!disk.bad.contains(i / sector)) bytes[i] = byte_at(i);
  }
  return bytes;
}

std::vector<Gap> gaps_of(const FailingDisk& disk) {
  std::vector<Gap> gaps;
  for (const auto number : disk.bad) {
    const std::uint64_t offset = number * sector;
    const std::uint64_t length = std::min(sector, disk.size() - offset);
    if (!gaps.empty() && gaps.back().offset + gaps.back().length == offset) {
      gaps.back().length += length;
    } else {
      gaps.push_back({offset, length});
    }
  }
  return gaps;
}

// Bad sectors as disks have them: alone, in runs, at the first and the last sector.
FailingDisk damaged_disk(std::uint64_t size, unsigned seed) {
  FailingDisk disk(size);
  std::mt19937 random(seed);
  const std::uint64_t sectors = (size + sector - 1) / sector;
  for (int i = 0; i < 12; ++i) disk.bad.insert(random() % sectors);
  for (int i = 0; i < 3; ++i) {
    const std::uint64_t start = random() % sectors;
    for (std::uint64_t s = start; s < std::min(sectors, start + random() % 600); ++s) {
      disk.bad.insert(s);
    }
  }
  if (seed % 2 == 0) disk.bad.insert(0);
  if (seed % 3 == 0) disk.bad.insert(sectors - 1);
  return disk;
}

std::vector<std::byte> copy_in_order(const FailingDisk& disk, RescueMap& map, std::size_t step) {
  std::vector<std::byte> bytes(disk.size(), std::byte{0xee});
  for (std::uint64_t at = 0; at < bytes.size(); at += step) {
    const auto into =
        std::span(bytes).subspan(at, std::min<std::uint64_t>(step, bytes.size() - at));
    REQUIRE(rescue_in_order(disk, map, at, into));
  }
  return bytes;
}

RescueWrite into(std::vector<std::byte>& copy) {
  return [&copy](std::uint64_t offset, std::span<const std::byte> bytes) -> Result<void> {
    if (offset > copy.size() || bytes.size() > copy.size() - offset) {
      return fail(Errc::usage, "outside of the copy");
    }
    std::copy(bytes.begin(), bytes.end(), copy.begin() + static_cast<std::ptrdiff_t>(offset));
    return {};
  };
}

}  // namespace

TEST_CASE("a copy in order has every readable sector, and lists every bad one") {
  for (unsigned seed = 0; seed < 12; ++seed) {
    const auto disk = damaged_disk((4U << 20) + (seed % 4) * 130, seed);
    RescueMap map(disk.size());
    const auto copy = copy_in_order(disk, map, 1U << 20);
    INFO("seed " << seed);
    CHECK(copy == expected(disk));
    CHECK(map.gaps() == gaps_of(disk));
  }
}

TEST_CASE("a copy in any order has every readable sector, and lists every bad one") {
  for (unsigned seed = 0; seed < 12; ++seed) {
    const auto disk = damaged_disk((9U << 20) + (seed % 4) * 130, seed);
    RescueMap map(disk.size());
    std::vector<std::byte> copy(disk.size());
    REQUIRE(rescue(disk, map, into(copy)));
    INFO("seed " << seed);
    CHECK(copy == expected(disk));
    CHECK(map.gaps() == gaps_of(disk));
    CHECK(map.bytes(RescueState::rescued) + map.bytes(RescueState::bad) == disk.size());
  }
}

TEST_CASE("a sector that fails is asked for a bounded number of times") {
  FailingDisk disk(8U << 20);
  disk.bad = {100, 101, 5'000};
  RescueLimits limits;
  limits.retries = 2;
  RescueMap in_order(disk.size());
  std::vector<std::byte> bytes(disk.size());
  REQUIRE(rescue_in_order(disk, in_order, 0, bytes, limits));
  for (const auto& [number, times] : disk.alone) CHECK(times == 3);
  CHECK(disk.alone.size() == 3);

  disk.alone.clear();
  RescueMap map(disk.size());
  REQUIRE(rescue(disk, map, into(bytes), limits));
  for (const auto& [number, times] : disk.alone) CHECK(times == 3);
  CHECK(disk.alone.size() == 3);
}

TEST_CASE("a weak sector that answers at the second reading is no bad sector") {
  FailingDisk disk(2U << 20);
  disk.weak = {{77, 1}};
  RescueMap map(disk.size());
  CHECK(copy_in_order(disk, map, 1U << 20) == expected(disk));
  CHECK(map.gaps().empty());

  disk.weak = {{77, 1}};
  RescueMap deferred(disk.size());
  std::vector<std::byte> copy(disk.size());
  REQUIRE(rescue(disk, deferred, into(copy)));
  CHECK(copy == expected(disk));
  CHECK(deferred.gaps().empty());
}

TEST_CASE("what reads well is taken before a bad region is gone into") {
  FailingDisk disk(64U << 20);
  for (std::uint64_t s = 20'000; s < 40'000; ++s) disk.bad.insert(s);
  RescueMap map(disk.size());
  std::vector<std::byte> copy(disk.size());
  std::uint64_t failures_when_most_is_rescued = 0;
  RescueWatch watch;
  watch.after_piece = [&](const RescueMap& now) -> Result<void> {
    // All but the bad region and the two blocks at its edges.
    if (failures_when_most_is_rescued == 0 &&
        now.bytes(RescueState::rescued) >= disk.size() - 20'000 * sector - (2U << 20)) {
      failures_when_most_is_rescued = disk.failures;
    }
    return {};
  };
  REQUIRE(rescue(disk, map, into(copy), {}, watch));
  CHECK(failures_when_most_is_rescued > 0);
  CHECK(failures_when_most_is_rescued <= 11);
  CHECK(copy == expected(disk));
}

TEST_CASE("a reading that was stopped goes on from its map, and reads nothing twice") {
  const auto disk = damaged_disk(16U << 20, 7);
  std::vector<std::byte> copy(disk.size());
  std::vector<unsigned> times(disk.size() / sector);
  const RescueWrite write = [&](std::uint64_t offset, std::span<const std::byte> bytes) {
    for (std::uint64_t s = offset / sector; s <= (offset + bytes.size() - 1) / sector; ++s) {
      ++times[s];
    }
    return into(copy)(offset, bytes);
  };
  std::string saved = RescueMap(disk.size()).text();
  unsigned runs = 0;
  while (true) {
    auto map = RescueMap::parse(saved, disk.size());
    REQUIRE(map);
    std::stop_source stop;
    RescueWatch watch{stop.get_token(), {}};
    unsigned pieces = 0;
    watch.after_piece = [&](const RescueMap&) -> Result<void> {
      if (++pieces == 3 && runs < 5) stop.request_stop();
      return {};
    };
    ++runs;
    const auto done = rescue(disk, *map, write, {}, watch);
    saved = map->text();
    if (done) break;
    REQUIRE(done.error().code == Errc::cancelled);
  }
  CHECK(runs == 5);
  CHECK(copy == expected(disk));
  CHECK(RescueMap::parse(saved, disk.size())->gaps() == gaps_of(disk));
  CHECK(std::all_of(times.begin(), times.end(), [](unsigned t) { return t <= 1; }));
}

TEST_CASE("a second copy in order leaves the bad sectors alone and gives the same bytes") {
  auto disk = damaged_disk(3U << 20, 4);
  RescueMap map(disk.size());
  const auto first = copy_in_order(disk, map, 1U << 20);
  disk.failures = 0;
  const auto bad = disk.bad;
  disk.bad.clear();  // they would answer now
  auto again = RescueMap::parse(map.text(), disk.size());
  REQUIRE(again);
  CHECK(copy_in_order(disk, *again, 300'000) == first);
  disk.bad = bad;
  CHECK(copy_in_order(disk, *again, 300'000) == first);
  CHECK(disk.failures == 0);
}

TEST_CASE("a medium that ends too early is unreadable from there, and said") {
  FailingDisk disk(2U << 20);
  disk.cut_at = 1'000'000;
  RescueMap map(disk.size());
  const auto copy = copy_in_order(disk, map, 1U << 20);
  const std::uint64_t first_lost = 1'000'000 / sector * sector;
  CHECK(map.gaps() == std::vector<Gap>{{first_lost, disk.size() - first_lost}});
  CHECK(copy[first_lost - 1] == byte_at(first_lost - 1));
  CHECK(copy[first_lost] == std::byte{0});
}

TEST_CASE("a disk that went away is an error, not a bad sector") {
  FailingDisk disk(2U << 20);
  disk.bad = {100};
  disk.answer = Errc::missing;
  std::vector<std::byte> bytes(disk.size());
  RescueMap map(disk.size());
  const auto in_order = rescue_in_order(disk, map, 0, bytes);
  REQUIRE_FALSE(in_order);
  CHECK(in_order.error().code == Errc::missing);
  const auto deferred = rescue(disk, map, into(bytes));
  REQUIRE_FALSE(deferred);
  CHECK(deferred.error().code == Errc::missing);
  CHECK(map.bytes(RescueState::bad) == 0);
}

TEST_CASE("readings past the end and impossible limits are refused") {
  const FailingDisk disk(1'000);
  RescueMap map(disk.size());
  std::vector<std::byte> bytes(600);
  CHECK(rescue_in_order(disk, map, 500, bytes).error().code == Errc::usage);
  CHECK(rescue_in_order(disk, map, ~std::uint64_t{0}, bytes).error().code == Errc::usage);
  RescueLimits limits;
  limits.sector = 0;
  CHECK(rescue_in_order(disk, map, 0, bytes, limits).error().code == Errc::usage);
  limits.sector = 4'096;
  limits.block = 6'000;
  CHECK(rescue(disk, map, into(bytes), limits).error().code == Errc::usage);
}

TEST_CASE("marking a map is right for any ranges, as a plain array says") {
  constexpr std::array states{RescueState::untried, RescueState::bad, RescueState::rescued};
  std::mt19937 random(3);
  RescueMap map(200);
  std::vector<RescueState> plain(200, RescueState::untried);
  for (int i = 0; i < 3'000; ++i) {
    const std::uint64_t offset = random() % 220;
    const std::uint64_t length = random() % 60;
    const auto state = states[random() % states.size()];
    map.mark(offset, length, state);
    for (std::uint64_t b = offset; b < std::min<std::uint64_t>(200, offset + length); ++b) {
      plain[b] = state;
    }
    std::uint64_t at = 0;
    for (const auto& range : map.ranges()) {
      REQUIRE(range.offset == at);
      REQUIRE(range.length > 0);
      for (; at < range.offset + range.length; ++at) REQUIRE(plain[at] == range.state);
      if (at < 200) REQUIRE(plain[at] != range.state);
    }
    REQUIRE(at == 200);
  }
}

TEST_CASE("the map of an empty medium is empty") {
  RescueMap map(0);
  map.mark(0, 10, RescueState::bad);
  CHECK(map.ranges().empty());
  CHECK_FALSE(map.next(0, RescueState::untried));
  CHECK_FALSE(map.last(0, RescueState::untried));
  CHECK(rescue(FailingDisk(0), map, [](auto, auto) { return Result<void>{}; }));
}

TEST_CASE("a mapfile in the form of ddrescue is read, every state of it") {
  const auto map = RescueMap::parse(
      "# Mapfile. Created by GNU ddrescue version 1.27\n"
      "# Command line: ddrescue in out map\n"
      "# Start time:   2026-11-23 10:00:00\n"
      "# current_pos  current_status  current_pass\n"
      "0x00030000     ?               1\n"
      "#      pos        size  status\n"
      "0x00000000  0x00010000  +\n"
      "0x00010000  0x00000200  -\n"
      "0x00010200  0x00000E00  /\n"
      "0x00011000  0x0000F000  *\n"
      "0x00020000  0x00010000  ?\n",
      0x40000);
  REQUIRE(map);
  CHECK(map->bytes(RescueState::rescued) == 0x10000);
  CHECK(map->bytes(RescueState::bad) == 0x200);
  CHECK(map->bytes(RescueState::untried) == 0x20000);
  CHECK(map->gaps() == std::vector<Gap>{{0x10000, 0x30000}});
  CHECK(RescueMap::parse(map->text(), 0x40000)->ranges() == map->ranges());
}

TEST_CASE("a mapfile that ddrescue wrote is read") {
  // By GNU ddrescue 1.27: ddrescue -i 65536 -s 65536 ddr.in ddr.out ddr.map, of 256 KiB.
  const auto map = RescueMap::parse(
      "# Mapfile. Created by GNU ddrescue version 1.27\n"
      "# Command line: ddrescue -i 65536 -s 65536 ddr.in ddr.out ddr.map\n"
      "# Start time:   2026-11-23 22:54:06\n"
      "# Current time: 2026-11-23 22:54:06\n"
      "# Finished\n"
      "# current_pos  current_status  current_pass\n"
      "0x00010000     +               1\n"
      "#      pos        size  status\n"
      "0x00000000  0x00010000  ?\n"
      "0x00010000  0x00010000  +\n"
      "0x00020000  0x00020000  ?\n",
      0x40000);
  REQUIRE(map);
  CHECK(map->gaps() == std::vector<Gap>{{0, 0x10000}, {0x20000, 0x20000}});
}

TEST_CASE("a mapfile that does not fit is refused, with its line") {
  const std::string head = "0x0 ? 1\n";
  for (const char* lines :
       {"0 100 +\n50 10 -\n", "0 1001 +\n", "1 0xffffffffffffffff +\n", "0 100 x\n", "0 100\n",
        "0 100 + 3\n", "-1 100 +\n", "zero 100 +\n", "0 99999999999999999999999 +\n"}) {
    const auto map = RescueMap::parse(head + lines, 1'000);
    INFO(lines);
    REQUIRE_FALSE(map);
    CHECK(map.error().code == Errc::malformed);
  }
  CHECK_FALSE(RescueMap::parse("", 1'000));
  CHECK_FALSE(RescueMap::parse("# only a comment\n", 1'000));
  CHECK_FALSE(RescueMap::parse("hello there\n", 1'000));
}

TEST_CASE("ddrescuelog reads the maps that we write") {
  if (std::system("command -v ddrescuelog >/dev/null 2>&1") != 0) {
    WARN("skipped: ddrescuelog (gddrescue) is not here");
    return;
  }
  const auto disk = damaged_disk(4U << 20, 6);
  RescueMap map(disk.size());
  copy_in_order(disk, map, 1U << 20);
  const tests::TemporaryFolder folder;
  const auto path = folder.path() / "map";
  tests::write_file(path, map.text());
  const auto list = folder.path() / "bad";
  const auto command =
      "ddrescuelog -l- -b512 '" + path.string() + "' > '" + list.string() + "' 2>&1";
  REQUIRE(std::system(command.c_str()) == 0);
  std::string all;
  for (const auto number : disk.bad) all += std::to_string(number) + "\n";
  CHECK(tests::read_file(list) == all);
}
