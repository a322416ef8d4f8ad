// SPDX-License-Identifier: Apache-2.0
#include "playbooks/kit_rules.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::playbooks;
namespace fs = std::filesystem;

TEST_CASE("Rules that a provider put on the key are found under each of their names") {
  const tests::TemporaryFolder kit;
  CHECK(rule_folders(kit.path()).empty());
  CHECK(rule_folders({}).empty());
  fs::create_directories(kit.path() / "regles");
  fs::create_directories(kit.path() / "prestataire" / "r\u00e8gles");
  fs::create_directories(kit.path() / "fiches");
  tests::write_file(kit.path() / "rules", "a file is no folder");
  CHECK(rule_folders(kit.path()) ==
        std::vector<std::string>{(kit.path() / "regles").string(),
                                 (kit.path() / "prestataire" / "r\u00e8gles").string()});
}

TEST_CASE("The folder of ClamAV signatures is the one at the top, or else the provider's") {
  const tests::TemporaryFolder kit;
  CHECK(signature_folder(kit.path()).empty());
  CHECK(signature_folder({}).empty());
  fs::create_directories(kit.path() / "prestataire" / "clamav");
  CHECK(signature_folder(kit.path()) == (kit.path() / "prestataire" / "clamav").string());
  fs::create_directories(kit.path() / "clamav");
  CHECK(signature_folder(kit.path()) == (kit.path() / "clamav").string());
}
