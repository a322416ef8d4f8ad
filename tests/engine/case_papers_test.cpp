// SPDX-License-Identifier: Apache-2.0
#include "playbooks/case_papers.hpp"

#include "tests/support/catch.hpp"

using namespace trousse;
using namespace trousse::playbooks;

TEST_CASE("what was answered on the screens stands in the papers, names of files masked") {
  words::ReportFacts report;
  report.case_id = "2026-11-23-K7QF2M";
  report.scanned_files = 12;
  Finding note;
  note.kind = "ransom_note";
  note.severity = Severity::critical;
  note.certainty = Certainty::probable;
  note.volume = "C";
  note.path = "/Users/Alice/Documents/Dupont Marie RESTORE.txt";
  report.findings = {note};
  const std::map<std::string, std::string> answers{{"hour", "2026-11-23T17:05:00.0000000Z"},
                                                   {"stopped", "2026-11-23T17:30:00.0000000Z"},
                                                   {"decided", "provider"},
                                                   {"memory", "hibernated"}};
  ContactCard contacts;
  contacts.insurer.name = "Assurance Exemple";
  const CaseKnown known{report, answers, contacts, "dossier.zip", "abcd", "11111-22222-33333-44444",
                        {},     ""};
  WritePapers wish;
  wish.sheet = "malware";
  wish.suggested = "ransomware";
  wish.cnil_hours = 96;
  wish.points.by_person["firewall"] = Verdict::review;
  const auto facts = facts_for_papers(known, wish, words::Language::french);
  CHECK(facts.case_id == "2026-11-23-K7QF2M");
  REQUIRE(facts.discovered);
  CHECK(to_iso8601(*facts.discovered) == answers.at("hour"));
  REQUIRE(facts.stopped);
  CHECK(facts.decided_by == "Le prestataire informatique");
  CHECK(facts.stopped_how == "Par la veille prolong\u00e9e");
  CHECK(facts.memory == papers::Memory::in_hibernation_file);
  CHECK(facts.situation == "malware");
  CHECK(facts.suggested == "ransomware");
  CHECK(facts.complaint_hours == 72);
  CHECK(facts.cnil_hours == 96);
  CHECK(facts.contacts.insurer.name == "Assurance Exemple");
  CHECK(facts.archive.sha256 == "abcd");
  CHECK(facts.archive.fingerprint == "11111-22222-33333-44444");
  CHECK(facts.names_masked);
  REQUIRE(facts.observations.size() == 1);
  CHECK(facts.observations[0].sentence.find("Dupont") == std::string::npos);
  CHECK(facts.points.size() == 48);
  CHECK(std::count_if(facts.points.begin(), facts.points.end(), [](const auto& point) {
          return point.answer == papers::ControlPoint::Answer::to_review;
        }) == 1);
}

TEST_CASE("what nobody answered stays a blank in the papers") {
  const words::ReportFacts report;
  const std::map<std::string, std::string> answers{{"memory", "unknown"}, {"hour", "yesterday"}};
  const ContactCard contacts;
  const CaseKnown known{report, answers, contacts, "", "", "", {}, ""};
  const auto facts = facts_for_papers(known, {}, words::Language::french);
  CHECK_FALSE(facts.discovered);
  CHECK(facts.stopped_how.empty());
  CHECK(facts.memory == papers::Memory::unknown);
  CHECK(facts.seen.empty());  // the doctor's own words are in the encrypted case only
}
