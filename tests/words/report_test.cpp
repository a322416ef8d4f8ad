// SPDX-License-Identifier: Apache-2.0
#include "words/report.hpp"

#include <set>

#include "core/text.hpp"
#include "tests/support/catch.hpp"
#include "tests/words/both.hpp"
#include "tests/words/sample_facts.hpp"
#include "words/html.hpp"

using namespace trousse;
using namespace trousse::words;
using trousse::tests::attacked_practice;
using trousse::tests::quiet_practice;

namespace {

bool has(const std::string& page, std::string_view part) {
  return page.find(part) != std::string::npos;
}

std::size_t count(const std::string& page, std::string_view part) {
  std::size_t found = 0;
  for (auto at = page.find(part); at != std::string::npos; at = page.find(part, at + 1)) ++found;
  return found;
}

// Every string of the facts that an attacker could choose, set to `text`.
ReportFacts written_by_an_attacker(const std::string& text) {
  ReportFacts facts = attacked_practice();
  facts.case_id = facts.tool_version = facts.began = facts.ended = facts.profile = text;
  facts.source.path = facts.source.model = facts.source.serial = facts.source.transport = text;
  facts.families[text] = {1, 1, 1, 1, 1, 1};
  facts.notes = {{"volume_oddity", text}};
  for (VolumeInfo& volume : facts.volumes) {
    volume.letter = volume.label = text;
    if (!volume.trouble.empty()) volume.trouble = text;
    if (volume.lock) volume.lock->recovery_key_id = text;
    if (!volume.windows) continue;
    WindowsInfo& windows = *volume.windows;
    windows.display_name = windows.display_version = windows.build = text;
    windows.computer_name = windows.time_zone = text;
    windows.unreadable = {text};
  }
  for (Finding& finding : facts.findings) {
    finding.rule = finding.volume = finding.path = finding.stream = text;
    for (auto& [fact, value] : finding.facts) value = text;
    finding.facts[text] = text;
  }
  facts.images.push_back({1, text, 1, 1, true, text, text, 1, 512, true, 1});
  facts.findings.front().kind = text;
  for (Artifact& artifact : facts.troubles) {
    artifact.question = {text, text, text};
    artifact.origin->volume = artifact.origin->stream = text;
    artifact.origin->file.path = EvidencePath(text);
    if (auto* absent = std::get_if<Absent>(&artifact.answer)) absent->detail = text;
  }
  return facts;
}

// What a browser would take for tags: '<' and the letters that follow, attributes left out.
std::multiset<std::string> tags(const std::string& page) {
  std::multiset<std::string> found;
  for (auto at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
    const auto end = page.find_first_of(" >\n\t<", at + 1);
    found.insert(page.substr(at, end - at));
  }
  return found;
}

}  // namespace

TEST_CASE("The report stands alone: no script, no link, nothing loaded") {
  for (const Language language : both) {
    const std::string page = report_html(attacked_practice(), language);
    CHECK(has(page,
              "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
              "style-src 'unsafe-inline'; img-src data:"));
    for (const char* tag : {"<script", "<link", "<img", "<iframe", "href=", "src=", "url(",
                            "@import", "http://", "https://", "onload", "javascript:"}) {
      INFO(tag);
      CHECK_FALSE(has(page, tag));
    }
    CHECK(valid_utf8(page) == page);
  }
}

TEST_CASE("The same facts give the same bytes") {
  CHECK(report_html(attacked_practice(), Language::french) ==
        report_html(attacked_practice(), Language::french));
}

TEST_CASE("Every part of the report is there, in order") {
  for (const Language language : both) {
    const std::string page = report_html(attacked_practice(), language);
    std::size_t before = 0;
    for (const Id id :
         {Id::report_at_a_glance, Id::report_seen, Id::next_title, Id::report_disk,
          Id::report_taken, Id::report_not_read, Id::report_findings, Id::report_how}) {
      const auto at = page.find("<h2>" + say(language, id).markup() + "</h2>");
      INFO(name(id));
      REQUIRE(at != std::string::npos);
      CHECK(at > before);
      before = at;
    }
    CHECK(has(page, text(Id::report_confidential, language)));
    CHECK(has(page, "2026-11-23-K7QF2M"));
  }
}

TEST_CASE("Findings are told most serious first, one headline for the same thing") {
  const std::string page = report_html(attacked_practice(), Language::english);
  const auto renamed = page.find("12,840");
  const auto tool = page.find("Tool_Mimikatz_Strings");
  const auto remote = page.find("remote_tool");
  REQUIRE(renamed != std::string::npos);
  CHECK(renamed < tool);
  CHECK(tool < remote);
  const std::string seen = page.substr(0, page.find("2. What to do next"));
  CHECK(count(seen, "RESTORE-MY-FILES.txt</bdi> looks like") == 1);
  CHECK(has(seen, "The same for <bdi>4</bdi> other files"));
  CHECK(count(page, "RESTORE-MY-FILES.txt</bdi> looks like") == 6);
  CHECK(has(page, "deleted file"));
  CHECK(has(seen, "Certainty: <bdi>probable</bdi>"));
}

TEST_CASE("A finding that counts its copies speaks for all of them") {
  ReportFacts facts = attacked_practice();
  facts.findings.push_back(facts.findings.back());
  facts.findings.back().facts["copies"] = "300";
  const std::string page = report_html(facts, Language::english);
  const std::string seen = page.substr(0, page.find("2. What to do next"));
  CHECK(count(seen, "The same text was found <bdi>300</bdi> times.") == 1);
  CHECK_FALSE(has(seen, "other files (listed"));
}

TEST_CASE("Nothing found says what it does not mean") {
  for (const Language language : both) {
    const std::string page = report_html(quiet_practice(), language);
    CHECK(has(page, text(Id::report_nothing, language)));
    CHECK(has(page, language == Language::english ? "does not mean" : "ne veut pas dire"));
    CHECK(has(page, text(Id::report_how, language)));
  }
  const std::string page = report_html(quiet_practice(), Language::english);
  CHECK(has(page, text(Id::report_nothing_locked, Language::english)));
  CHECK_FALSE(has(page, text(Id::report_nothing_unscanned, Language::english)));
  CHECK_FALSE(has(page, "nomoreransom"));
}

TEST_CASE("Minor findings alone are not told as nothing, nor as an attack") {
  ReportFacts facts = quiet_practice();
  Finding small;
  small.kind = "scan_cut";
  small.severity = Severity::low;
  facts.findings = {small};
  facts.findings_in_all = 1;
  const std::string page = report_html(facts, Language::english);
  CHECK_FALSE(has(page, "<p>No finding.</p>"));
  CHECK(has(page, text(Id::nothing_found_means, Language::english)));
  CHECK(has(page, "in part 6 only: <bdi>1</bdi>"));
}

TEST_CASE("A report on a disk that gave nothing says that it is a failure") {
  const std::string page = report_html(ReportFacts{}, Language::english);
  CHECK(has(page, "That is a failure, not a result."));
  CHECK(has(page, text(Id::report_nothing_unscanned, Language::english)));
  CHECK(has(page, text(Id::report_no_volumes, Language::english)));
}

TEST_CASE("What could not be read is said, with its reason") {
  const std::string page = report_html(attacked_practice(), Language::english);
  CHECK(has(page, "Volume <bdi>4</bdi> (<bdi>488 GB</bdi>) is <bdi>encrypted with BitLocker"));
  CHECK(has(page, "the first entry of the $MFT does not parse"));
  CHECK(has(page, "damaged header"));
  CHECK(has(page, "unreadable ranges: 2, 8.7 kB in all"));
  CHECK(has(page, "read error at byte 40960"));
  CHECK(has(page, "file limit: 2147483648 bytes"));
  CHECK(has(page, "<bdi>7</bdi> files could not be scanned in full"));
  CHECK(has(page, "9A3F21C7"));
}

TEST_CASE("A list that was cut says how much is elsewhere") {
  ReportFacts facts = attacked_practice();
  facts.findings_in_all = 5000;
  facts.troubles_in_all = 900;
  const std::string page = report_html(facts, Language::english);
  CHECK(has(page, "most serious findings out of <bdi>5,000</bdi>"));
  CHECK(has(page, "items out of <bdi>900</bdi>"));
}

TEST_CASE("People are counted, not named") {
  const std::string page = report_html(attacked_practice(), Language::english);
  CHECK(has(page, "User accounts: <bdi>2</bdi>"));
  CHECK_FALSE(has(page, "Secretariat"));
}

TEST_CASE("The two limits of 72 hours and the one to call first are there") {
  const std::string page = report_html(attacked_practice(), Language::french);
  for (const char* part : {"L12-10-1", "article 33 du RGPD", "17cyber.gouv.fr",
                           "notifications.cnil.fr", "nomoreransom.org", "09 72 43 91 25",
                           "secret m\xC3\xA9"
                           "dical"}) {
    INFO(part);
    CHECK(has(page, part));
  }
  CHECK(page.find("Appelez votre assureur") < page.find("17cyber.gouv.fr"));
}

TEST_CASE("No text of the evidence becomes markup, in any place of the report") {
  for (const Language language : both) {
    const auto harmless = tags(report_html(written_by_an_attacker("plain"), language));
    for (const std::string hostile :
         {"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'--></style></title>",
          "]]>&lt;b&gt;<b", "</td></tr></table>"}) {
      INFO(hostile);
      CHECK(tags(report_html(written_by_an_attacker(hostile), language)) == harmless);
    }
  }
}

TEST_CASE("No text of the evidence hides, turns or steers what a reader sees") {
  const std::string hostile =
      "a\xE2\x80\xAE"
      "b\x1b[31m" +
      std::string(1, '\0') + "\x07\xE2\x80\x8B{}\xFF\r\n";
  const std::string page = report_html(written_by_an_attacker(hostile), Language::french);
  for (const std::string& bad :
       {std::string("\xE2\x80\xAE"), std::string("\x1b"), std::string(1, '\0'), std::string("\x07"),
        std::string("\xE2\x80\x8B"), std::string("\r")}) {
    CHECK_FALSE(has(page, bad));
  }
  CHECK(valid_utf8(page) == page);
}

TEST_CASE("Names of 64 KiB do not swell the report") {
  const std::string page =
      report_html(written_by_an_attacker(std::string(65536, 'x')), Language::french);
  CHECK(page.size() < 250'000);
}

TEST_CASE("Thousands of findings make a report of a size that a browser opens") {
  ReportFacts facts = quiet_practice();
  const Finding one = attacked_practice().findings.back();
  facts.findings.assign(2000, one);
  facts.findings_in_all = 2000;
  const std::string page = report_html(facts, Language::french);
  CHECK(page.size() < 4'000'000);
  CHECK(count(page, "RESTORE-MY-FILES.txt</bdi> ressemble") == 2001);
}

TEST_CASE("A disk image is told with its hashes, and what it lacks") {
  ReportFacts facts = attacked_practice();
  CHECK_FALSE(has(report_html(facts, Language::french), "Image du disque"));
  facts.images.push_back({2, "e01", 1 << 20, 3, true, "0123abcd", "4567ef", 0, 0, false, 0});
  const std::string whole = report_html(facts, Language::french);
  for (const char* part : {"Image du disque", "0123abcd", "4567ef", "Chaque secteur"}) {
    INFO(part);
    CHECK(has(whole, part));
  }
  facts.images.front().gaps = 2;
  facts.images.front().unreadable = 1024;
  CHECK_FALSE(has(report_html(facts, Language::french), "Chaque secteur"));
  facts.images.front().complete = false;
  const std::string stopped = report_html(facts, Language::french);
  CHECK(has(stopped, "la copie a été arrêtée"));
  CHECK_FALSE(has(stopped, "4567ef"));
}

TEST_CASE("A disk image alone is told as such: nothing was looked for, which is no result") {
  ReportFacts facts;
  facts.case_id = "2026-11-30-ABCDEF";
  facts.images_alone = true;
  facts.images.push_back({1, "raw", 1 << 20, 3, true, "0123abcd", "4567ef", 0, 0, false, 0});
  const std::string page = report_html(facts, Language::english);
  CHECK(has(page, "Nothing was looked for in it yet."));
  CHECK(has(page, "The files of this disk were not examined."));
  CHECK(has(page, "4567ef"));
  CHECK(has(page, "images-sha256.txt"));
  for (const char* part : {"No finding.", "Nothing was taken", "No volume was found",
                           "Files scanned", "manifest-sha256.txt", "Items taken"}) {
    INFO(part);
    CHECK_FALSE(has(page, part));
  }
  facts.images_alone = false;
  CHECK(has(report_html(facts, Language::english), "No finding."));
}

TEST_CASE("What an image lacks stands among what was not read") {
  ReportFacts facts = quiet_practice();
  facts.troubles.clear();
  facts.troubles_in_all = facts.scan_failed = facts.scan_timed_out = facts.rules_left_out = 0;
  facts.volumes.clear();
  facts.images.push_back({4, "raw", 1 << 20, 3, true, "01", "45", 0, 0, false, 0});
  const auto not_read = [&] {
    const std::string page = report_html(facts, Language::english);
    const auto from = page.find("5. What was NOT read");
    return page.substr(from, page.find("6. All findings") - from);
  };
  CHECK(has(not_read(), "No reading error was noted."));
  ImageTold& image = facts.images.front();
  const auto told = [&](std::string_view part) {
    const std::string text = not_read();
    CHECK(has(text, part));
    CHECK_FALSE(has(text, "No reading error was noted."));
    image = {4, "raw", 1 << 20, 3, true, "01", "45", 0, 0, false, 0};
  };
  image.gaps = 2;
  image.unreadable = 1024;
  told("could not be read, zeros instead");
  image.complete = false;
  told("stops before the end of the disk");
  image.only_used = true;
  image.left_out = 4096;
  told("of free space not read");
  image.hidden = HiddenArea::some;
  image.hidden_bytes = 1 << 20;
  told("hidden by the disk, not read");
  image.hidden = HiddenArea::unknown;
  told("does not say whether it has a hidden area");
  image.hidden = HiddenArea::none;
  CHECK(has(not_read(), "No reading error was noted."));
  CHECK(has(report_html(facts, Language::english), "The disk tells of no hidden area."));
}
