// SPDX-License-Identifier: Apache-2.0
#include "evidence/signature.hpp"

#include <array>

#include <fmt/format.h>

#include "core/time.hpp"
#include "evidence/cms_form.hpp"
#include "tests/evidence/fixture.hpp"
#include "tests/support/catch.hpp"

namespace trousse::evidence {
namespace {

using tests::bytes_of;

const std::string id = "2026-11-23-K7QF2M";
const std::string sums = "00  file\n";

std::string signature_over(const std::string& content, const std::string& case_id = id) {
  const auto key = SealingKey::generate(case_id);
  REQUIRE(key);
  const auto cms = key->sign(content, std::nullopt);
  REQUIRE(cms);
  return tests::text_of(*cms);
}

bool holds(const std::string& cms, const std::string& content = sums) {
  return bool(check_signature(bytes_of(cms), content, id));
}

std::string element(char tag, const std::string& content) {
  std::string out(1, tag);
  if (content.size() < 0x80) return out + static_cast<char>(content.size()) + content;
  if (content.size() < 0x100) return out + '\x81' + static_cast<char>(content.size()) + content;
  return out + '\x82' + static_cast<char>(content.size() >> 8) +
         static_cast<char>(content.size() & 0xff) + content;
}

// n - s for the order n of P-256 (SEC 2, 2.4.2), as a DER INTEGER's content.
std::string mirrored(std::string s) {
  const auto order =
      tests::bytes_from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  while (s.size() < 32) s.insert(s.begin(), '\0');
  if (s.size() > 32) s.erase(0, s.size() - 32);
  std::string out(32, '\0');
  int borrow = 0;
  for (std::size_t i = 32; i-- > 0;) {
    int digit = std::to_integer<int>(order[i]) - static_cast<unsigned char>(s[i]) - borrow;
    borrow = digit < 0 ? 1 : 0;
    out[i] = static_cast<char>(digit & 0xff);
  }
  while (out.size() > 1 && out[0] == '\0') out.erase(0, 1);
  if ((static_cast<unsigned char>(out[0]) & 0x80U) != 0) out.insert(out.begin(), '\0');
  return out;
}

// The DER with the very last INTEGER of it, which is the s of the last signature, mirrored.
std::string with_mirrored_s(const std::string& der) {
  std::size_t at = 0;
  std::string last_child;
  const auto header_end = [&](std::size_t from) {
    const auto first = static_cast<unsigned char>(der[from + 1]);
    return from + 2 + (first < 0x80 ? 0U : first & 0x7fU);
  };
  const auto length_of = [&](std::size_t from) {
    std::size_t length = static_cast<unsigned char>(der[from + 1]);
    if (length >= 0x80) {
      const std::size_t count = length & 0x7fU;
      length = 0;
      for (std::size_t i = 0; i < count; ++i) {
        length = (length << 8) | static_cast<unsigned char>(der[from + 2 + i]);
      }
    }
    return length;
  };
  std::vector<std::pair<char, std::string>> above;  // tag, content before the last child
  while (der[at] != 0x02) {
    const std::size_t start = header_end(at);
    const std::size_t end = start + length_of(at);
    std::size_t child = start;
    while (header_end(child) + length_of(child) != end)
      child = header_end(child) + length_of(child);
    above.emplace_back(der[at], der.substr(start, child - start));
    at = child;
  }
  std::string out = element(0x02, mirrored(der.substr(header_end(at), length_of(at))));
  for (auto level = above.rbegin(); level != above.rend(); ++level) {
    out = element(level->first, level->second + out);
  }
  return out;
}

}  // namespace

TEST_CASE("a signature holds over what it covers, for its case, and over nothing else") {
  const std::string cms = signature_over(sums);
  CHECK(holds(cms));
  CHECK_FALSE(holds(cms, sums + " "));
  CHECK_FALSE(holds(cms, ""));
  CHECK_FALSE(holds(signature_over(sums, "2026-11-23-OTHER2")));
  CHECK_FALSE(holds(""));
  CHECK_FALSE(holds(cms + "x"));
  CHECK_FALSE(holds(cms.substr(0, cms.size() - 1)));
  const auto checked = check_signature(bytes_of(cms), sums, id);
  REQUIRE(checked);
  CHECK(std::abs(checked->signed_at.seconds - now().seconds) < 100);
}

TEST_CASE("each seal has a key and a certificate of its own") {
  const auto one = SealingKey::generate(id);
  const auto two = SealingKey::generate(id);
  REQUIRE((one && two));
  CHECK(one->fingerprint() != two->fingerprint());
}

TEST_CASE("a signature that openssl takes and that was changed by its mirror is refused") {
  const std::string cms = signature_over(sums);
  const std::string changed = with_mirrored_s(cms);
  REQUIRE(changed != cms);
  REQUIRE(with_mirrored_s(changed) == cms);
  CHECK_FALSE(holds(changed));
  if (!has_program("openssl")) {
    WARN("skipped: openssl is not installed");
    return;
  }
  const TestCase test;
  tests::write_file(test.at("sums"), sums);
  tests::write_file(test.at("changed.p7s"), changed);
  CHECK(
      runs(fmt::format("cd {} && openssl cms -verify -binary -inform DER -in changed.p7s "
                       "-content sums -noverify -out /dev/null",
                       test.folder.path().string())));
}

TEST_CASE("the short fingerprint is four groups of five digits") {
  std::array<std::byte, 32> fingerprint{};
  CHECK(short_fingerprint(fingerprint) == "00000-00000-00000-00000");
  fingerprint[3] = std::byte{1};                                          // 1
  fingerprint[5] = std::byte{1};                                          // 65536
  for (std::size_t i = 8; i < 12; ++i) fingerprint[i] = std::byte{0xff};  // 4294967295
  CHECK(short_fingerprint(fingerprint) == "00001-65536-67295-00000");
}

TEST_CASE("a personal key that is not that of its certificate, or wants a passphrase, is refused") {
  if (!has_program("openssl")) {
    WARN("skipped: openssl is not installed");
    return;
  }
  const TestCase test;
  const std::string here = test.folder.path().string();
  for (const std::string name : {"a", "b"}) {
    REQUIRE(
        runs(fmt::format("openssl req -x509 -newkey rsa:2048 -nodes -keyout {0}/{1}.key -out "
                         "{0}/{1}.crt -subj /CN={1}",
                         here, name)));
  }
  REQUIRE(
      runs(fmt::format("openssl rsa -aes128 -passout pass:x -in {0}/a.key -out {0}/c.key", here)));
  const auto sign_with = [&](const std::string& key, const std::string& cert) {
    return SealingKey::generate(id).value().sign(
        sums, PersonalKey{tests::read_file(test.at(key)), tests::read_file(test.at(cert))});
  };
  CHECK(sign_with("a.key", "a.crt"));
  CHECK(sign_with("a.key", "b.crt").error().code == Errc::refused);
  CHECK(sign_with("c.key", "a.crt").error().code == Errc::locked);
  CHECK(sign_with("a.crt", "a.crt").error().code == Errc::malformed);
}

}  // namespace trousse::evidence
