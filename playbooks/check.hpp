// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "playbooks/fault.hpp"
#include "playbooks/playbook.hpp"
#include "playbooks/vocabulary.hpp"

namespace trousse::playbooks {

inline constexpr std::size_t most_words_in_a_sentence = 20;
inline constexpr std::size_t most_words_on_a_screen =
    60;  ///< lines and answers of a step, title aside

using SheetNames = std::set<std::string, std::less<>>;

/// What is wrong with the content of a sheet that was read: its questions and conditions, where its
/// answers lead, its language (docs/playbook-format.md, "What is checked"). `known` are the sheets
/// that an answer may lead to.
Faults check(const Playbook& sheet, const SheetNames& known, const Vocabulary& words);

/// The half of `check` that reads sentences.
Faults check_language(const Playbook& sheet, const Vocabulary& words);

/// Sheets that lead to each other in a circle, so that a path would never end: one fault for each
/// circle, at an answer of it.
Faults check_loops(const std::vector<const Playbook*>& sheets);

}  // namespace trousse::playbooks
