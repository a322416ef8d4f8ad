// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tui/parts.hpp"
#include "tui/screens.hpp"

namespace trousse::tui {
namespace {

using words::Id;

// Lines of the sheet on one page: more would pass its sixty words.
constexpr std::size_t lines_a_page = 4;

const std::vector<playbooks::Line>& sheet_lines(const HandOver& screen) {
  return std::get<playbooks::HandOver>(screen.step.verb).lines;
}

std::size_t sheet_pages(const HandOver& screen) {
  return (sheet_lines(screen).size() + lines_a_page - 1) / lines_a_page;
}

std::size_t hand_over_pages(const HandOver& screen, const Situation& situation) {
  constexpr std::size_t own = 3;  // clocks_page, calls_page, what not to do
  return own + sheet_pages(screen) + (situation.sealed ? 1 : 0);
}

// One clock: when it ends, and what is left of it.
void show_clock(Page& page, const Situation& situation, Id row, int hours) {
  if (!situation.discovered)
    return paragraph(page, say(situation, Id::clock_unknown, {std::to_string(hours)}));
  const Utc end{situation.discovered->seconds + hours * 3600LL, 0};
  const std::int64_t left = end.seconds - situation.now.seconds;
  page.body.push_back({Block::Kind::heading, say(situation, row), ""});
  evidence(page, say(situation, Id::clock_end, {local_moment(situation, end)}), Look::strong);
  evidence(page,
           left > 0 ? say(situation, Id::clock_left, {duration(situation, left)})
                    : say(situation, Id::clock_over),
           left > 0 ? Look::plain : Look::warning);
}

Page clocks_page(const Situation& situation) {
  Page page = frame(situation, say(situation, Id::hand_over_clocks));
  show_clock(page, situation, Id::clock_complaint, situation.kit.complaint_hours);
  paragraph(page, say(situation, Id::clock_complaint_where));
  gap(page);
  show_clock(page, situation, Id::clock_cnil, situation.kit.cnil_hours);
  paragraph(page, say(situation, Id::clock_cnil_where));
  return page;
}

void show_call(Page& page, const Situation& situation, Id who, const Contact& contact) {
  page.body.push_back({Block::Kind::heading, say(situation, who), ""});
  std::string line;
  for (const auto* part : {&contact.name, &contact.phone, &contact.email, &contact.hours}) {
    if (!part->empty()) line += (line.empty() ? "" : ", ") + *part;
  }
  if (!contact.contract.empty()) {
    line += (line.empty() ? "" : ", ") + say(situation, Id::call_contract, {contact.contract});
  }
  evidence(page, line.empty() ? say(situation, Id::call_unknown) : line);
}

Page calls_page(const Situation& situation) {
  Page page = frame(situation, say(situation, Id::hand_over_calls));
  show_call(page, situation, Id::call_insurer, situation.kit.contacts.insurer);
  show_call(page, situation, Id::call_provider, situation.kit.contacts.provider);
  page.body.push_back({Block::Kind::heading, say(situation, Id::call_17cyber), ""});
  evidence(page, say(situation, Id::call_17cyber_how));
  if (!situation.kit.contacts.order.phone.empty()) {
    show_call(page, situation, Id::call_order, situation.kit.contacts.order);
  }
  gap(page);
  if (situation.discovered) {
    paragraph(page, say(situation, Id::call_say, {local_moment(situation, *situation.discovered)}));
  }
  paragraph(page, say(situation, Id::call_nobody));
  return page;
}

Page do_nots_page(const Situation& situation) {
  Page page = frame(situation, say(situation, Id::hand_over_do_not));
  for (const Id row : {Id::next_not_pay, Id::do_not_reinstall, Id::do_not_backup,
                       Id::do_not_windows, Id::do_not_upload}) {
    bullet(page, say(situation, row));
  }
  gap(page);
  paragraph(page, say(situation, Id::do_hand_over));
  return page;
}

Page sheet_page(const HandOver& screen, const Situation& situation, std::size_t number) {
  Page page = frame(situation, say(situation, screen.step.title));
  const auto& all = sheet_lines(screen);
  const std::size_t first = number * lines_a_page;
  const std::size_t last = std::min(first + lines_a_page, all.size());
  lines(page, situation,
        {all.begin() + static_cast<std::ptrdiff_t>(first),
         all.begin() + static_cast<std::ptrdiff_t>(last)});
  return page;
}

// Which papers lie where; they are written while the pages before are read.
Page papers_page(const Situation& situation) {
  if (!situation.papers) return frame(situation, say(situation, Id::papers_page_wait));
  const auto& written = *situation.papers;
  Page page = frame(situation,
                    say(situation, written.error ? Id::papers_page_failed_title : Id::papers_page));
  if (written.error) {
    paragraph(page, say(situation, Id::papers_page_failed), Look::warning);
    if (situation.technician) {
      evidence(page, say(situation, Id::error_detail, {written.error->what}), Look::quiet);
    }
    gap(page);
  }
  if (written.papers.empty()) return page;
  fact(page, say(situation, Id::papers_page_folder),
       written.folder.substr(written.folder.find_last_of('/') + 1), Look::strong);
  for (const auto& paper : written.papers) {
    evidence(page, " - " + paper.file + " : " + paper.title);
  }
  gap(page);
  paragraph(page, say(situation, Id::papers_page_print));
  paragraph(page, say(situation, Id::papers_page_masked));
  return page;
}

}  // namespace

Turn<HandOver> update(HandOver screen, const Input& input, const Situation& situation) {
  const Key* key = key_of(input);
  if (key == nullptr) return {screen, Stay{}};
  switch (key->name) {
    case Key::Name::enter:
      if (screen.at + 1 >= hand_over_pages(screen, situation)) return {screen, Done{"read"}};
      ++screen.at;
      break;
    case Key::Name::right:
    case Key::Name::page_down:
      screen.at = std::min(screen.at + 1, hand_over_pages(screen, situation) - 1);
      break;
    case Key::Name::left:
    case Key::Name::page_up: screen.at = screen.at == 0 ? 0 : screen.at - 1; break;
    case Key::Name::escape:
      if (screen.at == 0) return {screen, Back{}};
      --screen.at;
      break;
    default: break;
  }
  return {screen, Stay{}};
}

Page page(const HandOver& screen, const Situation& situation) {
  Page page = screen.at == 0                        ? clocks_page(situation)
              : screen.at == 1                      ? calls_page(situation)
              : screen.at == 2                      ? do_nots_page(situation)
              : screen.at < 3 + sheet_pages(screen) ? sheet_page(screen, situation, screen.at - 3)
                                                    : papers_page(situation);
  page.place =
      say(situation, Id::hand_over_place,
          {std::to_string(screen.at + 1), std::to_string(hand_over_pages(screen, situation))});
  keys(page, situation, Keys::go_on);
  return page;
}

}  // namespace trousse::tui
