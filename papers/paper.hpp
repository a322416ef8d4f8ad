// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/civil_time.hpp"
#include "papers/facts.hpp"
#include "papers/page.hpp"
#include "words/messages.hpp"

namespace trousse::papers {

/// What one paper is written with: the facts, the page, and the sentences in one language.
struct Writing {
  const Facts& facts;
  Page& page;
  words::Language language;
  const TimeZone& zone;

  std::string say(words::Id id, const std::vector<std::string>& values = {}) const;
  std::vector<std::string> say_all(std::initializer_list<words::Id> ids) const;
  /// "vendredi 27/11/2026 à 19 h 05" in the zone of the facts, "" for no moment.
  std::string moment(const std::optional<Utc>& time) const;
  /// The moment `hours` after the doctor came to know: calendar hours, whatever the clocks do.
  std::string deadline(unsigned hours) const;

  void field(words::Id label, std::string_view value, unsigned blank_lines = 1);
  void blank(words::Id label, unsigned lines = 1) { field(label, "", lines); }
  void choices(words::Id label, std::initializer_list<words::Id> options,
               std::optional<std::size_t> chosen = std::nullopt);

  /// Title, case number, date, who filled it in, the zone, and what is masked.
  void opening(words::Id title);
  void practice();
  void machine(bool whole);
  void findings(std::size_t most);
  void evidence();
  void log(unsigned blank_rows);
  void signature(words::Id label = words::Id::paper_signature);
  std::string situation(std::string_view id) const;
};

/// A paper: its name on the command line, its file, its title, and what is on it.
struct Paper {
  std::string_view name;
  words::Id file;
  words::Id title;
  void (*write)(Writing& writing);
};

/// Every paper, in the order in which they are needed.
/// To add one: a file here, a function below, a line in paper.cpp.
std::span<const Paper> all_papers();

void write_complaint(Writing& writing);
void write_cnil(Writing& writing);
void write_register(Writing& writing);
void write_patients(Writing& writing);
void write_hand_over(Writing& writing);
void write_control_points(Writing& writing);

/// The PDF of one paper. Errors: those of `TimeZone::named` and of `draw`.
Result<Pdf> draw_paper(const Paper& paper, const Facts& facts, words::Language language);

}  // namespace trousse::papers
