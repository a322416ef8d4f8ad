// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "papers/sheet.hpp"
#include "playbooks/playbook.hpp"
#include "playbooks/questionnaire.hpp"

namespace trousse::playbooks {

/// What the printed sheet takes of a sheet: its steps that stand on paper, under the numbers that
/// the screens show before anything is answered. The last page (`hand_over`) is the verso's own.
papers::SheetFacts on_paper(const Playbook& sheet, words::Language language);

/// The points of a questionnaire for the printed one, with what the disk and people have answered.
std::vector<papers::ControlPoint> on_paper(const Questionnaire& questionnaire,
                                           const Answered& answered, words::Language language);

}  // namespace trousse::playbooks
