// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "playbooks/engine.hpp"
#include "playbooks/playbook.hpp"

/// The screens of the steps of a sheet: what each holds beside the situation.
namespace trousse::tui {

/// A date and hour; answers ISO 8601 UTC. `step` gives title and lines; `clock`: what the watch of
/// the person says, answers "same" or the difference in minutes.
struct Hour {
  playbooks::Step step;
  bool clock = false;
  enum class At { now, hour, date, not_known };
  At at = At::now;
  std::string date, hour;
  enum class Trouble { none, bad_hour, bad_date, in_future };
  Trouble trouble = Trouble::none;  ///< of what was typed, until something else is
};
/// Answers "done" or "not_done".
struct Tell {
  playbooks::Step step;
  std::size_t at = 0;
  bool ticked = false;
};
/// Answers the id of a choice.
struct Choose {
  playbooks::Step step;
  std::size_t at = 0;
};
/// Steps that are confirmed on one page; answers "all", or "open:N" for one that is not right.
struct Together {
  struct Row {
    playbooks::Step step;
    std::string answer;  ///< as its own screen would give it; of an hour "": now
  };
  std::vector<Row> rows;
  std::size_t at = 0;  ///< behind the rows: all is right
};
struct Write {
  playbooks::Step step;
  std::string text;
};
struct CheckIsolation {
  playbooks::Step step;
};
/// Answers the path of a source, or "none".
struct ChooseDisk {
  playbooks::Step step;
  std::size_t at = 0;
  bool asked = false;
  std::string locked;  ///< path of a disk whose Windows is closed: it is explained first
  std::size_t way = 0;
};
/// The 48 digits, by groups; answers "checked".
struct RecoveryKey {
  std::string volume_key_id;
  std::array<std::string, 8> groups;  ///< as typed
  std::size_t at = 0;
  bool refused = false;
};
/// Who may open the archive; answers "recipients" or "rescue_code".
struct ChooseKeys {
  enum class Phase { choose, waiting, copy, ask_back };
  playbooks::Step step;
  Phase phase = Phase::choose;
  std::size_t at = 0;
  std::array<std::string, 2> typed;
  bool refused = false;
};
/// A step at work; answers "done", "incomplete" or "stopped".
struct Work {
  playbooks::Step step;
  playbooks::StepKind kind = playbooks::StepKind::collect;
  bool started = false;
  bool asks_to_stop = false;
  bool stopping = false;
  std::size_t at = 0;
  Utc began;
  bool again = false;           ///< taken up again: what was finished stays
  bool ends = false;            ///< it was stopped, and only its end is written
  std::uint64_t done_before{};  ///< of its progress, when it was taken up again
};
struct Findings {
  playbooks::Step step;
  int scroll = 0;
};
struct HandOver {
  playbooks::Step step;
  std::size_t at = 0;  ///< which of its pages
};

}  // namespace trousse::tui
