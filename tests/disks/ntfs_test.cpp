// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "disks/lznt1.hpp"
#include "disks/volume.hpp"
#include "tests/disks/built_disks.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::tests;
using Content = BuiltNtfs::Content;

namespace {

constexpr std::size_t cluster = BuiltNtfs::cluster;

Bytes name(std::u16string_view text, std::uint64_t parent = 5, std::uint16_t sequence = 5) {
  return BuiltNtfs::name_attribute(parent, sequence, text);
}
Bytes data(const std::string& text, std::u16string_view stream = u"") {
  return BuiltNtfs::resident(0x80, stream, bytes_of(text));
}
Bytes pattern(std::size_t size) {
  Bytes out(size);
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::byte>(i * 7 + i / 251);
  return out;
}

struct Opened {
  explicit Opened(const BuiltNtfs& built) : source(built.bytes) {
    auto made = disks::open_volume(source, ntfs_info(source.bytes));
    REQUIRE(made);
    volume = *std::move(made);
  }
  std::map<std::uint64_t, File> walk() {
    std::map<std::uint64_t, File> files;
    const auto done = volume->for_each_file([&](const File& file) {
      files[file.entry] = file;
      return disks::Next::go_on;
    });
    REQUIRE(done);
    walked = *done;
    return files;
  }
  std::unique_ptr<Reader> open(std::uint64_t entry, const std::string& stream = "") {
    const auto file = volume->file(entry);
    REQUIRE(file);
    auto reader = volume->open(*file, stream);
    REQUIRE(reader);
    return *std::move(reader);
  }
  Bytes content(std::uint64_t entry, const std::string& stream = "") {
    const auto all = read_whole(*open(entry, stream), 1 << 26);
    REQUIRE(all);
    return *all;
  }
  MemorySource source;
  std::unique_ptr<disks::Volume> volume;
  disks::Walked walked;
};

}  // namespace

TEST_CASE("a file with several names comes once, with its links and without its DOS name") {
  BuiltNtfs built(32);
  built.put(20, 1, BuiltNtfs::folder, {name(u"Users")});
  built.put(
      21, 3, BuiltNtfs::file,
      {BuiltNtfs::name_attribute(20, 1, u"LONGNA~1.TXT", 2),
       BuiltNtfs::name_attribute(20, 1, u"Long name.txt", 1), name(u"other.txt"), data("hello")});
  Opened opened(built);
  const auto files = opened.walk();
  REQUIRE(files.contains(21));
  const File& file = files.at(21);
  CHECK(file.path.text() == "/Users/Long name.txt");
  REQUIRE(file.links.size() == 1);
  CHECK(file.links[0].text() == "/other.txt");
  CHECK(file.sequence == 3);
  CHECK(text_of(opened.content(21)) == "hello");
  CHECK(files.at(5).path.text() == "/");
  CHECK(files.at(20).kind == FileKind::directory);
}

TEST_CASE("a name of 255 letters of three bytes each is kept whole") {
  BuiltNtfs built(32);
  const std::u16string longest(255, u'\u4e2d');
  built.put(20, 1, BuiltNtfs::file, {name(longest), data("x")});
  Opened opened(built);
  CHECK(opened.walk().at(20).path.text().size() == 1 + 255 * 3);
}

TEST_CASE("a name is one component, whatever letters the disk gives it") {
  BuiltNtfs built(32);
  built.put(20, 1, BuiltNtfs::file, {name(u"../../etc/passwd"), data("x")});
  Opened opened(built);
  const File file = opened.walk().at(20);
  CHECK(std::count(file.path.text().begin(), file.path.text().end(), '/') == 1);
}

TEST_CASE("a deleted file keeps the path of its deleted folder") {
  BuiltNtfs built(32);
  // Freeing an entry counts its sequence number up; references keep the old one.
  built.put(20, 4, BuiltNtfs::free_folder, {name(u"old")});
  built.put(21, 2, BuiltNtfs::free_file, {name(u"a.txt", 20, 3), data("gone")});
  Opened opened(built);
  const File file = opened.walk().at(21);
  CHECK(file.deleted);
  CHECK(!file.orphan);
  CHECK(file.path.text() == "/old/a.txt");
  CHECK(text_of(opened.content(21)) == "gone");
}

TEST_CASE("a file whose folder is gone or was replaced is an orphan") {
  BuiltNtfs built(32);
  built.put(20, 9, BuiltNtfs::folder, {name(u"new folder")});
  built.put(21, 2, BuiltNtfs::free_file, {name(u"a.txt", 20, 3), data("x")});
  built.put(22, 1, BuiltNtfs::file, {name(u"b.txt", 4000000, 3), data("x")});
  built.put(23, 1, BuiltNtfs::file, {name(u"c.txt", 21, 2), data("x")});
  built.put(24, 1, BuiltNtfs::folder, {name(u"kept", 29, 1)});
  built.put(25, 1, BuiltNtfs::file, {name(u"d.txt", 24, 1), data("x")});
  Opened opened(built);
  const auto files = opened.walk();
  CHECK(files.at(21).path.text() == "/$Orphan/a.txt");
  CHECK(files.at(21).orphan);
  CHECK(files.at(22).path.text() == "/$Orphan/b.txt");
  CHECK(files.at(23).path.text() == "/$Orphan/c.txt");
  CHECK(files.at(25).path.text() == "/$Orphan/kept/d.txt");
}

TEST_CASE("folders that are their own ancestors end as orphans") {
  BuiltNtfs built(32);
  built.put(20, 1, BuiltNtfs::folder, {name(u"a", 21, 1)});
  built.put(21, 1, BuiltNtfs::folder, {name(u"b", 20, 1)});
  built.put(22, 1, BuiltNtfs::folder, {name(u"self", 22, 1)});
  built.put(23, 1, BuiltNtfs::file, {name(u"f", 20, 1), data("x")});
  built.put(24, 1, BuiltNtfs::file, {name(u"g", 22, 1), data("x")});
  Opened opened(built);
  const auto files = opened.walk();
  CHECK(files.at(23).path.text() == "/$Orphan/a/f");
  CHECK(files.at(24).path.text() == "/$Orphan/self/g");
}

TEST_CASE("an entry without a name is given when it holds something, and only then") {
  BuiltNtfs built(32);
  built.put(12, 1, BuiltNtfs::file, {data("")});
  built.put(20, 1, BuiltNtfs::file, {data("content")});
  Opened opened(built);
  const auto files = opened.walk();
  CHECK(!files.contains(12));
  CHECK(files.at(20).path.text() == "/$Orphan/entry 20");
}

TEST_CASE("named streams are listed beside the content") {
  BuiltNtfs built(32);
  built.put(20, 1, BuiltNtfs::file,
            {name(u"a.exe"), data("[ZoneTransfer]", u"Zone.Identifier"), data("MZ")});
  Opened opened(built);
  const File file = opened.walk().at(20);
  REQUIRE(file.streams.size() == 2);
  CHECK(file.streams[0].name.empty());
  CHECK(file.streams[1].name == "Zone.Identifier");
  CHECK(text_of(opened.content(20, "Zone.Identifier")) == "[ZoneTransfer]");
  const auto missing = opened.volume->open(file, "absent");
  REQUIRE(!missing);
  CHECK(missing.error().code == Errc::missing);
}

TEST_CASE("runs, holes and the end of the initialised bytes are read as Windows would") {
  BuiltNtfs built(32);
  const Bytes content = pattern(5 * cluster);
  const auto second =
      built.store(Bytes(content.begin() + 2 * cluster, content.begin() + 4 * cluster));
  const auto first = built.store(Bytes(content.begin(), content.begin() + 2 * cluster));
  built.put(
      20, 1, BuiltNtfs::file,
      {name(u"a"),
       BuiltNtfs::non_resident(
           0x80, u"",
           {{{2, first}, {3}, {2, second}}, 7 * cluster - 100, 6 * cluster + 50, 0x8000, 4})});
  Opened opened(built);
  const File file = opened.walk().at(20);
  CHECK(file.first_cluster == static_cast<std::uint64_t>(first));
  CHECK(file.streams[0].sparse);
  const Bytes got = opened.content(20);
  Bytes expected(7 * cluster - 100);
  std::copy_n(content.begin(), 2 * cluster, expected.begin());
  std::copy_n(content.begin() + 2 * cluster, cluster + 50, expected.begin() + 5 * cluster);
  CHECK((got == expected));
}

TEST_CASE("the hole at the front of $J is measured from the runs") {
  BuiltNtfs built(32);
  const auto place = built.store(pattern(cluster));
  built.put(
      20, 1, BuiltNtfs::file,
      {name(u"$UsnJrnl"),
       BuiltNtfs::non_resident(
           0x80, u"$J", {{{1000}, {24}, {1, place}}, 1025 * cluster, 1025 * cluster, 0x8000, 4})});
  Opened opened(built);
  const auto file = opened.volume->file(20);
  REQUIRE(file);
  CHECK(opened.volume->leading_hole(*file, "$J").value() == 1024 * cluster);
  CHECK(opened.walk().at(20).first_cluster == static_cast<std::uint64_t>(place));
}

TEST_CASE("a bad sector costs its block, and not the rest of the file") {
  BuiltNtfs built(32);
  const Bytes content = pattern(64 * cluster);
  const auto place = built.store(content);
  built.put(20, 1, BuiltNtfs::file,
            {name(u"a"),
             BuiltNtfs::non_resident(0x80, u"", {{{64, place}}, content.size(), content.size()})});
  Opened opened(built);
  opened.source.bad = {static_cast<std::uint64_t>(place) * 8 + 83};
  const auto reader = opened.open(20);
  Bytes all(content.size());
  const auto direct = reader->read_at(0, all);
  REQUIRE(!direct);
  CHECK(direct.error().code == Errc::unreadable);
  std::vector<Gap> gaps;
  REQUIRE(read_with_gaps(*reader, 0, all, gaps));
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0] == Gap{10 * cluster, cluster});
  Bytes expected = content;
  std::fill_n(expected.begin() + 10 * cluster, cluster, std::byte{0});
  CHECK((all == expected));
}

TEST_CASE("a bad sector in $MFT costs its entries, and is counted") {
  BuiltNtfs built(64);
  for (std::uint64_t i = 20; i < 60; ++i) built.put(i, 1, BuiltNtfs::file, {name(u"f"), data("x")});
  Opened opened(built);
  opened.source.bad = {built.record_at(30) / 512};
  const auto files = opened.walk();
  CHECK(!files.contains(30));
  CHECK(files.contains(29));
  CHECK(files.contains(31));
  CHECK(opened.walked.unreadable == 1);
}

TEST_CASE("a torn record is counted as unreadable") {
  BuiltNtfs built(32);
  built.put(20, 1, BuiltNtfs::file, {name(u"f"), data("x")});
  built.bytes[built.record_at(20) + 510] ^= std::byte{1};
  Opened opened(built);
  CHECK(!opened.walk().contains(20));
  CHECK(opened.walked.unreadable == 1);
  CHECK(opened.volume->file(20).error().code == Errc::malformed);
}

TEST_CASE("a damaged first record of $MFT is read from its mirror") {
  BuiltNtfs built(32);
  built.put(20, 1, BuiltNtfs::file, {name(u"f"), data("x")});
  const auto record = static_cast<std::ptrdiff_t>(built.record_at(0));
  std::copy_n(built.bytes.begin() + record, BuiltNtfs::record_size, built.bytes.begin() + cluster);
  built.bytes[built.record_at(0)] = std::byte{'B'};
  Opened opened(built);
  CHECK(opened.walk().contains(20));
}

namespace {

/// An $ATTRIBUTE_LIST entry.
Bytes listed(std::uint32_t type, std::uint64_t vcn, std::uint64_t record) {
  Bytes out(32);
  put_le(out, 0, type, 4);
  put_le(out, 4, 32, 2);
  put_le(out, 8, vcn, 8);
  put_le(out, 16, record, 6);
  put_le(out, 22, 1, 2);
  return out;
}

Bytes joined(std::initializer_list<Bytes> pieces) {
  Bytes out;
  for (const auto& piece : pieces) out.insert(out.end(), piece.begin(), piece.end());
  return out;
}

}  // namespace

TEST_CASE("a file spread over several records is read whole") {
  BuiltNtfs built(32);
  const Bytes content = pattern(4 * cluster);
  const auto place = built.store(content);
  Content first{{{1, place}}, content.size(), content.size()};
  Content middle{{{2, place + 1}}, 0, 0, 0, 0, 1};
  Content last{{{1, place + 3}}, 0, 0, 0, 0, 3};
  built.put(20, 1, BuiltNtfs::file,
            {BuiltNtfs::resident(0x20, u"",
                                 joined({listed(0x80, 0, 21), listed(0x80, 3, 23),
                                         listed(0x80, 1, 22), listed(0x30, 0, 23)}))});
  built.put(21, 1, BuiltNtfs::file, {BuiltNtfs::non_resident(0x80, u"", first)}, 20);
  built.put(22, 1, BuiltNtfs::file, {BuiltNtfs::non_resident(0x80, u"", middle)}, 20);
  built.put(23, 1, BuiltNtfs::file, {name(u"spread"), BuiltNtfs::non_resident(0x80, u"", last)},
            20);
  SECTION("in whatever order the list names them") {
    Opened opened(built);
    const auto files = opened.walk();
    CHECK(files.at(20).path.text() == "/spread");
    CHECK(!files.contains(21));
    CHECK((opened.content(20) == content));
  }
  SECTION("a record that is lost costs its own stretch") {
    built.bytes[built.record_at(22)] = std::byte{'X'};
    Opened opened(built);
    const auto reader = opened.open(20);
    Bytes all(content.size());
    std::vector<Gap> gaps;
    REQUIRE(read_with_gaps(*reader, 0, all, gaps));
    REQUIRE(gaps.size() == 1);
    CHECK(gaps[0] == Gap{cluster, 2 * cluster});
    opened.walk();
    CHECK(opened.walked.unreadable > 0);
  }
}

TEST_CASE("mapping pairs that lie give lost stretches, not bytes of others") {
  BuiltNtfs built(32);
  built.put(20, 1, BuiltNtfs::file,
            {name(u"far"),
             BuiltNtfs::non_resident(0x80, u"", {{{4, 1 << 30}}, 4 * cluster, 4 * cluster})});
  built.put(
      21, 1, BuiltNtfs::file,
      {name(u"short"), BuiltNtfs::non_resident(0x80, u"", {{{1, 1}}, 4 * cluster, 4 * cluster})});
  built.put(
      22, 1, BuiltNtfs::file,
      {name(u"huge"), BuiltNtfs::non_resident(
                          0x80, u"", {{{1, 1}}, std::uint64_t{1} << 62, std::uint64_t{1} << 62})});
  Opened opened(built);
  Bytes piece(4 * cluster);
  CHECK(opened.open(20)->read_at(0, piece).error().code == Errc::unreadable);
  CHECK(opened.open(21)->read_at(0, piece).error().code == Errc::unreadable);
  CHECK(opened.open(21)->read_at(0, std::span(piece).first(cluster)));
  const auto huge = opened.volume->open(*opened.volume->file(22), "");
  REQUIRE(!huge);
  CHECK(huge.error().code == Errc::malformed);
}

TEST_CASE("LZNT1 units are expanded, holes are zeros, whole units are copied") {
  BuiltNtfs built(32);
  // One chunk of 6 bytes: three letters, then a reference 3 back, 57 long ([MS-XCA] 2.5.1).
  const Bytes chunk = bytes_from_hex("05b0086162633620");
  std::string text;
  while (text.size() < 60) text += "abc";
  Bytes expanded(text.size());
  REQUIRE(disks::expand_lznt1(chunk, expanded));
  CHECK(text_of(expanded) == text);

  const auto packed = built.store(chunk);
  const Bytes stored = pattern(16 * cluster);
  const auto plain = built.store(stored);
  built.put(20, 1, BuiltNtfs::file,
            {name(u"a"), BuiltNtfs::non_resident(0x80, u"",
                                                 {{{1, packed}, {15}, {16}, {16, plain}},
                                                  48 * cluster - 7,
                                                  48 * cluster - 7,
                                                  0x0001,
                                                  4})});
  Opened opened(built);
  const Bytes got = opened.content(20);
  REQUIRE(got.size() == 48 * cluster - 7);
  CHECK(text_of(std::span(got).first(text.size())) == text);
  CHECK(std::all_of(got.begin() + 4096, got.begin() + 32 * cluster,
                    [](std::byte b) { return b == std::byte{0}; }));
  CHECK(std::equal(got.begin() + 32 * cluster, got.end(), stored.begin()));
}

TEST_CASE("corrupt LZNT1 is malformed or expanded, and never writes outside") {
  std::uint32_t seed = 99;
  const auto next = [&] { return (seed = seed * 1664525 + 1013904223) >> 16; };
  for (int round = 0; round < 20000; ++round) {
    Bytes in(next() % 200);
    for (auto& byte : in) byte = static_cast<std::byte>(next());
    if (in.size() > 2) put_le(in, 0, 0xb000U | (in.size() - 3), 2);
    Bytes out(next() % 9000);
    const auto done = disks::expand_lznt1(in, out);
    CHECK((done || done.error().code == Errc::malformed));
  }
}

TEST_CASE("a WOF file is shown with its content, its own length and no stream of WOF's") {
  BuiltNtfs built(32);
  Bytes reparse;
  put_le(reparse, 0, 0x80000017, 4);
  put_le(reparse, 4, 16, 2);
  put_le(reparse, 8, 1, 4);
  put_le(reparse, 12, 2, 4);
  put_le(reparse, 16, 1, 4);
  put_le(reparse, 20, 0, 4);  // XPRESS 4K
  // Two chunks that did not shrink: the table has one offset, that of the second.
  const Bytes content = pattern(6000);
  Bytes stream;
  put_le(stream, 0, 4096, 4);
  stream.insert(stream.end(), content.begin(), content.end());
  const auto place = built.store(stream);
  built.put(
      20, 1, BuiltNtfs::file,
      {name(u"system.dll"), BuiltNtfs::non_resident(0x80, u"", {{{2}}, 6000, 6000, 0x8000, 4}),
       BuiltNtfs::non_resident(0x80, u"WofCompressedData",
                               {{{2, place}}, stream.size(), stream.size()}),
       BuiltNtfs::resident(0xc0, u"", reparse)});
  Opened opened(built);
  const File file = opened.walk().at(20);
  REQUIRE(file.streams.size() == 1);
  CHECK(file.streams[0].size == 6000);
  CHECK(file.streams[0].compressed);
  CHECK(file.kind == FileKind::regular);
  CHECK(file.first_cluster == static_cast<std::uint64_t>(place));
  CHECK((opened.content(20) == content));
}

TEST_CASE("a path is found without case, through the folder's index, and only what is in use") {
  BuiltNtfs built(32);
  const auto child = [](std::uint64_t entry, std::uint16_t sequence, std::uint64_t parent,
                        std::uint16_t parent_sequence, std::u16string_view text) {
    return BuiltNtfs::Child{entry, sequence, BuiltNtfs::file_name(parent, parent_sequence, text)};
  };
  built.put(5, 5, BuiltNtfs::folder,
            {name(u"."), BuiltNtfs::index_root(
                             {child(20, 1, 5, 5, u"Users"), child(22, 7, 5, 5, u"stale.txt")})});
  built.put(20, 1, BuiltNtfs::folder,
            {name(u"Users"), BuiltNtfs::index_root({child(21, 1, 20, 1, u"\u00c9t\u00e9.txt")})});
  built.put(21, 1, BuiltNtfs::file, {name(u"\u00c9t\u00e9.txt", 20, 1), data("sun")});
  built.put(22, 8, BuiltNtfs::file, {name(u"other.txt"), data("x")});
  Opened opened(built);
  const auto found = opened.volume->find(EvidencePath("/USERS/\xc3\xa9t\xc3\xa9.TXT"));
  REQUIRE(found);
  CHECK(found->entry == 21);
  CHECK(opened.volume->find(EvidencePath("/stale.txt")).error().code == Errc::missing);
  CHECK(opened.volume->find(EvidencePath("/Users/\xc3\xa9t\xc3\xa9.txt/x")).error().code ==
        Errc::missing);
  CHECK(opened.volume->find(EvidencePath("/")).value().entry == 5);
}

TEST_CASE("hibernation is told from the mark of hiberfil.sys") {
  const std::pair<std::string, Hibernation> cases[] = {
      {"hibr", Hibernation::full},    {"HIBR", Hibernation::unknown},
      {"RSTR", Hibernation::unknown}, {"wake", Hibernation::no},
      {"WAKE", Hibernation::no},      {std::string(4, '\0'), Hibernation::no}};
  for (const auto& [mark, expected] : cases) {
    BuiltNtfs built(32);
    built.put(5, 5, BuiltNtfs::folder,
              {name(u"."),
               BuiltNtfs::index_root({{20, 1, BuiltNtfs::file_name(5, 5, u"hiberfil.sys")}})});
    const auto place = built.store(bytes_of(mark));
    built.put(20, 1, BuiltNtfs::file,
              {name(u"hiberfil.sys"),
               BuiltNtfs::non_resident(0x80, u"", {{{1, place}}, cluster, cluster})});
    const MemorySource source(built.bytes);
    const auto volumes = disks::find_volumes(source);
    REQUIRE(volumes);
    INFO(mark);
    CHECK(volumes->front().hibernation == expected);
  }
}

TEST_CASE("$BadClus gives no stream as long as the volume") {
  BuiltNtfs built(32);
  built.put(8, 8, BuiltNtfs::file,
            {name(u"$BadClus"), data(""),
             BuiltNtfs::non_resident(0x80, u"$Bad",
                                     {{{1 << 20}}, std::uint64_t{1} << 32, 0, 0x8000, 0})});
  Opened opened(built);
  const auto files = opened.walk();
  REQUIRE(files.contains(8));
  CHECK(files.at(8).stream("$Bad") == nullptr);
}
