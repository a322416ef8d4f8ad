// SPDX-License-Identifier: Apache-2.0
#include <random>

#include "evidence/compression.hpp"
#include "evidence/tar.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

namespace trousse::evidence {
namespace {

age::Sink into(std::string& text) {
  return [&text](std::span<const std::byte> bytes) -> Result<void> {
    text += tests::text_of(bytes);
    return {};
  };
}

// Gives a text in pieces of `step` bytes.
Source from(const std::string& text, std::size_t step) {
  return [&text, step, at = std::size_t{0}]() mutable -> Result<std::span<const std::byte>> {
    const auto piece = std::as_bytes(std::span(text)).subspan(at, std::min(step, text.size() - at));
    at += piece.size();
    return piece;
  };
}

std::string noise(std::size_t size) {
  std::mt19937 random(7);
  std::string text(size, '\0');
  for (char& byte : text) byte = static_cast<char>(random());
  return text;
}

std::string compressed(const std::string& plain) {
  std::string out;
  auto compressor = Compressor::start(into(out));
  REQUIRE(compressor);
  REQUIRE((*compressor)->write(std::as_bytes(std::span(plain))));
  REQUIRE((*compressor)->close());
  return out;
}

Result<std::string> decompressed(const std::string& packed, std::size_t step) {
  const auto decompressor = TRY(Decompressor::start(from(packed, step)));
  std::string out;
  while (true) {
    const auto piece = TRY(decompressor->next());
    if (piece.empty()) return out;
    out += tests::text_of(piece);
  }
}

std::string tar_of(const std::vector<std::pair<TarEntry, std::string>>& entries) {
  std::string out;
  auto tar = TarWriter::start(into(out));
  REQUIRE(tar);
  for (const auto& [entry, content] : entries) {
    REQUIRE((*tar)->begin(entry));
    REQUIRE((*tar)->write(std::as_bytes(std::span(content))));
  }
  REQUIRE((*tar)->close());
  return out;
}

}  // namespace

TEST_CASE("what is compressed comes back, however it is cut in pieces") {
  for (const std::string& plain : {std::string(), std::string("a"), std::string(3'000'000, 'z'),
                                   std::string(1UL << 20, 'z'), noise(700'001)}) {
    const std::string packed = compressed(plain);
    for (const std::size_t step : {1UL << 20, 65'536UL, 1'000UL}) {
      CHECK(decompressed(packed, step) == plain);
    }
  }
}

TEST_CASE("a compressed stream that is cut or changed is not whole") {
  const std::string packed = compressed(noise(300'000));
  for (const std::size_t cut : {0UL, 3UL, packed.size() / 2, packed.size() - 1}) {
    const auto answer = decompressed(packed.substr(0, cut), 4096);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Errc::not_whole);
  }
  std::string changed = packed;
  changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 4);
  CHECK_FALSE(decompressed(changed, 4096));
}

TEST_CASE("tar entries come back with names beyond ASCII, long paths and times before 1970") {
  const std::string deep = "data/C/" + std::string(240, 'x') + "/" + std::string(250, 'y') + ".txt";
  const std::string accented = "data/C/Users/Ren\u00e9/\u65e5\u672c.txt";
  const std::string packed = tar_of({{{deep, 3, Utc{1'700'000'000, 123'456'700}}, "one"},
                                     {{accented, 0, Utc{-11'644'473'599, 500'000'000}}, ""},
                                     {{"records/a", 600'000, std::nullopt}, noise(600'000)}});
  // Names are written as UTF-8, not marked as bytes of an unknown charset.
  CHECK(packed.find("hdrcharset") == std::string::npos);

  auto tar = TarReader::start(from(packed, 5'000));
  REQUIRE(tar);
  auto first = (*tar)->next();
  REQUIRE((first && *first));
  CHECK((*first)->entry.path == deep);
  CHECK((*first)->entry.modified == Utc{1'700'000'000, 123'456'700});
  CHECK_FALSE((*first)->irregular);
  auto second = (*tar)->next();
  REQUIRE((second && *second));
  CHECK((*second)->entry.path == accented);
  CHECK((*second)->entry.modified == Utc{-11'644'473'599, 500'000'000});
  auto third = (*tar)->next();
  REQUIRE((third && *third));
  CHECK((*third)->entry.size == 600'000);
  std::string content;
  while (true) {
    const auto piece = (*tar)->read();
    REQUIRE(piece);
    if (piece->empty()) break;
    content += tests::text_of(*piece);
  }
  CHECK(content == noise(600'000));
  auto end = (*tar)->next();
  REQUIRE(end);
  CHECK_FALSE(*end);
}

TEST_CASE("an error of the place below a tar stream comes up as it is") {
  auto tar = TarWriter::start(
      [](std::span<const std::byte>) -> Result<void> { return fail(Errc::key_full, "no room"); });
  REQUIRE(tar);
  REQUIRE((*tar)->begin({"a", 5'000'000, std::nullopt}));
  const auto answer = (*tar)->write(std::vector<std::byte>(5'000'000));
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == Errc::key_full);
}

TEST_CASE("the stream below is read to its end, so that damage behind the last entry is seen") {
  std::string packed = tar_of({{{"a", 1, std::nullopt}, "x"}});
  packed += std::string(1UL << 20, '\0');
  Source whole = from(packed, 4'096);
  auto tar = TarReader::start([&]() -> Result<std::span<const std::byte>> {
    const auto piece = TRY(whole());
    if (piece.empty()) return fail(Errc::not_whole, "the last chunk was changed");
    return piece;
  });
  REQUIRE(tar);
  REQUIRE((*tar)->next());
  const auto end = (*tar)->next();
  REQUIRE_FALSE(end);
  CHECK(end.error().what == "the last chunk was changed");
}

}  // namespace trousse::evidence
