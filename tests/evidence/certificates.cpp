// SPDX-License-Identifier: Apache-2.0
#include "tests/evidence/certificates.hpp"

#include <map>

#include <fmt/format.h>

#include "tests/evidence/fixture.hpp"
#include "tests/support/catch.hpp"

namespace trousse::evidence {
namespace {

struct Recipe {
  const char* key;
  const char* rest;
};

const std::map<std::string, Recipe> recipes{
    {"rsa", {"rsa:2048", "-addext keyUsage=critical,keyEncipherment"}},
    {"other-rsa", {"rsa:2048", ""}},
    {"p256", {"ec -pkeyopt ec_paramgen_curve:P-256", "-addext keyUsage=critical,keyAgreement"}},
    {"p384", {"ec -pkeyopt ec_paramgen_curve:P-384", ""}},
    {"p521", {"ec -pkeyopt ec_paramgen_curve:P-521", ""}},
    {"rsa1024", {"rsa:1024", ""}},
    {"brainpool", {"ec -pkeyopt ec_paramgen_curve:brainpoolP256r1", ""}},
    {"ed25519", {"ed25519", ""}},
    {"signing", {"rsa:2048", "-addext keyUsage=critical,digitalSignature"}},
};

Provider make(const std::string& kind) {
  const tests::TemporaryFolder folder;
  const auto found = recipes.find(kind);
  const bool dated = found == recipes.end();
  const std::string at = "cd '" + folder.path().string() + "' && ";
  const Recipe recipe = dated ? Recipe{"rsa:2048", ""} : found->second;
  std::string command = fmt::format(
      "openssl req -x509 -newkey {} -nodes -days 3650 -subj '/O=Durand/CN=Durand & fils {}' "
      "-keyout key.pem -out cert.pem {}",
      recipe.key, kind, recipe.rest);
  if (dated) {
    // `req -x509` cannot choose dates before OpenSSL 3.4; `ca` can.
    const std::string dates = kind == "expired"
                                  ? "-startdate 20100101000000Z -enddate 20110101000000Z"
                                  : "-startdate 29900101000000Z -enddate 29910101000000Z";
    tests::write_file(
        folder.path() / "ca.cnf",
        "[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\nserial=serial\n"
        "new_certs_dir=.\ndefault_md=sha256\npolicy=any\n[any]\ncommonName=supplied\n");
    tests::write_file(folder.path() / "index.txt", "");
    tests::write_file(folder.path() / "serial", "01\n");
    command = fmt::format(
        "openssl req -new -newkey rsa:2048 -nodes -subj '/CN=Old provider' -keyout key.pem "
        "-out request.pem && openssl ca -batch -config ca.cnf -selfsign -keyfile key.pem "
        "-in request.pem -out cert.pem -notext {}",
        dates);
  }
  if (!runs(at + command)) return {};
  return {tests::read_file(folder.path() / "key.pem"),
          tests::read_file(folder.path() / "cert.pem")};
}

}  // namespace

Certificate Provider::certificate() const {
  auto parsed = Certificate::parse(cert_pem);
  REQUIRE(parsed);
  return std::move(*parsed);
}

RecipientKey Provider::key() const {
  auto read = RecipientKey::read(key_pem);
  REQUIRE(read);
  return std::move(*read);
}

const Provider& provider(const std::string& kind) {
  static std::map<std::string, Provider> made;
  const auto found = made.find(kind);
  return found != made.end() ? found->second : made.emplace(kind, make(kind)).first->second;
}

}  // namespace trousse::evidence
