// SPDX-License-Identifier: Apache-2.0
#include "evidence/read_ahead.hpp"

#include <random>

#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

namespace trousse::evidence {
namespace {

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;

/// Random bytes, those from `bad` on unreadable.
class FailingReader final : public Reader {
 public:
  FailingReader(std::uint64_t size, std::uint64_t bad) : bytes_(size), bad_(bad) {
    std::mt19937_64 random(size);
    for (std::byte& byte : bytes_) byte = static_cast<std::byte>(random());
  }
  std::uint64_t size() const override { return bytes_.size(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    if (offset + into.size() > bad_) return fail(Errc::unreadable, "a bad sector");
    return MemoryReader(bytes_).read_at(offset, into);
  }
  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
  std::uint64_t bad_;
};

}  // namespace

TEST_CASE("pieces read ahead are every byte asked for, in order, and no other") {
  for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1}, mebibyte - 1, mebibyte,
                                   mebibyte + 1, 5 * mebibyte + 13}) {
    for (const std::uint64_t offset : {std::uint64_t{0}, std::uint64_t{700}}) {
      INFO(size << " bytes from " << offset);
      const FailingReader file(size + 1'000, size + 1'000);
      std::vector<std::byte> got;
      const auto given = read_ahead(file, offset, size, [&](auto piece) {
        CHECK(piece.size() <= mebibyte);
        got.insert(got.end(), piece.begin(), piece.end());
        return Result<void>();
      });
      REQUIRE(given);
      CHECK(*given == size);
      CHECK(std::ranges::equal(got, file.bytes().subspan(offset, size)));
    }
  }
}

TEST_CASE("a file that ends before what was asked is told by the count") {
  const FailingReader file(2 * mebibyte + 5, 100 * mebibyte);
  std::uint64_t sum = 0;
  const auto given = read_ahead(file, 10, 9 * mebibyte, [&](auto piece) {
    sum += piece.size();
    return Result<void>();
  });
  REQUIRE(given);
  CHECK(*given == file.size() - 10);
  CHECK(sum == *given);
}

TEST_CASE("an error of the medium comes after the pieces before it") {
  const FailingReader file(4 * mebibyte, 2 * mebibyte + 1);
  std::uint64_t sum = 0;
  const auto given = read_ahead(file, 0, file.size(), [&](auto piece) {
    sum += piece.size();
    return Result<void>();
  });
  REQUIRE_FALSE(given);
  CHECK(given.error().code == Errc::unreadable);
  CHECK(sum == 2 * mebibyte);
}

TEST_CASE("nothing is given any more once its taker refused") {
  const FailingReader file(4 * mebibyte, 4 * mebibyte);
  int times = 0;
  const auto given = read_ahead(file, 0, file.size(), [&](auto) -> Result<void> {
    if (++times == 2) return fail(Errc::cancelled, "enough");
    return {};
  });
  REQUIRE_FALSE(given);
  CHECK(given.error().code == Errc::cancelled);
  CHECK(times == 2);
}

}  // namespace trousse::evidence
