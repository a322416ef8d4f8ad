// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "core/result.hpp"
#include "disks/source.hpp"
#include "disks/volume.hpp"

/// For a volume whose reader may die on it: a volume made to crash programs, or a damaged one.
namespace trousse::playbooks {

/// Does `work` in a process of its own, which keeps nothing of it. Nothing when that process came
/// back; else how it died, "signal 11" or "exit code 1". `stop` ends it, and then nothing is known.
/// The caller has no other thread yet.
std::optional<std::string> death_in(const std::function<void()>& work,
                                    const std::stop_token& stop = {});

/// The same for opening and listing a volume, whether that can be read or not.
std::optional<std::string> dies_listing(const disks::Source& source, const VolumeInfo& volume,
                                        const std::stop_token& stop);

/// Stands for a volume that nobody can read: whatever is asked of it is answered by `why`.
std::unique_ptr<disks::Volume> unread_volume(const VolumeInfo& info, Error why);

}  // namespace trousse::playbooks
