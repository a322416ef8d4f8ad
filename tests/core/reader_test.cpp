// SPDX-License-Identifier: Apache-2.0
#include "core/reader.hpp"

#include <cstring>

#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;

namespace {

// A medium of 64 KiB whose bytes are their own offset modulo 251, with bad stretches.
class Damaged final : public Reader {
 public:
  std::vector<Gap> bad;
  Errc answer = Errc::unreadable;
  std::uint64_t size() const override { return 65'536; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    if (offset >= size()) return std::size_t{0};
    const std::size_t count = std::min<std::uint64_t>(into.size(), size() - offset);
    for (const Gap& gap : bad) {
      if (offset < gap.offset + gap.length && gap.offset < offset + count) {
        return fail(answer, "bad");
      }
    }
    for (std::size_t i = 0; i < count; ++i) into[i] = static_cast<std::byte>((offset + i) % 251);
    return count;
  }
};

}  // namespace

TEST_CASE("one bad block costs one block, and is said") {
  Damaged medium;
  medium.bad = {{8'192 + 100, 1}, {40'960, 8'192}};
  std::vector<std::byte> bytes(65'536);
  std::vector<Gap> gaps;
  const auto read = read_with_gaps(medium, 0, bytes, gaps);
  REQUIRE(read);
  CHECK(*read == 65'536);
  CHECK(gaps == std::vector<Gap>{{8'192, 4'096}, {40'960, 8'192}});
  CHECK(bytes[8'191] == static_cast<std::byte>(8'191 % 251));
  CHECK(bytes[8'192] == std::byte{0});
  CHECK(bytes[12'288] == static_cast<std::byte>(12'288 % 251));
}

TEST_CASE("a read that starts inside a block keeps to the blocks of the medium") {
  Damaged medium;
  medium.bad = {{4'096, 4'096}};
  std::vector<std::byte> bytes(8'000);
  std::vector<Gap> gaps;
  REQUIRE(read_with_gaps(medium, 1'000, bytes, gaps));
  CHECK(gaps == std::vector<Gap>{{4'096, 4'096}});
}

TEST_CASE("trouble that is not a bad block is not gone around") {
  Damaged medium;
  medium.bad = {{0, 1}};
  medium.answer = Errc::key_removed;
  std::vector<std::byte> bytes(100);
  std::vector<Gap> gaps;
  const auto read = read_with_gaps(medium, 0, bytes, gaps);
  REQUIRE_FALSE(read);
  CHECK(read.error().code == Errc::key_removed);
  CHECK(gaps.empty());
}

TEST_CASE("a slice never reads outside of itself") {
  const MemoryReader whole(tests::bytes_of("0123456789"));
  const SliceReader slice(whole, 3, 4);
  std::vector<std::byte> bytes(10);
  CHECK(slice.size() == 4);
  CHECK(slice.read_at(0, bytes) == std::size_t{4});
  CHECK(tests::text_of(std::span(bytes).first(4)) == "3456");
  CHECK(slice.read_at(4, bytes) == std::size_t{0});
  CHECK(SliceReader(whole, 8, 100).size() == 2);
  CHECK(SliceReader(whole, 100, 1).size() == 0);
}

TEST_CASE("reading whole refuses what is larger than its use") {
  const MemoryReader bytes(tests::bytes_of("12345"));
  CHECK(read_whole(bytes, 5));
  CHECK(read_whole(bytes, 4).error().code == Errc::unsupported);
}
