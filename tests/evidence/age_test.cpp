// SPDX-License-Identifier: Apache-2.0
#include "evidence/age.hpp"

#include <cstdlib>

#include <fmt/format.h>

#include "evidence/age_header.hpp"
#include "evidence/bech32.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

namespace trousse::evidence {
namespace {

using tests::bytes_of;
using tests::text_of;

age::Sink into(std::string& text) {
  return [&text](std::span<const std::byte> bytes) -> Result<void> {
    text += text_of(bytes);
    return {};
  };
}

std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 31 + (i >> 9));
  return text;
}

template <class To>
std::string encrypted(const To& to, std::string_view plain, std::size_t step = 10'000) {
  std::string out;
  auto encryptor = age::Encryptor::start(to, into(out));
  REQUIRE(encryptor);
  for (std::size_t at = 0; at < plain.size(); at += step) {
    REQUIRE((*encryptor)->write(std::as_bytes(std::span(plain.substr(at, step)))));
  }
  REQUIRE((*encryptor)->close());
  return out;
}

Result<std::string> decrypted(std::string_view sealed, const std::vector<age::Opener>& openers) {
  std::string out;
  TRY(age::decrypt(MemoryReader(bytes_of(sealed)), openers, into(out)));
  return out;
}

bool has(const char* program) {
  return std::system(fmt::format("command -v {} >/dev/null 2>&1", program).c_str()) == 0;
}

}  // namespace

TEST_CASE("what is encrypted to two people opens for each, at every length around a chunk") {
  const auto one = age::Identity::generate();
  const auto two = age::Identity::generate();
  const auto stranger = age::Identity::generate();
  REQUIRE((one && two && stranger));
  const std::vector<age::Recipient> to{one->recipient(), two->recipient()};
  for (const std::size_t size : {0UL, 1UL, 65535UL, 65536UL, 65537UL, 131072UL, 200001UL}) {
    INFO(size);
    const std::string plain = pattern(size);
    const std::string sealed = encrypted(to, plain);
    CHECK(decrypted(sealed, {*one}) == plain);
    CHECK(decrypted(sealed, {*stranger, *two}) == plain);
    const auto refused = decrypted(sealed, {*stranger});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::wrong_key);
  }
}

TEST_CASE("a file cut anywhere, even at a chunk's end, is not whole") {
  const auto identity = age::Identity::generate();
  REQUIRE(identity);
  const std::string sealed =
      encrypted(std::vector<age::Recipient>{identity->recipient()}, pattern(140'000));
  const std::size_t header = sealed.find("\n--- ") + 5 + 43 + 1 + 16;
  for (const std::size_t cut : {header + 65552, header + 2 * 65552, sealed.size() - 1, header}) {
    INFO(cut);
    const auto answer = decrypted(sealed.substr(0, cut), {*identity});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Errc::not_whole);
  }
}

TEST_CASE("the damaged chunk is named, and what came before it was released") {
  const auto identity = age::Identity::generate();
  REQUIRE(identity);
  std::string sealed =
      encrypted(std::vector<age::Recipient>{identity->recipient()}, pattern(200'000));
  sealed[sealed.size() - 1 - 65552] = static_cast<char>(sealed[sealed.size() - 1 - 65552] ^ 1);
  std::string released;
  const std::vector<age::Opener> openers{*identity};
  const auto answer = age::decrypt(MemoryReader(bytes_of(sealed)), openers, into(released));
  REQUIRE_FALSE(answer);
  CHECK(answer.error().what.find("chunk 2 ") != std::string::npos);
  CHECK(released == pattern(200'000).substr(0, 131'072));
}

TEST_CASE("a passphrase opens what it closed, and another does not") {
  const std::string sealed = encrypted(age::Passphrase{"12345-67890", 8}, "words");
  CHECK(decrypted(sealed, {age::Passphrase{"12345-67890"}}) == "words");
  const auto refused = decrypted(sealed, {age::Passphrase{"12345-67891"}});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::wrong_key);
}

TEST_CASE("a passphrase stanza beside any other is refused before any work is done") {
  const auto identity = age::Identity::generate();
  REQUIRE(identity);
  const std::string mine = encrypted(std::vector<age::Recipient>{identity->recipient()}, "a");
  const std::string theirs = encrypted(age::Passphrase{"p", 8}, "a");
  const std::string stanza =
      theirs.substr(theirs.find("-> "), theirs.find("\n---") + 1 - theirs.find("-> "));
  std::string both = mine;
  both.insert(both.find("-> "), stanza);
  const auto answer = decrypted(both, {*identity});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == Errc::malformed);
}

TEST_CASE("a header changed where no key looks is caught by its MAC") {
  const auto identity = age::Identity::generate();
  REQUIRE(identity);
  std::string sealed = encrypted(std::vector<age::Recipient>{identity->recipient()}, "a");
  sealed.insert(sealed.find("-> "), "-> added-later grease\n\n");
  const auto answer = decrypted(sealed, {*identity});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == Errc::not_whole);
  CHECK(answer.error().what.find("MAC") != std::string::npos);
}

TEST_CASE("keys are written and read as age writes them") {
  // C2SP/CCTV age testkit: the identity of its X25519 vectors.
  const std::string secret =
      "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0";
  const auto identity = age::Identity::parse(secret);
  REQUIRE(identity);
  CHECK(identity->text() == secret);
  const std::string text = identity->recipient().text();
  CHECK(text.starts_with("age1"));
  CHECK(age::Recipient::parse(text)->point == identity->recipient().point);
  CHECK_FALSE(age::Recipient::parse(secret));
  CHECK_FALSE(age::Identity::parse(text));
  std::string wrong = text;
  wrong.back() = wrong.back() == 'q' ? 'p' : 'q';
  CHECK_FALSE(age::Recipient::parse(wrong));
  wrong = text;
  wrong[10] = static_cast<char>(wrong[10] - ('a' - 'A'));
  CHECK_FALSE(age::Recipient::parse(wrong));
}

TEST_CASE("an identity file may hold comments, and its wrong line is named") {
  const auto identity = age::Identity::generate();
  REQUIRE(identity);
  const auto read = age::parse_identity_file("# created: today\n\n" + identity->text() + "\r\n");
  REQUIRE(read);
  REQUIRE(read->size() == 1);
  CHECK(read->front().recipient().point == identity->recipient().point);
  const auto wrong = age::parse_identity_file("# a\nAGE-SECRET-KEY-1XYZ\n");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().what.find("line 2") != std::string::npos);
  CHECK_FALSE(age::parse_identity_file("# nothing\n"));
}

TEST_CASE("Base64 has one spelling only") {
  for (const std::string text : {"", "QQ", "QUI", "QUJD"}) {
    const auto bytes = age::base64_decoded(text);
    REQUIRE(bytes);
    CHECK(age::base64(*bytes) == text);
  }
  for (const std::string text : {"Q", "QR", "QUJ", "QQ==", "QQ\n", "Q-"}) {
    CHECK_FALSE(age::base64_decoded(text));
  }
}

TEST_CASE("the age command opens what we write, and we open what it writes") {
  if (!has("age") || !has("age-keygen")) {
    WARN("skipped: the age command is not installed");
    return;
  }
  const tests::TemporaryFolder folder;
  const std::string here = folder.path().string();
  REQUIRE(std::system(fmt::format("age-keygen -o {}/key 2>/dev/null", here).c_str()) == 0);
  const auto keys = age::parse_identity_file(tests::read_file(folder.path() / "key"));
  REQUIRE(keys);
  const age::Recipient recipient = keys->front().recipient();
  for (const std::size_t size : {0UL, 65536UL, 300'000UL}) {
    INFO(size);
    const std::string plain = pattern(size);
    tests::write_file(folder.path() / "ours.age",
                      encrypted(std::vector<age::Recipient>{recipient}, plain));
    REQUIRE(std::system(fmt::format("age -d -i {0}/key {0}/ours.age > {0}/out", here).c_str()) ==
            0);
    CHECK(tests::read_file(folder.path() / "out") == plain);

    tests::write_file(folder.path() / "plain", plain);
    REQUIRE(
        std::system(fmt::format("age -r {1} -o {0}/theirs.age {0}/plain", here, recipient.text())
                        .c_str()) == 0);
    CHECK(decrypted(tests::read_file(folder.path() / "theirs.age"), {keys->front()}) == plain);
  }
}

}  // namespace trousse::evidence
