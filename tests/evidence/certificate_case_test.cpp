// SPDX-License-Identifier: Apache-2.0
// A case opened by certificates: by us and by openssl, each alone.
#include <fmt/format.h>

#include "core/json.hpp"
#include "evidence/archive.hpp"
#include "evidence/archive_form.hpp"
#include "evidence/case_body.hpp"
#include "evidence/case_keys.hpp"
#include "tests/evidence/certificates.hpp"
#include "tests/evidence/fixture.hpp"
#include "tests/support/catch.hpp"

namespace trousse::evidence {
namespace {

namespace fs = std::filesystem;

bool openssl_is_here() {
  if (has_program("openssl")) return true;
  WARN("skipped: openssl is not installed");
  return false;
}

/// A case for an age recipient, a rescue code, an RSA and an EC certificate; sealed.
void seal_for_all(const TestCase& test) {
  auto made = Case::create({test.at("case"),
                            {test.expert.recipient()},
                            test.code,
                            "Cabinet",
                            "fr",
                            {provider("rsa").certificate(), provider("p256").certificate(),
                             provider("rsa").certificate()}});
  REQUIRE(made);
  auto intake = made->begin(TestCase::step());
  REQUIRE(intake);
  TestCase::take(**intake, "/Users/Alice/note.txt", "pay");
  REQUIRE((*intake)->finish(Intake::How::done));
  REQUIRE(seal(*made, test.to("archive.zip")));
}

Result<Opened> open_with(const TestCase& test, const std::string& into,
                         std::vector<age::Opener> openers, std::vector<RecipientKey> keys,
                         const std::string& archive = "archive.zip") {
  OpenOptions options;
  options.out = test.at(into);
  options.openers = std::move(openers);
  options.keys = std::move(keys);
  return open_archive(test.at(archive), options);
}

std::string entry_name(const std::string& kind) {
  return "keys/" + provider(kind).certificate().envelope_name();
}

/// One byte of an entry changed, where it lies in the ZIP.
void change(const TestCase& test, const std::string& entry, std::size_t at, const std::string& to) {
  std::string bytes = tests::read_file(test.at("archive.zip"));
  const auto listing = read_zip(MemoryReader(tests::bytes_of(bytes)));
  REQUIRE(listing);
  for (const ZipEntry& one : listing->entries) {
    if (one.name != entry) continue;
    const std::size_t place = one.data_offset + std::min<std::size_t>(at, one.size - 1);
    bytes[place] = static_cast<char>(bytes[place] ^ 0x20);
    tests::write_file(test.at(to), bytes);
    return;
  }
  FAIL("no such entry");
}

}  // namespace

TEST_CASE("several recipients together: each opens the archive alone") {
  if (!openssl_is_here()) return;
  const TestCase test;
  seal_for_all(test);
  const auto verdict = verify(test.at("archive.zip"));
  REQUIRE(verdict);
  CHECK(verdict->whole);
  const auto opens = [&](const std::string& into, std::vector<age::Opener> openers,
                         std::vector<RecipientKey> keys) {
    INFO(into);
    const auto opened = open_with(test, into, std::move(openers), std::move(keys));
    REQUIRE(opened);
    CHECK(opened->verdict.whole);
    CHECK(tests::read_file(test.at(into) / "data/C/Users/Alice/note.txt") == "pay");
  };
  opens("by-age", {test.expert}, {});
  opens("by-code", {age::Passphrase{test.code.text()}}, {});
  opens("by-rsa", {}, {provider("rsa").key()});
  opens("by-ec", {}, {provider("p256").key()});
}

TEST_CASE("case.json names each certificate once, and the journal counts them") {
  if (!openssl_is_here()) return;
  const TestCase test;
  seal_for_all(test);
  const auto facts = CaseFacts::parse(tests::read_file(test.at("case") / "case.json"));
  REQUIRE(facts);
  REQUIRE(facts->certificates.size() == 2);
  CHECK(facts->certificates[0].file == entry_name("rsa"));
  CHECK(facts->certificates[0].subject == "CN=Durand & fils rsa,O=Durand");
  CHECK(facts->certificates[0].sha256.size() == 64);
  CHECK(fs::exists(test.at("case") / facts->certificates[1].file));
  CHECK(tests::read_file(test.at("case") / "journal.jsonl").find("\"certificates\":2") !=
        std::string::npos);
  for (const auto& entry : fs::recursive_directory_iterator(test.at("case"))) {
    if (!entry.is_regular_file()) continue;
    CHECK(tests::read_file(entry.path()).find("AGE-SECRET-KEY") == std::string::npos);
  }
}

TEST_CASE("a certificate alone is enough for a case, and another key opens nothing") {
  if (!openssl_is_here()) return;
  const TestCase test;
  auto made = Case::create({test.at("case"), {}, {}, "", "fr", {provider("p384").certificate()}});
  REQUIRE(made);
  auto intake = made->begin(TestCase::step());
  REQUIRE(intake);
  REQUIRE((*intake)->finish(Intake::How::done));
  REQUIRE(seal(*made, test.to("archive.zip")));
  CHECK(open_with(test, "opened", {}, {provider("p384").key()}));
  for (const std::string other : {"p256", "rsa"}) {
    const auto refused = open_with(test, "refused", {}, {provider(other).key()});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::wrong_key);
    CHECK_FALSE(fs::exists(test.at("refused")));
  }
}

TEST_CASE("an envelope that was changed is named, and the other ways still open") {
  if (!openssl_is_here()) return;
  const TestCase test;
  seal_for_all(test);
  for (const std::string kind : {"rsa", "p256"}) {
    // Its first length, and the content's last block but one, which garbles the secret.
    const std::size_t size = tests::read_file(test.at("case") / entry_name(kind)).size();
    for (const std::size_t at : {std::size_t{2}, size - 40}) {
      INFO(kind << " at " << at);
      change(test, entry_name(kind), at, "changed.zip");
      const auto refused = open_with(test, "refused", {}, {provider(kind).key()}, "changed.zip");
      REQUIRE_FALSE(refused);
      CHECK((refused.error().code == Errc::not_whole || refused.error().code == Errc::malformed));
      CHECK(refused.error().what.find(entry_name(kind)) != std::string::npos);
      CHECK_FALSE(fs::exists(test.at("refused")));
      const std::string into = kind + std::to_string(at);
      const auto opened =
          open_with(test, into, {test.expert}, {provider(kind).key()}, "changed.zip");
      REQUIRE(opened);
      CHECK_FALSE(opened->verdict.whole);
      CHECK(opened->verdict.faults.front().path == entry_name(kind));
      CHECK(tests::read_file(test.at(into) / "data/C/Users/Alice/note.txt") == "pay");
    }
  }
}

TEST_CASE("an envelope of another case is not taken for this one's") {
  if (!openssl_is_here()) return;
  const Provider& one = provider("rsa");
  const age::Identity other = age::Identity::generate().value();
  const age::Identity own = age::Identity::generate().value();
  std::map<std::string, std::string> texts;
  texts["keys/a.p7m"] = wrap_for(one.certificate(), other.text() + "\n").value();
  const auto wrong = identity_from(texts, {one.key()}, own.recipient());
  CHECK_FALSE(wrong.identity);
  REQUIRE(wrong.troubles.size() == 1);
  CHECK(wrong.troubles[0].second.code == Errc::not_whole);
  texts["keys/b.p7m"] = wrap_for(one.certificate(), own.text() + "\n").value();
  texts["keys/none.p7m"] = "";
  const auto right = identity_from(texts, {one.key()}, own.recipient());
  REQUIRE(right.identity);
  CHECK(right.identity->recipient().text() == own.recipient().text());
}

TEST_CASE("an envelope that case.json does not name, or names and is not there, is a fault") {
  if (!openssl_is_here()) return;
  const auto fault_after = [](const auto& spoil) {
    const TestCase test;
    auto made = Case::create({test.at("case"), {}, {}, "", "fr", {provider("rsa").certificate()}});
    REQUIRE(made);
    auto intake = made->begin(TestCase::step());
    REQUIRE(intake);
    REQUIRE((*intake)->finish(Intake::How::done));
    spoil(test.at("case"));
    const auto refused = seal(*made, test.to("archive.zip"));
    REQUIRE_FALSE(refused);
    return refused.error();
  };
  const auto added = fault_after(
      [](const fs::path& folder) { tests::write_file(folder / "keys" / "extra.p7m", "x"); });
  CHECK(added.code == Errc::not_whole);
  CHECK(added.what.find("keys/extra.p7m") != std::string::npos);
  const auto missing =
      fault_after([](const fs::path& folder) { fs::remove(folder / entry_name("rsa")); });
  CHECK(missing.what.find(entry_name("rsa")) != std::string::npos);
}

TEST_CASE("case.json with a strange list of certificates is malformed") {
  const TestCase test;
  test.create();
  const std::string good = tests::read_file(test.at("case") / "case.json");
  REQUIRE(CaseFacts::parse(good));
  const std::string hash(64, 'a');
  const auto with = [&](const std::string& list) {
    std::string text = good;
    const std::string empty = "\"certificates\": []";
    text.replace(text.find(empty), empty.size(), "\"certificates\": " + list);
    return CaseFacts::parse(text);
  };
  const auto row = [&](const std::string& file, const std::string& sha256) {
    return R"({"subject":"CN=a","sha256":")" + sha256 + R"(","file":")" + file + R"("})";
  };
  CHECK(with("[" + row("keys/a.p7m", hash) + "]"));
  for (const std::string& list :
       {std::string("{}"), std::string("[1]"), "[" + row("keys/../a.p7m", hash) + "]",
        "[" + row("a.p7m", hash) + "]", "[" + row("keys/a.age", hash) + "]",
        "[" + row("keys/a.p7m", "12") + "]", "[" + row("keys/a.p7m", std::string(64, 'G')) + "]",
        "[" + row("keys/a.p7m", hash) + "," + row("keys/a.p7m", hash) + "]"}) {
    INFO(list);
    CHECK_FALSE(with(list));
  }
}

TEST_CASE("openssl opens the envelope with the stock command, and age opens the parts with it") {
  for (const std::string name : {"openssl", "age", "unzip", "zstd", "tar"}) {
    if (has_program(name)) continue;
    WARN("skipped: " << name << " is not installed");
    return;
  }
  const TestCase test;
  seal_for_all(test);
  for (const std::string kind : {"rsa", "p256"}) {
    INFO(kind);
    const fs::path here = test.at("box-" + kind);
    fs::create_directories(here);
    tests::write_file(here / "cert.pem", provider(kind).cert_pem);
    tests::write_file(here / "key.pem", provider(kind).key_pem);
    const std::string in = fmt::format("cd '{}' && ", here.string());
    REQUIRE(runs(in + "unzip -q ../archive.zip"));
    REQUIRE(runs(in + fmt::format("openssl cms -decrypt -inform DER -in {} -recip cert.pem -inkey "
                                  "key.pem -out case-key.txt",
                                  entry_name(kind))));
    CHECK(tests::read_file(here / "case-key.txt").starts_with("# Trousse case "));
    REQUIRE(runs(in + "age -d -i case-key.txt parts/001-collect.tar.zst.age | zstd -dc | tar -x"));
    CHECK(tests::read_file(here / "data/C/Users/Alice/note.txt") == "pay");
  }
  const fs::path here = test.at("box-rsa");
  CHECK(
      runs(fmt::format("cd '{}' && openssl cms -cmsout -print -inform DER -in {} > shown && grep "
                       "-q rsaesOaep shown && grep -q aes-256-cbc shown && ! grep -q sha1 shown",
                       here.string(), entry_name("rsa"))));
}

}  // namespace trousse::evidence
