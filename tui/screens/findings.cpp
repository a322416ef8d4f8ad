// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "tui/parts.hpp"
#include "tui/screens.hpp"
#include "words/labels.hpp"

namespace trousse::tui {
namespace {

using words::Id;

// Sign, then words: the sign is read without colour.
std::string_view severity_sign(Severity severity) {
  switch (severity) {
    case Severity::critical: return "[!!!] ";
    case Severity::high: return "[!!] ";
    case Severity::medium: return "[!] ";
    case Severity::low: return "[.] ";
    case Severity::informational: break;
  }
  return "[i] ";
}

Look severity_look(Severity severity) {
  if (severity >= Severity::high) return Look::grave;
  return severity == Severity::medium ? Look::warning : Look::strong;
}

// The same sentence once: a note lies in many folders.
std::vector<const Finding*> said_once(const Situation& situation) {
  constexpr std::size_t most = 30;
  std::vector<const Finding*> all;
  std::set<std::string> said;
  for (const Finding& finding : situation.findings) {
    if (all.size() == most) break;
    if (said.insert(words::sentence(finding, situation.language)).second) all.push_back(&finding);
  }
  return all;
}

void show_finding(Page& page, const Finding& finding, const Situation& situation) {
  evidence(page,
           std::string(severity_sign(finding.severity)) +
               say(situation, Id::finding_level,
                   {words::severity(finding.severity, situation.language),
                    words::certainty(finding.certainty, situation.language)}),
           severity_look(finding.severity));
  evidence(page, words::sentence(finding, situation.language));
  const std::string place = words::place(finding.volume, finding.path, finding.stream);
  if (!finding.path.empty())
    fact(page, " " + say(situation, Id::finding_place), place, Look::quiet);
}

void show_nothing(Page& page, const Situation& situation) {
  for (const auto id : {Id::nothing_found_means, Id::nothing_found_decide}) {
    paragraph(page, say(situation, id));
  }
  fact(page, say(situation, Id::findings_examined),
       words::number(situation.files_examined, situation.language));
}

}  // namespace

Turn<Findings> update(Findings screen, const Input& input, const Situation& situation) {
  const Key* key = key_of(input);
  if (key == nullptr) return {screen, Stay{}};
  switch (key->name) {
    case Key::Name::up: screen.scroll = std::max(screen.scroll - 1, 0); break;
    case Key::Name::down: ++screen.scroll; break;
    case Key::Name::page_up: screen.scroll = std::max(screen.scroll - 10, 0); break;
    case Key::Name::page_down: screen.scroll += 10; break;
    case Key::Name::home: screen.scroll = 0; break;
    case Key::Name::end: screen.scroll = 10'000; break;
    case Key::Name::enter: return {screen, Done{situation.findings_in_all == 0 ? "none" : "some"}};
    case Key::Name::escape: return {screen, Back{}};
    default: break;
  }
  return {screen, Stay{}};
}

namespace {

// A collection with nothing in it is a failure; what could not be read is never passed over.
void show_counts(Page& page, const Situation& situation) {
  if (situation.taken == 0) paragraph(page, say(situation, Id::summary_nothing_taken), Look::grave);
  if (situation.taken.value_or(0) > 0) {
    fact(page, say(situation, Id::findings_taken),
         words::number(*situation.taken, situation.language));
  }
  if (situation.not_read > 0) {
    fact(page, say(situation, Id::findings_not_read),
         words::number(situation.not_read, situation.language), Look::warning);
  }
  unread_volumes(page, situation);
}

void show_lines(Page& page, const Findings& screen, const Situation& situation) {
  // Of a step that is about findings; a scan's own lines speak of its work.
  if (!std::holds_alternative<playbooks::Check>(screen.step.verb)) return;
  lines(page, situation, playbooks::lines_of(screen.step.verb));
}

}  // namespace

Page page(const Findings& screen, const Situation& situation) {
  if (situation.findings_in_all == 0) {
    Page page = frame(situation, say(situation, Id::summary_nothing_found));
    show_nothing(page, situation);
    show_counts(page, situation);
    show_lines(page, screen, situation);
    keys(page, situation, Keys::go_on);
    return page;
  }
  Page page = frame(situation, say(situation, Id::findings_title,
                                   {words::number(situation.findings_in_all, situation.language)}));
  evidence(page, words::in_short(situation.findings, situation.language), Look::strong);
  gap(page);
  paragraph(page, say(situation, Id::findings_order));
  for (const Finding* finding : said_once(situation)) {
    gap(page);
    show_finding(page, *finding, situation);
  }
  gap(page);
  if (situation.findings_before > 0) {
    paragraph(page,
              say(situation, Id::findings_before,
                  {words::number(situation.findings_before, situation.language)}),
              Look::warning);
  } else {
    paragraph(page, say(situation, Id::findings_in_report));
  }
  if (situation.suggested) {
    paragraph(page, say(situation, Id::findings_suggest, {say(situation, *situation.suggested)}));
  }
  show_counts(page, situation);
  show_lines(page, screen, situation);
  page.scroll = screen.scroll;
  keys(page, situation, Keys::read);
  return page;
}

}  // namespace trousse::tui
