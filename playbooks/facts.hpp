// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "core/finding_counts.hpp"

namespace trousse::playbooks {

/// What conditions may name beside answers: things that the kit sees by itself. Each is yes or no;
/// what nobody has stated is no.
inline constexpr std::array known_facts = {
    std::string_view("disk.hibernated"),           // Windows kept its memory on the disk
    std::string_view("disk.locked"),               // and no key has opened it
    std::string_view("disk.windows"),              // a Windows is on the chosen disk
    std::string_view("finding.malware"),           // a serious rule or signature matched
    std::string_view("finding.ransomware"),        // notes, encrypted files, mass renaming
    std::string_view("finding.remote_access"),     // a program of control from elsewhere
    std::string_view("machine.started_from_key"),  // this program runs on the bootable key
};
inline constexpr std::string_view started_from_key = "machine.started_from_key";

/// The facts that are "yes".
using Facts = std::set<std::string>;

bool is_known_fact(std::string_view name);

/// The fact that a finding makes true: "finding.ransomware" for notes, encrypted files and
/// renamings that are at least probable; "finding.malware" for a rule or signature, high or more;
/// "finding.remote_access" for a program of remote control, whoever put it there.
std::optional<std::string> fact_of(const FindingKind& kind);
std::optional<std::string> fact_of(const Finding& finding);

}  // namespace trousse::playbooks
