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
  /// `files`: the place that is written to, the real disk when it is not given.
  static Result<Case> create(const NewCase& wish, Files* files = nullptr);
  /// Drops `.partial` files, checks the journal's chain. Errors: missing, malformed, not_whole;
  /// refused while another Case of the same folder is open, in this program or in another.
  static Result<Case> open(const std::filesystem::path& folder, Files* files = nullptr);

  const std::filesystem::path& folder() const;
  /// "2026-11-23-K7QF2M": date of creation and 6 random characters without 0 O 1 I.
  const std::string& id() const;
  const std::string& language() const;

  /// Begins a step ("collect", "scan"): the one door by which examined bytes and what is said of
  /// them enter the case. One step is open at a time; the journal says when it began and ended.
  /// A step of the same name and source that was cut before its end is superseded by this one.
  Result<std::unique_ptr<Intake>> begin(const Step& step);

  /// One line of custody: `event` is a short word, `facts` a JSON object as text. Synced before
  /// it returns. No file name and no word of a patient may stand in it.
  /// The events of docs/archive-format.md §3.2 are the room's own: Errc::usage.
  Result<void> journal(std::string_view event, std::string_view facts_json);

  /// For this room only.
  CaseBody& body() const { return *body_; }

 private:
  explicit Case(std::shared_ptr<CaseBody> body) : body_(std::move(body)) {}
  std::shared_ptr<CaseBody> body_;
};

}  // namespace trousse::evidence
