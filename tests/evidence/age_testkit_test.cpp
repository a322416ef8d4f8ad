// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include <zlib.h>

#include "evidence/age.hpp"
#include "evidence/hash.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

// The age testkit of C2SP/CCTV: each file says what a correct implementation answers.
namespace trousse::evidence {
namespace {

namespace fs = std::filesystem;
using tests::bytes_of;

struct Vector {
  std::multimap<std::string, std::string> facts;
  std::string body;
  std::string fact(const std::string& name) const {
    const auto found = facts.find(name);
    return found == facts.end() ? "" : found->second;
  }
};

std::string inflated(const std::string& packed) {
  std::string out(std::size_t{16} << 20, '\0');
  uLongf length = out.size();
  REQUIRE(uncompress(reinterpret_cast<Bytef*>(out.data()), &length,
                     reinterpret_cast<const Bytef*>(packed.data()), packed.size()) == Z_OK);
  out.resize(length);
  return out;
}

Vector read_vector(const fs::path& path) {
  const std::string text = tests::read_file(path);
  Vector vector;
  std::size_t at = 0;
  while (text[at] != '\n') {
    const auto end = text.find('\n', at);
    const std::string line = text.substr(at, end - at);
    const auto colon = line.find(": ");
    vector.facts.emplace(line.substr(0, colon), line.substr(colon + 2));
    at = end + 1;
  }
  vector.body = text.substr(at + 1);
  if (vector.fact("compressed") == "zlib") vector.body = inflated(vector.body);
  return vector;
}

std::vector<age::Opener> openers_of(const Vector& vector) {
  std::vector<age::Opener> openers;
  for (const auto& [name, value] : vector.facts) {
    if (name == "passphrase") openers.push_back(age::Passphrase{value});
    if (name == "identity") {
      const auto identity = age::Identity::parse(value);
      REQUIRE(identity);
      openers.push_back(*identity);
    }
  }
  return openers;
}

// The testkit's word for what our answer means.
std::string verdict(const Result<void>& answer) {
  if (answer) return "success";
  switch (answer.error().code) {
    case Errc::wrong_key: return "no match";
    case Errc::malformed: return "header failure";
    case Errc::not_whole:
      return answer.error().what.find("MAC") != std::string::npos ? "HMAC failure"
                                                                  : "payload failure";
    default: return "unexpected: " + answer.error().what;
  }
}

}  // namespace

TEST_CASE("every vector of the age testkit gives the answer that it expects") {
  DATA_OR_SKIP(data, "11-crypto-signing");
  // What we do not claim: ASCII armor, and the post-quantum recipients of later versions.
  const std::set<std::string> unclaimed_kinds{"armor", "hybrid"};
  std::map<std::string, int> unclaimed;
  std::map<std::string, int> held;
  for (const auto& entry : fs::directory_iterator(data / "C2SP+CCTV" / "age" / "testdata")) {
    const std::string name = entry.path().filename().string();
    if (const auto kind = name.substr(0, name.find('_')); unclaimed_kinds.contains(kind)) {
      ++unclaimed[kind];
      continue;
    }
    INFO(name);
    const Vector vector = read_vector(entry.path());
    Sha256Stream hash;
    std::uint64_t released = 0;
    const auto answer = age::decrypt(MemoryReader(bytes_of(vector.body)), openers_of(vector),
                                     [&](std::span<const std::byte> plain) -> Result<void> {
                                       hash.add(plain);
                                       released += plain.size();
                                       return {};
                                     });
    CHECK(verdict(answer) == vector.fact("expect"));
    // What was released before a failure must be authentic too.
    if (const std::string payload = vector.fact("payload"); !payload.empty()) {
      CHECK(hex(hash.finish()) == payload);
    } else {
      CHECK(released == 0);
    }
    ++held[vector.fact("expect")];
  }
  CHECK(unclaimed["armor"] == 16);
  CHECK(unclaimed["hybrid"] == 10);
  CHECK(held["success"] == 7);
  CHECK(held["no match"] == 6);
  CHECK(held["header failure"] == 22);
  CHECK(held["payload failure"] == 10);
  CHECK(held.size() == 4);
}

TEST_CASE("a stanza of a type that we do not know is skipped, and the others still open the file") {
  DATA_OR_SKIP(data, "11-crypto-signing");
  const auto folder = data / "C2SP+CCTV" / "age" / "testdata";
  // Holds a stanza of arguments and body that no version of the format defines.
  const Vector grease = read_vector(folder / "stanza_valid_characters");
  std::string plain;
  REQUIRE(age::decrypt(MemoryReader(bytes_of(grease.body)), openers_of(grease),
                       [&](std::span<const std::byte> bytes) -> Result<void> {
                         plain += tests::text_of(bytes);
                         return {};
                       }));
  CHECK(plain.size() > 0);
  CHECK(std::count(grease.body.begin(), grease.body.end(), '>') >= 2);
}

}  // namespace trousse::evidence
