// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.hpp"
#include "core/result.hpp"
#include "formats/log_record.hpp"

namespace trousse::formats {

/// What a Sigma rule says of itself (Sigma rules specification 2.1, "Rule"); strings may come from
/// a file that somebody put on the key: shown through `printable` only.
struct SigmaRule {
  std::string id;  ///< UUID, "" when there is none
  std::string title;
  std::string title_fr;  ///< `title_fr`, a key of our own rules; "" elsewhere
  std::string file;      ///< the name that was given to `add`
  std::string status;
  Severity level = Severity::medium;
  std::vector<std::string> tags;  ///< "attack.t1070.001"
  std::vector<std::string> references;
};

/// Rules for Windows event logs, read once and then shared by any number of threads.
class SigmaRules {
 public:
  SigmaRules();
  ~SigmaRules();
  SigmaRules(SigmaRules&&) noexcept;
  SigmaRules& operator=(SigmaRules&&) noexcept;

  /// The rules of one file (one or several YAML documents, at most 1 MiB). What cannot be used is
  /// named with the reason in `left_out`; a rule for another kind of log (Linux, a proxy) is only
  /// counted. At most 20 000 rules in all.
  void add(std::string_view file, std::string_view text);

  /// Names a file in `left_out` that is not to be read, with the reason.
  void leave_out(std::string_view file, std::string_view why);

  std::uint64_t count() const;           ///< rules in use
  std::uint64_t for_other_logs() const;  ///< rules that no Windows event log answers
  /// Regular expressions that came to no answer within their limits, over all `match`es since this
  /// was last asked; each counts as no match.
  std::uint64_t take_gave_up() const;
  const std::vector<std::string>& left_out() const;  ///< "file: title: why", printable
  /// Numbers of the rules that the record matches, ascending.
  std::vector<std::size_t> match(const LogRecord& record) const;
  const SigmaRule& rule(std::size_t number) const;  ///< below `count()`

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trousse::formats
