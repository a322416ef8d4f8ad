// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// A sheet: what to do in one situation, in what order, as data (docs/playbook-format.md). Its
/// sentences are in its own file, in both languages; who shows it takes one.
namespace trousse::playbooks {

/// Where something stands, for who corrects it. Line 0: made in code.
struct Place {
  std::string file;  ///< its name, printable
  std::size_t line = 0;
};

/// One sentence or title, as the sheet gives it. Neither is empty in a checked sheet.
struct Text {
  std::string fr, en;
  std::size_t line = 0;  ///< in the file of its step
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
  bool refrain = false;  ///< what not to do: it is understood, not done
};

/// All must hold: the id of a question asked before (or a fact: facts.hpp) and the values of which
/// it must have one. A fact is "yes" or "no"; one that nobody has stated is "no". Empty: always.
using Condition = std::map<std::string, std::vector<std::string>>;

struct Choice {
  std::string id;  ///< what conditions and the journal name: letters a-z, digits and _
  Text label;
  std::string sheet;        ///< the sheet that this choice leads to, or empty
  Condition proposed = {};  ///< over facts only: when it is proposed in place of the first
};

/// A question. `choice`: one of `choices`; the first is proposed, or one whose `proposed` holds.
/// `hour`: a date and hour, now is proposed. `text`: free words, kept encrypted. `disk`: which disk
/// is examined, and its key when it is locked. `keys`: who may open the archive; shows the rescue
/// code and asks it back.
struct Ask {
  enum class Kind { choice, hour, text, disk, keys };
  Kind kind = Kind::choice;
  std::vector<Line> lines;      ///< the question is the step's title; these explain it
  std::vector<Choice> choices;  ///< for `choice` only
  bool may_be_unknown = false;  ///< an `hour` that nobody may know: that is then proposed
};

/// The value of an hour that nobody knows.
inline constexpr std::string_view unknown_hour = "unknown";

/// Something that the kit looks at itself and shows live. `isolation`: the network of this machine
/// is off. `clock`: its clock beside the doctor's watch. `findings`: what was found so far, and
/// another sheet where they suggest one.
struct Check {
  enum class What { isolation, clock, findings };
  What what = What::isolation;
  std::vector<Line> lines;
};

struct Collect {
  std::string profile;  ///< "medical", "triage", "full"
  std::vector<Line> lines;
};
struct Scan {
  std::vector<std::string> only;  ///< names of scanners; empty: all
  std::vector<Line> lines;
};
struct Acquire {
  std::vector<Line> lines;
};
struct Seal {
  std::vector<Line> lines;
};

/// The page of what follows: clocks, calls, do's and don'ts, papers.
struct HandOver {
  std::vector<Line> lines;
};

using Verb = std::variant<Tell, Ask, Check, Collect, Scan, Acquire, Seal, HandOver>;

/// What a step says instead where the program runs on the bootable key: Windows is stopped there.
struct OnKey {
  Text title;
  std::vector<Line> lines;
};

struct Step {
  std::string id;  ///< unique in its sheet; the journal and the answers go by it
  Text title;
  Verb verb;
  Condition when;
  bool on_paper = true;  ///< stands on the printed sheet too, under the same number
  Place place;
  bool joined = false;  ///< confirmed on one page with the step before, and counted with it
  std::optional<OnKey> on_key = {};
};

/// What makes this sheet the better one while another is followed, and the sentence that says so.
struct Suggestion {
  Condition when;  ///< over facts only
  Text because;
};

struct Playbook {
  std::string id;        ///< "general", "ransomware"
  unsigned version = 1;  ///< of this sheet's content
  std::string checked;   ///< date of the last reading of its facts, YYYY-MM-DD
  Text title;
  Text seen;  ///< how the doctor would say it: "Mes fichiers ne s'ouvrent plus"
  std::vector<Step> steps;
  std::vector<Suggestion> suggested;
  std::string file;  ///< its name, printable
};

/// "tell", "ask", … as the file spells it.
std::string_view name_of(const Verb& verb);
/// The lines of any verb, and the choices of a question (empty for others).
const std::vector<Line>& lines_of(const Verb& verb);
const std::vector<Choice>& choices_of(const Verb& verb);
/// The step as it reads on the bootable key.
Step seen_on_key(Step step);
/// True for what has a proposed answer that needs no look at anything: a choice, an hour, the
/// clock.
bool may_be_joined(const Verb& verb);

}  // namespace trousse::playbooks
