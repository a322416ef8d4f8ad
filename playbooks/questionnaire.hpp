// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "playbooks/fault.hpp"
#include "playbooks/playbook.hpp"
#include "playbooks/vocabulary.hpp"

/// The control points that a practice goes through with its provider (docs/playbook-format.md,
/// "Questionnaires"). There is no fourth verdict, and none of them is about the whole machine.
namespace trousse::playbooks {

enum class Verdict { conforming, review, unknown };

/// Whether the disk alone can tell: it can, in part, or somebody must be asked.
enum class FromDisk { yes, partly, no };

struct ControlPoint {
  std::string id;
  Text question;  ///< "yes" is what conforms
  Line why;       ///< one sentence
  FromDisk from_disk = FromDisk::no;
};

struct ControlGroup {
  std::string id;
  Text title;
  std::vector<ControlPoint> points;
};

struct Questionnaire {
  std::string id;
  unsigned version = 1;
  std::string checked;  ///< YYYY-MM-DD
  Text title;
  std::vector<ControlGroup> groups;
  std::string file;

  const ControlPoint* find(std::string_view point) const;
  std::size_t size() const;  ///< points in all groups
};

struct ParsedQuestionnaire {
  Questionnaire questionnaire;
  Faults faults;
};

/// Bounds: those of a sheet, 16 groups, 100 points in each. Finds faults of form, points of one id
/// and what `check_language` finds of a sheet.
ParsedQuestionnaire parse_questionnaire(std::string_view yaml, std::string_view file,
                                        const Vocabulary& words);

/// Our own 48 points, compiled in.
const Questionnaire& posture();

/// By the id of the point; a point that is not in it is unknown.
using Verdicts = std::map<std::string, Verdict, std::less<>>;

struct Counts {
  std::size_t conforming = 0, review = 0, unknown = 0;
};

/// A questionnaire being filled in: what a reader of the disk found, and what a person answered.
struct Answered {
  Verdicts from_disk;  ///< filled by who examines the disk; points whose `from_disk` is no stay out
  Verdicts by_person;

  /// "Review" when either says so, whatever the other says; else "conforming" when either does.
  Verdict verdict(std::string_view point) const;
  Counts counts(const ControlGroup& group) const;
  Counts counts(const Questionnaire& questionnaire) const;

  /// Ids and verdicts: {"from_disk": {"firewall": "review"}, "by_person": {…}}.
  std::string to_json() const;
  /// What it does not know of is dropped. Errors: malformed.
  static Result<Answered> from_json(const Questionnaire& questionnaire, std::string_view json);
};

}  // namespace trousse::playbooks
