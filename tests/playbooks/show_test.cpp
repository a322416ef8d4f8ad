// SPDX-License-Identifier: Apache-2.0
// The CACAO form is checked against the schemas by tests/acceptance/playbooks.
#include "playbooks/show.hpp"

#include <nlohmann/json.hpp>

#include "playbooks/cacao.hpp"
#include "tests/support/catch.hpp"

using namespace trousse;
using namespace trousse::playbooks;
using words::Language;

namespace {

std::string cacao(std::string_view id, Language language) {
  const auto made = to_cacao(built_in_library(), *built_in_library().find(id), language);
  REQUIRE(made);
  return *made;
}

}  // namespace

TEST_CASE("A page has every step, numbered, with its answers, sources and marks") {
  const std::string page = as_page(*built_in_library().find("theft"), Language::english);
  CHECK(page.find("  1. Note when you noticed the problem\n") != std::string::npos);
  CHECK(page.find("     [ ] A CPS card\n") != std::string::npos);
  CHECK(page.find("Only if 2. = A CPS card | Several of these.") != std::string::npos);
  CHECK(page.find("Dial 0 825 852 000. (to be verified) [esante.gouv.fr/assistance") !=
        std::string::npos);
  CHECK(as_page(*built_in_library().find("theft"), Language::french)
            .find("faits relus le 23/11/2026") != std::string::npos);
}

TEST_CASE("A CACAO playbook has an identifier of its own that never changes") {
  const auto one = nlohmann::json::parse(cacao("ransomware", Language::french));
  CHECK(cacao("ransomware", Language::french) == cacao("ransomware", Language::french));
  const std::string id = one["id"];
  CHECK(id.starts_with("playbook--"));
  CHECK(id.size() == std::string("playbook--").size() + 36);
  CHECK(id[24] == '5');
  CHECK(nlohmann::json::parse(cacao("ransomware", Language::english))["id"] != id);
  CHECK(nlohmann::json::parse(cacao("malware", Language::french))["id"] != id);
  CHECK(one["created"] == "2026-11-23T00:00:00.000Z");
}

TEST_CASE("An answer that leads to a sheet leads to that sheet's CACAO identifier") {
  const auto triage = nlohmann::json::parse(cacao("triage", Language::french));
  const std::string ransomware = nlohmann::json::parse(cacao("ransomware", Language::french))["id"];
  bool found = false;
  for (const auto& [id, step] : triage["workflow"].items()) {
    found = found || step.value("playbook_id", "") == ransomware;
  }
  CHECK(found);
}
