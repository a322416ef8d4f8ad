// SPDX-License-Identifier: Apache-2.0
#include "evidence/primitives.hpp"

#include <fstream>

#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "evidence/hash.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

namespace trousse::evidence {
namespace {

using nlohmann::json;

Bytes bytes_at(const json& test, const char* name) {
  return tests::bytes_from_hex(test[name].get<std::string>());
}

Key key_at(const json& test, const char* name) {
  const auto bytes = bytes_at(test, name);
  Key key{};
  REQUIRE(bytes.size() == key.size());
  std::copy(bytes.begin(), bytes.end(), key.begin());
  return key;
}

nlohmann::json wycheproof(const std::filesystem::path& data, const std::string& name) {
  std::ifstream in(data / "C2SP+wycheproof" / "testvectors_v1" / name);
  return nlohmann::json::parse(in);
}

}  // namespace

TEST_CASE("SHA-256 gives the values of FIPS 180-4, whole or in pieces") {
  const std::string abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  CHECK(hex(sha256(tests::bytes_of("abc"))) == abc);
  CHECK(hex(sha256({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  Sha256Stream stream;
  stream.add(tests::bytes_of("a"));
  stream.add(tests::bytes_of("bc"));
  CHECK(hex(stream.finish()) == abc);
  stream.add(tests::bytes_of("abc"));
  CHECK(hex(stream.finish()) == abc);
}

TEST_CASE("scrypt gives the value of RFC 7914") {
  // Section 12, third vector: N = 16384, r = 8, p = 1 (64 bytes there; the first 32 are the same).
  const auto key = scrypt("pleaseletmein", tests::bytes_of("SodiumChloride"), 14);
  REQUIRE(key);
  CHECK(to_hex(*key) == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2");
}

TEST_CASE("HMAC-SHA-256 gives the value of RFC 4231") {
  const auto mac =
      hmac_sha256(tests::bytes_of("Jefe"), tests::bytes_of("what do ya want for nothing?"));
  REQUIRE(mac);
  CHECK(to_hex(*mac) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("X25519 answers Wycheproof's vectors, and refuses a shared value of zeros") {
  DATA_OR_SKIP(data, "11-crypto-signing");
  int counted = 0;
  int zeros = 0;
  const json vectors = wycheproof(data, "x25519_test.json");
  for (const auto& group : vectors["testGroups"]) {
    for (const auto& test : group["tests"]) {
      INFO(test["tcId"]);
      const std::string expected = test["shared"];
      const auto shared = x25519(key_at(test, "private"), key_at(test, "public"));
      if (expected == std::string(64, '0')) {
        ++zeros;
        REQUIRE_FALSE(shared);
        CHECK(shared.error().code == Errc::malformed);
      } else {
        REQUIRE(shared);
        CHECK(to_hex(*shared) == expected);
      }
      ++counted;
    }
  }
  CHECK(counted > 400);
  CHECK(zeros > 5);
}

TEST_CASE("ChaCha20-Poly1305 answers Wycheproof's vectors with our nonce and no extra data") {
  DATA_OR_SKIP(data, "11-crypto-signing");
  int valid = 0;
  const json vectors = wycheproof(data, "chacha20_poly1305_test.json");
  for (const auto& group : vectors["testGroups"]) {
    if (group["ivSize"] != 96) continue;
    for (const auto& test : group["tests"]) {
      if (test["aad"] != "") continue;
      INFO(test["tcId"]);
      const auto iv = bytes_at(test, "iv");
      Aead::Nonce nonce{};
      std::copy(iv.begin(), iv.end(), nonce.begin());
      auto aead = Aead::create(key_at(test, "key"));
      REQUIRE(aead);
      const auto sealed =
          tests::bytes_from_hex(test["ct"].get<std::string>() + test["tag"].get<std::string>());
      Bytes plain(sealed.size() - Aead::tag_size);
      const auto opened = aead->open(nonce, sealed, plain);
      CHECK(bool(opened) == (test["result"] == "valid"));
      if (opened) {
        CHECK(to_hex(plain) == test["msg"].get<std::string>());
        Bytes again(sealed.size());
        REQUIRE(aead->seal(nonce, plain, again));
        CHECK(again == sealed);
      }
      ++valid;
      for (std::size_t bit = 0; bit < 128; ++bit) {
        Bytes changed = sealed;
        changed[changed.size() - 1 - bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
        const auto refused = aead->open(nonce, changed, plain);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == Errc::not_whole);
      }
    }
  }
  CHECK(valid > 20);
}

TEST_CASE("HKDF-SHA-256 answers Wycheproof's vectors of 32 bytes") {
  DATA_OR_SKIP(data, "11-crypto-signing");
  int counted = 0;
  const json vectors = wycheproof(data, "hkdf_sha256_test.json");
  for (const auto& group : vectors["testGroups"]) {
    for (const auto& test : group["tests"]) {
      if (test["size"] != 32) continue;
      const auto key = hkdf_sha256(bytes_at(test, "ikm"), bytes_at(test, "salt"),
                                   tests::text_of(bytes_at(test, "info")));
      REQUIRE(key);
      CHECK(to_hex(*key) == test["okm"].get<std::string>());
      ++counted;
    }
  }
  CHECK(counted > 5);
}

}  // namespace trousse::evidence
