// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "playbooks/library.hpp"

namespace trousse::playbooks {

enum class Outcome { done, skipped };

/// Where a person is in the sheets, what was answered, what was done. A value: copy it to keep it,
/// replace it to go back to it. The library must outlive it, unchanged.
///
/// Answers and outcomes go by the id of the step, so that sheets share them. Whatever is answered,
/// `next` and `skip` come to an end. `back`, and then `next` (or `skip` where it was skipped),
/// leaves everything as it was.
class Path {
 public:
  /// At the first step of a sheet. Errors: missing (no such sheet).
  static Result<Path> start(const Library& library, std::string_view sheet);

  const Playbook& sheet() const { return *leg().sheet; }
  /// Null at the end: behind the last step.
  const Step* current() const;
  bool at_end() const { return current() == nullptr; }

  /// 1-based position among the steps shown for the answers so far; at the end, `count()`.
  std::size_t number() const;
  /// How many steps there are. One whose question is still to come counts, so that answers only
  /// make this smaller. Steps already done when the sheet was changed are not shown again.
  std::size_t count() const;

  /// Which of its choices is proposed, as the facts now stand.
  std::size_t proposed(const Step& question) const;

  /// Keeps an answer. What it may be: of `choice` the id of one; of `hour` what `to_iso8601`
  /// writes; of `text` and `keys` the word "given" (what was given is kept elsewhere, encrypted);
  /// of `disk` a name of letters, digits and ._:-/ up to 128.
  /// Errors: usage (no such question on the sheets followed, or not such an answer).
  Result<void> answer(std::string_view step, std::string_view value);
  std::optional<std::string> answer_of(std::string_view step) const;
  std::optional<Outcome> outcome_of(std::string_view step) const;

  /// Marks the current step done and goes on, into another sheet where the answer leads to one.
  /// Errors: usage (a question without its answer, or the end).
  Result<void> next();
  /// Marks it skipped and goes on; the answer of a question that is skipped is forgotten.
  /// Errors: usage (the end).
  Result<void> skip();
  /// To the step shown before, or to the question that led to this sheet; undoes `change_sheet` at
  /// the first step after it. No answer is lost. False at the very first step.
  bool back();

  /// Goes over to another sheet, at its first step that is not done yet; to one that led here, to
  /// where that was left. Errors: missing.
  Result<void> change_sheet(std::string_view sheet);

  /// What the kit sees by itself; a name that is no known fact is ignored.
  void state(std::string_view fact, bool yes);
  const Facts& facts() const { return facts_; }

  /// Ids, times and names of disks: no free text.
  std::string to_json() const;
  /// Resumes at the same step; where its sheet has changed since and has it no more, at the first
  /// that is not done. What the library does not know any more is dropped.
  /// Errors: malformed, missing (the sheet followed is not there).
  static Result<Path> from_json(const Library& library, std::string_view json);

 private:
  // One sheet on the way.
  struct Leg {
    const Playbook* sheet = nullptr;
    std::size_t at = 0;                          // an index into its steps, or their number
    std::set<std::string, std::less<>> earlier;  // done or skipped before it: not shown
    bool by_hand = false;                        // entered by change_sheet
  };

  explicit Path(const Library& library) : library_(&library) {}

  const Leg& leg() const { return legs_[depth_]; }
  Leg& leg() { return legs_[depth_]; }
  bool holds(const Leg& of, const Step& step, bool expecting) const;
  bool shown(const Leg& of, const Step& step, bool expecting = false) const;
  std::size_t first_shown(const Leg& of, std::size_t from) const;
  Leg new_leg(const Playbook& sheet, bool by_hand) const;
  const Playbook* sheet_of_answer(const Step& step) const;
  void go_on();
  void place(Leg& leg, const std::string& step) const;
  bool is_answer(std::string_view step, std::string_view value) const;

  const Library* library_;
  std::vector<Leg> legs_;  // those behind depth_ were left by back() and are entered again
  std::size_t depth_ = 0;
  std::map<std::string, std::string, std::less<>> answers_;
  std::map<std::string, Outcome, std::less<>> outcomes_;
  Facts facts_;
};

}  // namespace trousse::playbooks
