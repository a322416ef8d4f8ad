// SPDX-License-Identifier: Apache-2.0
#include "disks/wof.hpp"

#include <algorithm>
#include <memory>
#include <random>

#include <wimlib.h>

#include "core/handle.hpp"
#include "tests/disks/built_disks.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::tests;

namespace {

using Compressor = Handle<wimlib_compressor, wimlib_free_compressor>;

struct Format {
  disks::WofFormat format;
  std::size_t chunk;
  wimlib_compression_type type;
  const char* name;
};
const Format formats[] = {
    {disks::WofFormat::xpress4k, 4096, WIMLIB_COMPRESSION_TYPE_XPRESS, "XPRESS 4K"},
    {disks::WofFormat::xpress8k, 8192, WIMLIB_COMPRESSION_TYPE_XPRESS, "XPRESS 8K"},
    {disks::WofFormat::xpress16k, 16384, WIMLIB_COMPRESSION_TYPE_XPRESS, "XPRESS 16K"},
    {disks::WofFormat::lzx32k, 32768, WIMLIB_COMPRESSION_TYPE_LZX, "LZX"},
};

Compressor compressor(const Format& format, unsigned level) {
  wimlib_compressor* made = nullptr;
  REQUIRE(wimlib_create_compressor(format.type, format.chunk, level, &made) == 0);
  return Compressor(made);
}

/// The stream that Windows would write: table, then chunks; what does not shrink is stored.
Bytes wof_stream(const Format& format, const Bytes& content, unsigned level = 50) {
  const auto with = compressor(format, level);
  Bytes table;
  Bytes chunks;
  for (std::size_t at = 0; at < content.size(); at += format.chunk) {
    if (at > 0) put_le(table, table.size(), chunks.size(), 4);
    const std::size_t length = std::min(format.chunk, content.size() - at);
    Bytes packed(length);
    const std::size_t got =
        wimlib_compress(content.data() + at, length, packed.data(), length - 1, with.get());
    const auto* from = got == 0 ? content.data() + at : packed.data();
    chunks.insert(chunks.end(), from, from + (got == 0 ? length : got));
  }
  table.insert(table.end(), chunks.begin(), chunks.end());
  return table;
}

Bytes random_bytes(std::size_t size, unsigned seed, unsigned kinds) {
  std::mt19937 engine(seed);
  Bytes out(size);
  for (auto& byte : out) byte = static_cast<std::byte>(engine() % kinds);
  return out;
}

/// Content of every nature: text, a program with its calls, noise, zeros, skewed, runs.
std::vector<Bytes> contents() {
  std::string text;
  for (int i = 0; text.size() < 200000; ++i) {
    text += "Patient " + std::to_string(i * 7919) + ": compte rendu de consultation, page " +
            std::to_string(i % 13) + "\r\n";
  }
  Bytes skewed = random_bytes(150000, 3, 256);
  for (std::size_t i = 0; i < skewed.size(); ++i) {
    if (i % 5 != 0) skewed[i] = static_cast<std::byte>(i % 11);
  }
  Bytes calls = bytes_of(read_file("/proc/self/exe").substr(0, 400000));
  for (std::size_t i = 100; i + 8 < calls.size(); i += 37) calls[i] = std::byte{0xe8};
  return {bytes_of(text),
          bytes_of(read_file("/proc/self/exe").substr(0, 600000)),
          std::move(calls),
          random_bytes(100001, 1, 256),
          random_bytes(70000, 2, 3),
          Bytes(131072),
          Bytes(5, std::byte{'a'}),
          random_bytes(4097, 4, 256),
          std::move(skewed)};
}

Bytes all_of(const Reader& reader) {
  const auto all = read_whole(reader, 1 << 24);
  REQUIRE(all);
  return *all;
}

}  // namespace

TEST_CASE("what libwim compresses comes back byte for byte") {
  for (const auto& format : formats) {
    for (const unsigned level : {10U, 50U, 100U}) {
      std::size_t number = 0;
      for (const auto& content : contents()) {
        INFO(format.name << ", level " << level << ", content " << number++);
        auto opened =
            disks::open_wof(std::make_unique<MemoryReader>(wof_stream(format, content, level)),
                            content.size(), format.format);
        REQUIRE(opened);
        CHECK((*opened)->size() == content.size());
        CHECK((all_of(**opened) == content));
      }
    }
  }
}

TEST_CASE("a compressed file is read at any place and in any order") {
  const Bytes content = contents().front();
  for (const auto& format : formats) {
    const auto opened = disks::open_wof(std::make_unique<MemoryReader>(wof_stream(format, content)),
                                        content.size(), format.format);
    REQUIRE(opened);
    std::mt19937 engine(7);
    for (int i = 0; i < 300; ++i) {
      const std::size_t offset = engine() % (content.size() + 10);
      Bytes piece(engine() % 70000);
      const auto got = (*opened)->read_at(offset, piece);
      REQUIRE(got);
      const std::size_t expected =
          offset >= content.size() ? 0 : std::min(piece.size(), content.size() - offset);
      REQUIRE(*got == expected);
      CHECK(std::equal(
          piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(*got),
          content.begin() + static_cast<std::ptrdiff_t>(std::min(offset, content.size()))));
    }
  }
}

TEST_CASE("a damaged chunk costs its own range and no more") {
  const Bytes content = contents().front();
  for (const auto& format : formats) {
    Bytes stream = wof_stream(format, content);
    const std::size_t chunks = (content.size() + format.chunk - 1) / format.chunk;
    // Offsets of chunks 1 and 2 stand first in the table: the bytes between are chunk 1.
    const std::size_t table = (chunks - 1) * 4;
    const auto at = [&](std::size_t index) {
      return table + std::to_integer<std::size_t>(stream[4 * index]) +
             (std::to_integer<std::size_t>(stream[4 * index + 1]) << 8);
    };
    std::fill(stream.begin() + static_cast<std::ptrdiff_t>(at(0)),
              stream.begin() + static_cast<std::ptrdiff_t>(at(1)), std::byte{0xff});
    const auto opened = disks::open_wof(std::make_unique<MemoryReader>(std::move(stream)),
                                        content.size(), format.format);
    REQUIRE(opened);
    Bytes all(content.size());
    std::vector<Gap> gaps;
    INFO(format.name);
    REQUIRE(read_with_gaps(**opened, 0, all, gaps));
    REQUIRE(gaps.size() == 1);
    CHECK(gaps[0] == Gap{format.chunk, format.chunk});
    CHECK(std::equal(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(format.chunk),
                     content.begin()));
    CHECK(std::equal(all.begin() + static_cast<std::ptrdiff_t>(2 * format.chunk), all.end(),
                     content.begin() + static_cast<std::ptrdiff_t>(2 * format.chunk)));
  }
}

TEST_CASE("a chunk table that does not fit is malformed, one that lies is unreadable") {
  for (const auto& format : formats) {
    const auto small = disks::open_wof(std::make_unique<MemoryReader>(Bytes(10)), 10 * format.chunk,
                                       format.format);
    REQUIRE(!small);
    CHECK(small.error().code == Errc::malformed);
    const auto huge = disks::open_wof(std::make_unique<MemoryReader>(Bytes(10)), ~std::uint64_t{0},
                                      format.format);
    REQUIRE(!huge);

    Bytes lying(100, std::byte{0xff});
    const auto opened = disks::open_wof(std::make_unique<MemoryReader>(std::move(lying)),
                                        3 * format.chunk, format.format);
    REQUIRE(opened);
    Bytes piece(100);
    for (const std::size_t offset : {std::size_t{0}, format.chunk, 2 * format.chunk}) {
      const auto got = (*opened)->read_at(offset, piece);
      REQUIRE(!got);
      CHECK(got.error().code == Errc::unreadable);
    }
  }
}

TEST_CASE("corrupt chunks never write outside, whatever bit is turned") {
  const auto whole = contents();
  std::mt19937 engine(11);
  for (const auto& format : formats) {
    const auto with = compressor(format, 50);
    for (const std::size_t which : {0UL, 1UL, 8UL}) {
      Bytes packed(format.chunk);
      const std::size_t got = wimlib_compress(whole[which].data() + 20000, format.chunk,
                                              packed.data(), packed.size() - 1, with.get());
      if (got == 0) continue;
      packed.resize(got);
      for (int i = 0; i < 2000; ++i) {
        Bytes damaged = packed;
        for (unsigned n = engine() % 4 + 1; n > 0; --n) {
          damaged[engine() % damaged.size()] = static_cast<std::byte>(engine());
        }
        if (i % 3 == 0) damaged.resize(engine() % damaged.size());
        Bytes out(format.chunk);
        const auto done = format.format == disks::WofFormat::lzx32k
                              ? disks::expand_lzx(damaged, out)
                              : disks::expand_xpress(damaged, out);
        CHECK((done || done.error().code == Errc::malformed));
      }
    }
  }
}

TEST_CASE("only the file provider of WOF is taken, with the four formats there are") {
  const auto data = [](std::uint32_t version, std::uint32_t provider, std::uint32_t algorithm) {
    Bytes out;
    for (const std::uint32_t value : {version, provider, 1U, algorithm}) {
      put_le(out, out.size(), value, 4);
    }
    return out;
  };
  CHECK(disks::wof_format(data(1, 2, 0)) == disks::WofFormat::xpress4k);
  CHECK(disks::wof_format(data(1, 2, 1)) == disks::WofFormat::lzx32k);
  CHECK(disks::wof_format(data(1, 2, 2)) == disks::WofFormat::xpress8k);
  CHECK(disks::wof_format(data(1, 2, 3)) == disks::WofFormat::xpress16k);
  CHECK(!disks::wof_format(data(1, 2, 4)));
  CHECK(!disks::wof_format(data(1, 1, 0)));
  CHECK(!disks::wof_format(data(2, 2, 0)));
  CHECK(!disks::wof_format(Bytes(12)));
}
