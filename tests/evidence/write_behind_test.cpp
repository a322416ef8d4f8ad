// SPDX-License-Identifier: Apache-2.0
#include "evidence/write_behind.hpp"

#include <random>

#include "tests/evidence/pulled_key.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

namespace trousse::evidence {
namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;
constexpr const char* path = "/key/part";

std::string random_text(std::size_t size) {
  std::mt19937_64 random(size);
  std::string text(size, '\0');
  for (char& byte : text) byte = static_cast<char>(random());
  return text;
}

/// Writes `text` in pieces of `step` bytes and ends the file.
Result<WriteBehind::Facts> write(tests::PulledKey& key, const std::string& text, std::size_t step) {
  auto out = TRY(key.create(path));
  WriteBehind file(std::move(out), WriteBehind::Crc::counted);
  const auto bytes = std::as_bytes(std::span(text));
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    TRY(file.write(bytes.subspan(at, std::min(step, bytes.size() - at))));
    CHECK(file.size() == std::min(at + step, bytes.size()));
  }
  return file.finish();
}

}  // namespace

TEST_CASE("a file written behind holds every byte in order, synced, and is measured as it lies") {
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, mebibyte - 1, mebibyte, mebibyte + 1, 7 * mebibyte + 13}) {
    for (const std::size_t step : {std::size_t{65'552}, mebibyte, 3 * mebibyte}) {
      INFO(size << " bytes in pieces of " << step);
      tests::PulledKey key(1);
      const std::string text = random_text(size);
      const auto facts = write(key, text, step);
      REQUIRE(facts);
      CHECK(key.content(path) == text);
      CHECK(facts->size == size);
      CHECK(hex(facts->sha256) == hex(sha256(tests::bytes_of(text))));
      Crc32 crc;
      crc.add(tests::bytes_of(text));
      CHECK(facts->crc32 == crc.value());
      REQUIRE(key.publish(path, "/key/named"));
      CHECK(key.certain("/key/named") == text);
    }
  }
}

TEST_CASE("trouble of any write or of the sync is told, at the latest by the end of the file") {
  const std::string text = random_text(5 * mebibyte);
  tests::PulledKey whole(1);
  REQUIRE(write(whole, text, 65'552));
  REQUIRE(whole.calls() > 5);
  for (std::uint64_t at = 2; at <= whole.calls(); ++at) {
    for (const auto fault : {tests::PulledKey::Fault::error, tests::PulledKey::Fault::pulled}) {
      INFO("call " << at);
      tests::PulledKey key(at);
      key.plan(fault, at);
      const auto told = write(key, text, 65'552);
      REQUIRE_FALSE(told);
      CHECK(told.error().code == Errc::key_removed);
    }
  }
}

TEST_CASE("a full key is told wherever it gets full") {
  const std::string text = random_text(4 * mebibyte);
  for (const std::size_t room : {std::size_t{0}, mebibyte / 2, 2 * mebibyte, text.size() - 1}) {
    INFO("room for " << room);
    tests::PulledKey key(room + 1);
    key.plan(tests::PulledKey::Fault::no_space, room);
    const auto told = write(key, text, 65'552);
    REQUIRE_FALSE(told);
    CHECK(told.error().code == Errc::key_full);
    CHECK(key.content(path).size() == room);
  }
}

TEST_CASE("a file that is given up in the middle leaves its writer at rest") {
  tests::PulledKey key(1);
  const std::string text = random_text(3 * mebibyte);
  {
    auto out = key.create(path);
    REQUIRE(out);
    WriteBehind file(std::move(*out));
    REQUIRE(file.write(tests::bytes_of(text)));
  }
  const auto calls = key.calls();
  REQUIRE(key.remove(path));
  CHECK(key.calls() == calls + 1);
  CHECK_FALSE(key.has(path));
}

}  // namespace trousse::evidence
