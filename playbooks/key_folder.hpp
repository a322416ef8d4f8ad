// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "playbooks/engine.hpp"

/// The folder of the key in which cases are kept.
namespace trousse::playbooks {

struct CaseFolder {
  std::string folder;
  std::string id;
  std::string began;  ///< ISO 8601
};

/// The cases there that were begun and not sealed, newest first, at most 9. Reads and changes
/// nothing; a folder that is no case is passed over.
std::vector<CaseFolder> unfinished_cases(const std::filesystem::path& key);

/// The answers that the journal of a case holds, the last one of each step.
std::vector<Answer> answers_of(const std::filesystem::path& folder);

/// When it was answered that the network is cut, as the journal of a case has it; nothing when the
/// last answer says otherwise.
std::optional<Utc> network_cut_in(const std::filesystem::path& folder);

/// "/dev/sdb", the whole disk on which a folder lies; "" when it is on none.
std::string disk_under(const std::filesystem::path& folder);

/// True when the source is the key itself: the disk under the folder of its cases, or one that
/// carries our partition names.
bool is_own_key(const FoundSource& found, const std::string& disk);

}  // namespace trousse::playbooks
