// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "words/custody.hpp"

namespace trousse::playbooks {

/// What our sheets say of a step's id and of the value that the journal keeps of its answer: the
/// title, and the label of the choice, the hour, or what became of it. Of "sheet" and the id
/// of one of ours: its title. Empty for what they do not know.
words::AnswerWords answer_in_words(const std::string& step, const std::string& value,
                                   words::Language language);

}  // namespace trousse::playbooks
