// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/source.hpp"
#include "evidence/age.hpp"
#include "evidence/certificate.hpp"
#include "evidence/intake.hpp"
#include "evidence/rescue_code.hpp"
#include "evidence/room.hpp"
#include "evidence/standing.hpp"

namespace trousse::evidence {

class Files;
struct CaseBody;

/// What a case is made of. At least a recipient, a certificate or a rescue code, or Errc::usage: a
/// case that nobody could open is refused. Errc::unsupported for a certificate that cannot receive.
struct NewCase {
  std::filesystem::path folder;            ///< made here; Errc::exists when it holds anything
  std::vector<age::Recipient> recipients;  ///< who may open it, by age key
  std::optional<RescueCode> rescue_code;
  std::string contact;  ///< the contact card's text, kept as given
  std::string language = "fr";
  std::vector<Certificate> certificates = {};  ///< who may open it, by X.509 certificate
};

/// A folder that is only appended to (docs/archive-format.md §2): `case.json`, `journal.jsonl`,
/// `keys/`, `parts/`. Needs public keys only: nothing in it can decrypt it.
class Case {
 public:
  /// `files`: the place that is written to, the real disk when it is not given. What a making that
  /// was cut left behind (no `case.json`, no part) is made anew.
  static Result<Case> create(const NewCase& wish, Files* files = nullptr);
  /// Drops `.partial` files, checks the journal's chain. Errors: missing, malformed, not_whole;
  /// refused while another Case of the same folder is open, in this program or in another.
  static Result<Case> open(const std::filesystem::path& folder, Files* files = nullptr);

  const std::filesystem::path& folder() const;
  /// "2026-11-23-K7QF2M": date of creation and 6 random characters without 0 O 1 I.
  const std::string& id() const;
  const std::string& language() const;
  /// When it was made, ISO 8601.
  const std::string& created() const;

  /// Begins a step ("collect", "scan"): the one door by which examined bytes and what is said of
  /// them enter the case. One step is open at a time; the journal says when it began and ended.
  /// A step of the same name and source that was cut before its end is gone on with when it has
  /// the same plan and closed parts say how far it was; otherwise it is superseded by this one.
  Result<std::unique_ptr<Intake>> begin(const Step& step);

  /// One line of custody: `event` is a short word, `facts` a JSON object as text. Synced before
  /// it returns. No file name and no word of a patient may stand in it.
  /// The events of docs/archive-format.md §3.2 are the room's own: Errc::usage.
  Result<void> journal(std::string_view event, std::string_view facts_json);

  /// What is there, as the journal tells it.
  Standing standing() const;
  /// The disk images, in the order in which they began.
  std::vector<ImageStanding> images() const;
  /// The step of that name, source and plan that has ended, done or cancelled; none for a step
  /// without a plan.
  std::optional<StepStanding> ended(const Step& step) const;
  /// True when the step of that name, source and plan began, and neither ended nor was put aside in
  /// order: the power went, or the process died at it.
  bool was_cut(const Step& step) const;
  /// False when a step of the case was about another source than that of `step`.
  bool is_about(const Step& step) const;
  /// Whether a line of that event, not one of the room's own, stands in the journal.
  bool has_note(std::string_view event) const;

  /// Free bytes where the case lies, and what sealing it as it is takes. Errors: key_removed.
  Result<Room> room() const;
  /// Who is asked when the room gets short during a step. Without it, a step goes on until a write
  /// fails.
  void watch_room(RoomWatch watch);
  /// True once its answer was to seal what is there.
  bool gave_up() const;
  /// The facts of the last such line that `journal` wrote, in this or an earlier opening of the
  /// case, as a JSON object; empty when there is none.
  std::string last_note(std::string_view event) const;

  /// For this room only.
  CaseBody& body() const { return *body_; }

 private:
  explicit Case(std::shared_ptr<CaseBody> body) : body_(std::move(body)) {}
  std::shared_ptr<CaseBody> body_;
};

}  // namespace trousse::evidence
