// SPDX-License-Identifier: Apache-2.0
// Against an authority made here with the openssl command: both directions, and what must fail.
#include <fmt/format.h>

#include "core/text.hpp"
#include "evidence/timestamp_files.hpp"
#include "tests/evidence/fixture.hpp"
#include "tests/support/catch.hpp"

namespace trousse::evidence {
namespace {

namespace fs = std::filesystem;

/// A root, and authorities of time that stem from it, in one folder.
class Authority {
 public:
  Authority() {
    tests::write_file(at("ts.cnf"), configuration());
    must(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 "
        "-keyout ca.key -out ca.pem -subj '/CN=Test Root' -config ts.cnf -extensions ca");
    make("tsa", "stamping");
  }

  fs::path at(const std::string& name) const { return folder_.path() / name; }
  std::string root() const { return tests::read_file(at("ca.pem")); }

  bool can(const std::string& command) const {
    return runs("cd '" + folder_.path().string() + "' && " + command);
  }
  void must(const std::string& command) const {
    INFO(command);
    REQUIRE(can(command));
  }
  /// A certificate with the extensions of that section of the configuration.
  void make(const std::string& name, const std::string& extensions) const {
    must(
        fmt::format("openssl req -new -newkey rsa:2048 -nodes -keyout {0}.key -out {0}.csr "
                    "-subj '/C=FR/O=Horloge/CN=Test {0}' -config ts.cnf && "
                    "openssl x509 -req -in {0}.csr -CA ca.pem -CAkey ca.key -CAcreateserial "
                    "-days 3000 -extfile ts.cnf -extensions {1} -out {0}.pem",
                    name, extensions));
  }
  /// The answer of the openssl command to a request file.
  void reply(const std::string& request, const std::string& answer,
             const std::string& more = "") const {
    must(
        fmt::format("openssl ts -reply -config ts.cnf -queryfile {} -signer tsa.pem "
                    "-inkey tsa.key -out {} {}",
                    request, answer, more));
  }
  /// An archive, and the request for it.
  void request(const std::string& archive, const std::string& out) const {
    const auto hash = write_timestamp_request(at(archive), at(out));
    REQUIRE(hash);
  }
  /// A byte of an answer changed.
  void flip(const std::string& from, const std::string& to, std::size_t offset) const {
    std::string bytes = tests::read_file(at(from));
    REQUIRE(offset < bytes.size());
    bytes[offset] = static_cast<char>(bytes[offset] ^ 1);
    tests::write_file(at(to), bytes);
  }

 private:
  static std::string configuration() {
    return R"(
oid_section = oids
[oids]
policy1 = 1.2.3.4.1
[req]
distinguished_name = dn
prompt = no
[dn]
CN = unused
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[tsa]
default_tsa = one
[stamping]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[not_critical]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = timeStamping
[server]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,serverAuth
[one]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = policy1
other_policies = policy1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
certs = ca.pem
)";
  }

  tests::TemporaryFolder folder_;
};

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

Result<Timestamp> check(const Authority& authority, const std::string& answer,
                        const std::optional<std::string>& roots = std::nullopt) {
  const std::string der = tests::read_file(authority.at(answer));
  return check_timestamp(bytes_of(der), roots);
}

void expect(const Result<Timestamp>& stamp, Errc code, const std::string& says) {
  REQUIRE_FALSE(stamp);
  INFO(stamp.error().what);
  CHECK(stamp.error().code == code);
  CHECK(stamp.error().what.find(says) != std::string::npos);
}

}  // namespace

#define OPENSSL_OR_SKIP()                      \
  if (!has_program("openssl")) {               \
    WARN("skipped: openssl is not installed"); \
    return;                                    \
  }

TEST_CASE("a request carried to an authority brings back a stamp that both of us take") {
  OPENSSL_OR_SKIP();
  const Authority authority;
  tests::write_file(authority.at("dossier.zip"), std::string(3'000'000, 'z'));
  authority.request("dossier.zip", "dossier.tsq");
  authority.must("openssl ts -query -in dossier.tsq -text | grep -q 'Hash Algorithm: sha256'");
  authority.must("openssl ts -query -in dossier.tsq -text | grep -q 'Certificate required: yes'");
  authority.reply("dossier.tsq", "answer.tsr");

  const auto added = add_timestamp(authority.at("dossier.zip"), authority.at("answer.tsr"),
                                   authority.at("dossier.tsq"));
  if (!added) FAIL(added.error().what);
  CHECK(added->path == authority.at("dossier.zip.tsr"));
  CHECK(added->stamp.authority == "CN=Test tsa,O=Horloge,C=FR");
  CHECK(added->stamp.policy == "1.2.3.4.1");
  CHECK(std::abs(added->stamp.time.seconds - now().seconds) < 300);
  CHECK(tests::read_file(authority.at("dossier.zip.tsr")) ==
        tests::read_file(authority.at("answer.tsr")));
  authority.must("openssl ts -verify -data dossier.zip -in dossier.zip.tsr -CAfile ca.pem");

  const auto found = timestamps_beside(authority.at("dossier.zip"), authority.root());
  REQUIRE(found);
  REQUIRE(found->size() == 1);
  CHECK(found->front().holds);
  CHECK(found->front().stamp->chain == true);
}

TEST_CASE("an answer that the openssl command asked for itself is taken too") {
  OPENSSL_OR_SKIP();
  const Authority authority;
  tests::write_file(authority.at("a.zip"), "an archive");
  authority.must("openssl ts -query -data a.zip -sha256 -cert -out a.tsq");
  authority.reply("a.tsq", "a.tsr");
  CHECK(add_timestamp(authority.at("a.zip"), authority.at("a.tsr"), authority.at("a.tsq")));
}

TEST_CASE("a stamp is kept beside, never over another, and the same one only once") {
  OPENSSL_OR_SKIP();
  const Authority authority;
  const fs::path archive = authority.at("a.zip");
  tests::write_file(archive, "an archive");
  for (const std::string number : {"1", "2", "3"}) {
    authority.request("a.zip", number + ".tsq");
    authority.reply(number + ".tsq", number + ".tsr");
    CHECK(add_timestamp(archive, authority.at(number + ".tsr"), std::nullopt));
  }
  const auto again = add_timestamp(archive, authority.at("2.tsr"), std::nullopt);
  REQUIRE_FALSE(again);
  CHECK(again.error().code == Errc::exists);
  // What only looks like a stamp of it is none.
  for (const char* name :
       {"a.zip.02.tsr", "a.zip.x.tsr", "b.zip.tsr", "a.zip.1.tsr", "a.zip..tsr"}) {
    tests::write_file(authority.at(name), "none");
  }
  const auto found = timestamps_beside(archive, std::nullopt);
  REQUIRE(found);
  REQUIRE(found->size() == 3);
  CHECK(found->at(0).name == "a.zip.tsr");
  CHECK(found->at(1).name == "a.zip.2.tsr");
  CHECK(found->at(2).name == "a.zip.3.tsr");
  for (const auto& one : *found) {
    CHECK(one.holds);
    CHECK_FALSE(one.stamp->chain.has_value());
  }
  CHECK(tests::read_file(archive) == "an archive");
}

TEST_CASE("a stamp of another file is the fault of the stamp") {
  OPENSSL_OR_SKIP();
  const Authority authority;
  tests::write_file(authority.at("a.zip"), "an archive");
  tests::write_file(authority.at("b.zip"), "another");
  authority.request("b.zip", "b.tsq");
  authority.reply("b.tsq", "b.tsr");
  const auto refused = add_timestamp(authority.at("a.zip"), authority.at("b.tsr"), std::nullopt);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::not_whole);
  CHECK_FALSE(fs::exists(authority.at("a.zip.tsr")));

  fs::copy_file(authority.at("b.tsr"), authority.at("a.zip.tsr"));
  const auto found = timestamps_beside(authority.at("a.zip"), std::nullopt);
  REQUIRE(found);
  REQUIRE(found->size() == 1);
  CHECK_FALSE(found->front().holds);
  CHECK(found->front().trouble == "it stamps another file");
  CHECK_FALSE(authority.can("openssl ts -verify -data a.zip -in a.zip.tsr -CAfile ca.pem"));
}

TEST_CASE("an answer to another request of the same archive is refused with the request at hand") {
  OPENSSL_OR_SKIP();
  const Authority authority;
  tests::write_file(authority.at("a.zip"), "an archive");
  authority.request("a.zip", "one.tsq");
  authority.request("a.zip", "two.tsq");
  authority.reply("one.tsq", "one.tsr");
  const auto refused =
      add_timestamp(authority.at("a.zip"), authority.at("one.tsr"), authority.at("two.tsq"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::not_whole);
  CHECK(add_timestamp(authority.at("a.zip"), authority.at("one.tsr"), authority.at("one.tsq")));
}

TEST_CASE("a refusal of the authority is said with its reason") {
  OPENSSL_OR_SKIP();
  const Authority authority;
  tests::write_file(authority.at("a.zip"), "an archive");
  // This authority does not know SHA-384.
  authority.must("openssl ts -query -data a.zip -sha384 -cert -out a.tsq");
  authority.must(
      "openssl ts -reply -config ts.cnf -queryfile a.tsq -signer tsa.pem "
      "-inkey tsa.key -out a.tsr; test -s a.tsr");
  expect(check(authority, "a.tsr"), Errc::refused, "unknown hash");
}

TEST_CASE("a stamp over another kind of hash than the archive's is not taken for one of it") {
  OPENSSL_OR_SKIP();
  const Authority authority;
  tests::write_file(authority.at("a.zip"), "an archive");
  authority.must("openssl ts -query -data a.zip -sha512 -cert -out a.tsq");
  authority.reply("a.tsq", "a.tsr");
  expect(check(authority, "a.tsr"), Errc::unsupported, "SHA-256");
}

TEST_CASE("no byte of what an answer signs can be changed") {
  OPENSSL_OR_SKIP();
  const Authority authority;
  tests::write_file(authority.at("a.zip"), "an archive");
  authority.request("a.zip", "a.tsq");
  authority.reply("a.tsq", "a.tsr");
  const std::string whole = tests::read_file(authority.at("a.tsr"));
  REQUIRE(check(authority, "a.tsr"));
  const auto hash = sha256_of_file(authority.at("a.zip"));
  REQUIRE(hash);
  // The hash, then the time, inside the signed content; then the signature, at the end.
  const std::string imprint(reinterpret_cast<const char*>(hash->data()), hash->size());
  const std::size_t place = whole.find(imprint);
  REQUIRE(place != std::string::npos);
  for (const std::size_t offset : {place + 5, whole.find("20", place + 32), whole.size() - 10}) {
    INFO(offset);
    authority.flip("a.tsr", "changed.tsr", offset);
    const auto changed = check(authority, "changed.tsr");
    REQUIRE_FALSE(changed);
    CHECK((changed.error().code == Errc::not_whole || changed.error().code == Errc::malformed));
  }
}

TEST_CASE("only a certificate made for time stamping, and for nothing else, stamps") {
  OPENSSL_OR_SKIP();
  const Authority authority;
  tests::write_file(authority.at("a.zip"), "an archive");
  authority.request("a.zip", "a.tsq");
  authority.reply("a.tsq", "a.tsr");
  // The openssl command signs with no other one: the token is made as a CMS over the same content.
  authority.must(
      "openssl ts -reply -in a.tsr -token_out -out token.der && "
      "openssl cms -verify -noverify -inform DER -in token.der -out content.der");
  for (const std::string kind : {"server", "not_critical"}) {
    INFO(kind);
    authority.make(kind, kind);
    authority.must(fmt::format(
        "openssl cms -sign -binary -nodetach -cades -md sha256 -econtent_type "
        "1.2.840.113549.1.9.16.1.4 -in content.der -signer {0}.pem -inkey {0}.key -outform DER "
        "-out {0}.token && openssl ts -reply -in {0}.token -token_in -out {0}.tsr",
        kind));
    expect(check(authority, kind + ".tsr"), Errc::not_whole, "not made for time stamping");
  }
}

TEST_CASE("an answer without its certificate cannot be checked, and says so") {
  OPENSSL_OR_SKIP();
  const Authority authority;
  tests::write_file(authority.at("a.zip"), "an archive");
  authority.must("openssl ts -query -data a.zip -sha256 -out a.tsq");
  authority.reply("a.tsq", "a.tsr");
  expect(check(authority, "a.tsr"), Errc::not_whole, "certificate");
}

TEST_CASE("the chain is for the receiver to judge, and holds only under the roots given") {
  OPENSSL_OR_SKIP();
  const Authority authority;
  const Authority stranger;
  tests::write_file(authority.at("a.zip"), "an archive");
  authority.request("a.zip", "a.tsq");
  authority.reply("a.tsq", "a.tsr");
  const auto by_itself = check(authority, "a.tsr");
  REQUIRE(by_itself);
  CHECK_FALSE(by_itself->chain.has_value());
  const auto under_root = check(authority, "a.tsr", authority.root());
  REQUIRE(under_root);
  CHECK(under_root->chain == true);
  const auto under_another = check(authority, "a.tsr", stranger.root());
  REQUIRE(under_another);
  CHECK(under_another->chain == false);
  CHECK_FALSE(under_another->chain_trouble.empty());
  expect(check(authority, "a.tsr", "no certificate here"), Errc::missing, "certificate");
}

TEST_CASE("what is no answer, or too long for one, is refused without being read further") {
  for (const std::string& bytes :
       {std::string(), std::string("not DER"), std::string("\x30\x80", 2),
        std::string("\x30\x84\xff\xff\xff\xff", 6), std::string(70'000, '\x30')}) {
    const auto stamp = check_timestamp(bytes_of(bytes));
    REQUIRE_FALSE(stamp);
    CHECK(stamp.error().code == Errc::malformed);
    CHECK_FALSE(read_timestamp_request(bytes_of(bytes)));
  }
  const tests::TemporaryFolder folder;
  const fs::path archive = folder.path() / "a.zip";
  tests::write_file(archive, "an archive");
  tests::write_file(folder.path() / "a.zip.tsr", std::string(70'000, '0'));
  const auto found = timestamps_beside(archive, std::nullopt);
  REQUIRE(found);
  REQUIRE(found->size() == 1);
  CHECK_FALSE(found->front().holds);
}

TEST_CASE("two requests for one archive differ in their nonce and in nothing else") {
  const Sha256 hash = [] {
    Sha256 bytes{};
    bytes[0] = std::byte{7};
    return bytes;
  }();
  const auto one = timestamp_request(hash);
  const auto two = timestamp_request(hash);
  REQUIRE(one);
  REQUIRE(two);
  CHECK(one->size() == two->size());
  const auto read_one = read_timestamp_request(*one);
  const auto read_two = read_timestamp_request(*two);
  REQUIRE(read_one);
  REQUIRE(read_two);
  CHECK(read_one->hash == hash);
  CHECK(read_one->nonce.size() == 32);
  CHECK(read_one->nonce != read_two->nonce);
}

}  // namespace trousse::evidence
