// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "playbooks/playbook.hpp"
#include "playbooks/questionnaire.hpp"
#include "words/language.hpp"

namespace trousse::playbooks {

/// The text in one language.
const std::string& in(const Text& text, words::Language language);

/// A line as a person reads it: with "(à vérifier)" behind what is general knowledge.
std::string in(const Line& line, words::Language language);

/// Title, lines and answers on one line, for other tools.
std::string as_one_text(const Step& step, words::Language language);

/// The whole sheet for a person: numbered steps, their conditions, answers, sources. Lines end with
/// '\n'; printable.
std::string as_page(const Playbook& sheet, words::Language language);

/// The points of a questionnaire, numbered through all groups, each with its reason.
std::string as_page(const Questionnaire& questionnaire, words::Language language);

}  // namespace trousse::playbooks
