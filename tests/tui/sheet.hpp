// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tui/app.hpp"

namespace trousse::tests {

/// Two small sheets with every kind of step: the first leads to the second by a choice.
std::shared_ptr<const playbooks::Library> small_library();

/// A disk with a Windows, a closed one, and one of somebody else's system.
playbooks::FoundSource windows_disk();
playbooks::FoundSource locked_disk();
playbooks::FoundSource empty_disk();

std::vector<Finding> some_findings();

/// 23 November 2026, 18:05 in Paris.
tui::Tick evening();

/// A code and a fingerprint whose groups are known to the tests.
inline const std::string rescue_code = "12344-56781-90128-34569-78903-12341-56787-90126";
inline const std::string fingerprint = "11111-22222-33333-44444";

/// Answers every command as an engine would whose work succeeds at once.
std::vector<playbooks::Report> answer_of_fake_engine(const playbooks::Command& command);

tui::Key key(tui::Key::Name name);
std::vector<tui::Key> typed(std::string_view text);

}  // namespace trousse::tests
