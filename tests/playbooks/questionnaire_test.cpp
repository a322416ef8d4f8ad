// SPDX-License-Identifier: Apache-2.0
#include "playbooks/questionnaire.hpp"

#include <algorithm>

#include "playbooks/show.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::playbooks;

namespace {

std::string file_of_ours() {
  return tests::read_file(std::string(TROUSSE_SOURCE_DIR) +
                          "/playbooks/library/questionnaires/posture.yaml");
}

std::size_t count(FromDisk how) {
  std::size_t points = 0;
  for (const ControlGroup& group : posture().groups) {
    points += static_cast<std::size_t>(
        std::count_if(group.points.begin(), group.points.end(),
                      [&](const ControlPoint& point) { return point.from_disk == how; }));
  }
  return points;
}

Faults faults_with(const std::string& from, const std::string& to) {
  std::string text = file_of_ours();
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return parse_questionnaire(text.replace(at, from.size(), to), "p.yaml", vocabulary()).faults;
}

}  // namespace

TEST_CASE("The 48 points read without a fault, in the four questionnaires of the ANS") {
  const auto parsed = parse_questionnaire(file_of_ours(), "posture.yaml", vocabulary());
  for (const Fault& fault : parsed.faults) {
    INFO(sentence(fault, words::Language::english));
    CHECK(false);
  }
  CHECK(posture().groups.size() == 4);
  CHECK(posture().size() == 48);
  CHECK(count(FromDisk::yes) == 26);
  CHECK(count(FromDisk::partly) == 11);
  CHECK(count(FromDisk::no) == 11);
}

TEST_CASE("A point that nobody answered is unknown; what either side sees as to review is that") {
  Answered answered;
  CHECK(answered.counts(posture()).unknown == 48);
  answered.from_disk["firewall"] = Verdict::review;
  answered.by_person["firewall"] = Verdict::conforming;
  answered.by_person["insurance"] = Verdict::conforming;
  answered.from_disk["antivirus"] = Verdict::conforming;
  answered.by_person["antivirus"] = Verdict::unknown;
  CHECK(answered.verdict("firewall") == Verdict::review);
  CHECK(answered.verdict("insurance") == Verdict::conforming);
  CHECK(answered.verdict("antivirus") == Verdict::conforming);
  CHECK(answered.verdict("clock") == Verdict::unknown);
  const Counts counts = answered.counts(posture());
  CHECK(counts.conforming == 2);
  CHECK(counts.review == 1);
  CHECK(counts.unknown == 45);
  CHECK(answered.counts(posture().groups[1]).unknown == posture().groups[1].points.size());
}

TEST_CASE("Answers are kept as ids and read again; what is not known of is dropped") {
  Answered answered;
  answered.from_disk["firewall"] = Verdict::review;
  answered.by_person["insurance"] = Verdict::conforming;
  const auto again = Answered::from_json(posture(), answered.to_json());
  REQUIRE(again);
  CHECK(again->from_disk == answered.from_disk);
  CHECK(again->by_person == answered.by_person);
  CHECK_FALSE(Answered::from_json(posture(), "[]"));
  CHECK_FALSE(Answered::from_json(posture(), "{"));
  const auto odd = Answered::from_json(
      posture(), R"({"by_person":{"moon":"review","clock":"clean","firewall":7},"from_disk":[]})");
  REQUIRE(odd);
  CHECK(odd->by_person.empty());
}

TEST_CASE("A questionnaire with a fault says it by line") {
  const Faults twice = faults_with("point: recent_updates", "point: supported_system");
  REQUIRE(twice.size() == 1);
  CHECK(twice[0].why == words::Id::fault_step_twice);
  CHECK(twice[0].line == 22);
  const Faults value = faults_with("from_disk: yes", "from_disk: certainly");
  REQUIRE(value.size() == 1);
  CHECK(value[0].why == words::Id::fault_value_unknown);
  CHECK(value[0].line == 15);
  const Faults word = faults_with("Un antivirus est-il installé ?", "Votre poste est-il sain ?");
  REQUIRE(word.size() == 1);
  CHECK(word[0].why == words::Id::fault_forbidden);
}

TEST_CASE("The page of a questionnaire numbers its points through all groups") {
  const std::string page = as_page(posture(), words::Language::english);
  CHECK(page.find("\n 48. Do you use an MSSant") != std::string::npos);
}
