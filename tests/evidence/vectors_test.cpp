// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <sstream>

#include "evidence/archive.hpp"
#include "evidence/archive_form.hpp"
#include "tests/evidence/fixture.hpp"
#include "tests/support/catch.hpp"

// Archives that must open, and archives that must fail: tests/vectors/archives/README.md.
namespace trousse::evidence {
namespace {

namespace fs = std::filesystem;

const fs::path vectors = fs::path(TROUSSE_SOURCE_DIR) / "tests" / "vectors" / "archives";

struct Expected {
  std::string file;
  std::string
      kind;  ///< "whole", "malformed", or the kind of a fault that must be among those found
};

std::vector<Expected> expected_vectors() {
  std::istringstream lines(tests::read_file(vectors / "expect.txt"));
  std::vector<Expected> all;
  for (Expected one; lines >> one.file >> one.kind;) all.push_back(one);
  return all;
}

std::string word_of(Fault::Kind kind) {
  switch (kind) {
    case Fault::Kind::missing: return "missing";
    case Fault::Kind::changed: return "changed";
    case Fault::Kind::added: return "added";
    case Fault::Kind::unsigned_file: return "unsigned";
    case Fault::Kind::bad_signature: return "bad_signature";
    case Fault::Kind::bad_journal: return "bad_journal";
    case Fault::Kind::truncated: return "truncated";
  }
  return "?";
}

}  // namespace

TEST_CASE("every vector archive is judged as its list says") {
  const auto all = expected_vectors();
  CHECK(all.size() >= 12);
  CHECK(std::ranges::count(all, "whole", &Expected::kind) >= 1);
  for (const Expected& one : all) {
    INFO(one.file);
    const auto verdict = verify(vectors / one.file);
    if (one.kind == "malformed") {
      REQUIRE_FALSE(verdict);
      CHECK(verdict.error().code == Errc::malformed);
      continue;
    }
    REQUIRE(verdict);
    CHECK(verdict->whole == (one.kind == "whole"));
    std::string found;
    for (const Fault& fault : verdict->faults) found += word_of(fault.kind) + " ";
    INFO(found);
    CHECK((one.kind == "whole" || found.find(one.kind) != std::string::npos));
  }
}

TEST_CASE("the whole vector opens with its identity and with its rescue code") {
  const auto identities = age::parse_identity_file(tests::read_file(vectors / "identity.txt"));
  REQUIRE(identities);
  const auto code = RescueCode::parse(tests::read_file(vectors / "rescue-code.txt"));
  REQUIRE(code);
  const tests::TemporaryFolder folder;
  for (const age::Opener& opener :
       {age::Opener(identities->front()), age::Opener(age::Passphrase{code->text()})}) {
    const fs::path out = folder.path() / std::to_string(opener.index());
    const auto opened = open_archive(vectors / "whole.zip", {out, {opener}, {}});
    REQUIRE(opened);
    CHECK(opened->verdict.whole);
    CHECK(tests::read_file(out / "data/C/Users/Alice/note.txt") == "pay 2 BTC\n");
    CHECK(tests::read_file(out / "data/C/$Extend/$J") == std::string(100, 'j'));
  }
}

// Run by hand to make the vectors anew: evidence_tests "[make-vectors]". Keys and times are new
// each time; what each file must give is not.
TEST_CASE("the vectors are made", "[.][make-vectors]") {
  const TestCase test;
  fs::create_directories(vectors);
  tests::write_file(vectors / "identity.txt", test.expert.text() + "\n");
  tests::write_file(vectors / "rescue-code.txt", test.code.text() + "\n");
  const auto make = [&](const std::string& name) {
    Case one = test.create(name);
    auto intake = one.begin(TestCase::step());
    REQUIRE(intake);
    TestCase::take(**intake, "/Users/Alice/note.txt", "pay 2 BTC\n");
    TestCase::take(**intake, "/$Extend/$UsnJrnl", std::string(100, 'j'), "$J");
    REQUIRE((*intake)->finish(Intake::How::done));
    REQUIRE(seal(one, test.to(name + ".zip")));
    return tests::read_file(test.at(name + ".zip"));
  };
  const std::string whole = make("case");
  const std::string other = make("other");
  std::string list;
  const auto vector = [&](const std::string& name, const std::string& bytes,
                          const std::string& kind) {
    tests::write_file(vectors / name, bytes);
    list += name + " " + kind + "\n";
  };
  const auto flipped = [&](std::size_t at) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    return bytes;
  };
  const auto listing = read_zip(MemoryReader(tests::bytes_of(whole)));
  const auto listing_of_other = read_zip(MemoryReader(tests::bytes_of(other)));
  REQUIRE((listing && listing_of_other));
  const auto rebuilt = [&](auto change) {
    std::vector<std::pair<ZipEntry, std::string>> entries;
    for (const ZipEntry& entry : listing->entries) {
      entries.emplace_back(entry, whole.substr(entry.data_offset, entry.size));
    }
    change(entries);
    std::vector<ZipEntry> listed;
    for (const auto& [entry, content] : entries) listed.push_back(entry);
    const std::uint32_t time = listing->time;
    lay_out(listed, time);
    std::string out;
    for (std::size_t i = 0; i < listed.size(); ++i) {
      out += zip_local_header(listed[i], time) + entries[i].second;
    }
    return out + zip_directory(listed, time);
  };
  using Entries = std::vector<std::pair<ZipEntry, std::string>>;
  const auto named = [](Entries& entries, std::string_view name) {
    return std::ranges::find_if(entries, [&](auto& entry) { return entry.first.name == name; });
  };
  const auto from_other = [&](std::string_view name) {
    return rebuilt([&](Entries& entries) {
      for (const ZipEntry& entry : listing_of_other->entries) {
        if (entry.name != name) continue;
        *named(entries, name) = {entry, other.substr(entry.data_offset, entry.size)};
      }
    });
  };
  const std::size_t part = listing->entries.back().data_offset;

  vector("whole.zip", whole, "whole");
  vector("part-byte-changed.zip", flipped(part + 700), "changed");
  vector("directory-byte-changed.zip", flipped(whole.find("PK\x01\x02") + 5), "changed");
  vector("signature-byte-changed.zip", flipped(listing->entries[3].data_offset + 300),
         "bad_signature");
  vector("cut.zip", whole.substr(0, whole.size() - 100), "truncated");
  vector("bytes-before.zip", "x" + whole, "malformed");
  vector("bytes-after.zip", whole + "x", "truncated");
  vector("not-an-archive.zip", "hello\n", "malformed");
  vector("entry-removed.zip",
         rebuilt([&](Entries& entries) { entries.erase(named(entries, "README.txt")); }),
         "missing");
  vector("entry-added.zip", rebuilt([&](Entries& entries) {
           entries.insert(entries.begin(), entries.front());
           entries.front().first.name = "CALL-US.txt";
         }),
         "unsigned");
  vector("entry-twice.zip", rebuilt([&](Entries& entries) { entries.push_back(entries.front()); }),
         "added");
  vector("entries-swapped.zip",
         rebuilt([&](Entries& entries) { std::swap(entries[0], entries[1]); }), "changed");
  vector("part-of-another-case.zip", from_other("parts/001-collect.tar.zst.age"), "changed");
  vector("journal-of-another-case.zip", from_other("journal.jsonl"), "bad_journal");
  vector("signature-of-another-case.zip", from_other("SHA256SUMS.p7s"), "bad_signature");
  tests::write_file(vectors / "expect.txt", list);
}

}  // namespace trousse::evidence
