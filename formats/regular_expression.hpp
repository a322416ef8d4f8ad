// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace trousse::formats {

/// A regular expression of PCRE's language, for expressions and texts that are both hostile: each
/// search is bounded in steps, in memory and in time. Copies share the compiled form; any number of
/// threads may search at once.
class RegularExpression {
 public:
  struct Options {
    bool ignore_case = false;
    bool lines = false;    ///< ^ and $ match at each line
    bool dot_all = false;  ///< . matches a line feed too
  };
  enum class Answer { no, yes, gave_up };

  /// Errors: malformed, with what PCRE2 says and where. Longer than 16 KiB is malformed too.
  static Result<RegularExpression> compile(std::string_view expression, Options options);

  /// Anywhere in the text, which is UTF-8 (an invalid byte counts as U+FFFD). `gave_up` after 50
  /// ms, or at a limit of steps or memory.
  Answer search(std::string_view text) const;

  std::size_t bytes() const { return bytes_; }  ///< that the compiled form takes

 private:
  std::shared_ptr<void> code_;
  std::size_t bytes_ = 0;
};

/// Of the PCRE2 that runs: "10.42".
std::string pcre2_version();

}  // namespace trousse::formats
