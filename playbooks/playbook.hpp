// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// A sheet: what to do in one situation, in what order, as data (docs/playbook-format.md). Its
/// sentences are in its own file, in both languages; who shows it takes one.
namespace trousse::playbooks {

/// One sentence or title, as the sheet gives it. Neither is empty in a checked sheet.
struct Text {
  std::string fr, en;
};

/// How sure a fact is, and where it was read. `general` is shown as "à vérifier"; a doubtful fact
/// has no place in a sheet.
enum class Confidence { ours, official, secondary, general };

/// One line of an instruction: one idea.
struct Line {
  Text text;
  Confidence confidence = Confidence::ours;  ///< ours: advice, not a fact read somewhere
  std::string source;                        ///< title, date or address; empty for ours
};

/// An instruction to follow, ticked when done.
struct Tell {
  std::vector<Line> lines;
};

struct Choice {
  std::string id;  ///< what conditions and the journal name: letters a-z and _
  Text label;
  std::string sheet;  ///< the sheet that this choice leads to, or empty
};

/// A question. `choice`: one of `choices`, of which the first is proposed. `hour`: a date and hour,
/// now is proposed. `text`: free words, kept encrypted. `disk`: which disk is examined, and its key
/// when it is locked. `keys`: who may open the archive; shows the rescue code and asks it back.
struct Ask {
  enum class Kind { choice, hour, text, disk, keys };
  Kind kind = Kind::choice;
  std::vector<Line> lines;      ///< the question is the step's title; these explain it
  std::vector<Choice> choices;  ///< for `choice` only
};

/// Something that the kit looks at itself and shows live.
struct Check {
  enum class What { isolation, clock };
  What what = What::isolation;
  std::vector<Line> lines;
};

struct Collect {
  std::string profile;  ///< "medical", "triage", "full"
};
struct Scan {
  std::vector<std::string> only;  ///< names of scanners; empty: all
};
struct Acquire {};
struct Seal {};

/// The page of what follows: clocks, calls, do's and don'ts, papers.
struct HandOver {
  std::vector<Line> lines;
};

using Verb = std::variant<Tell, Ask, Check, Collect, Scan, Acquire, Seal, HandOver>;

/// All must hold: an answer's id (or a fact: "disk.locked", "disk.windows", "finding.ransomware",
/// "machine.started_from_key", …) and the values of which it must have one. Empty: always.
using Condition = std::map<std::string, std::vector<std::string>>;

struct Step {
  std::string id;  ///< unique in its sheet; the journal and the answers go by it
  Text title;
  Verb verb;
  Condition when;
  bool on_paper = true;  ///< stands on the printed sheet too, under the same number
};

struct Playbook {
  std::string id;        ///< "general", "ransomware"
  unsigned version = 1;  ///< of this sheet's content
  std::string checked;   ///< date of the last reading of its facts, YYYY-MM-DD
  Text title;
  Text seen;  ///< how the doctor would say it: "Mes fichiers ne s'ouvrent plus"
  std::vector<Step> steps;
};

}  // namespace trousse::playbooks
