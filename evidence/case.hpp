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
#include "evidence/intake.hpp"
#include "evidence/rescue_code.hpp"

namespace trousse::evidence {

/// What a case is made of. At least a recipient or a rescue code, or Errc::usage: a case that
/// nobody could open is refused.
struct NewCase {
  std::filesystem::path folder;            ///< made here; Errc::exists when it holds anything
  std::vector<age::Recipient> recipients;  ///< who may open it, by age key
  std::optional<RescueCode> rescue_code;
  std::string contact;  ///< the contact card's text, kept as given
  std::string language = "fr";
};

/// A folder that is only appended to (docs/archive-format.md §2): `case.json`, `journal.jsonl`,
/// `keys/`, `parts/`. Needs public keys only: nothing in it can decrypt it.
class Case {
 public:
  static Result<Case> create(const NewCase& wish);
  /// Drops `.partial` files, checks the journal's chain. Errors: missing, malformed, not_whole.
  static Result<Case> open(const std::filesystem::path& folder);

  const std::filesystem::path& folder() const;
  /// "2026-11-23-K7QF2M": date of creation and 6 random characters without 0 O 1 I.
  const std::string& id() const;
  const std::string& language() const;

  /// Begins a step ("collect", "scan"): the one door by which examined bytes and what is said of
  /// them enter the case. One step is open at a time; the journal says when it began and ended.
  Result<std::unique_ptr<Intake>> begin(const Step& step);

  /// One line of custody: `event` is a short word, `facts` a JSON object as text. Synced before
  /// it returns. No file name and no word of a patient may stand in it.
  Result<void> journal(std::string_view event, std::string_view facts_json);

 private:
  struct Body;
  explicit Case(std::shared_ptr<Body> body);
  std::shared_ptr<Body> body_;
};

}  // namespace trousse::evidence
