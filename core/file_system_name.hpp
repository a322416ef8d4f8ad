// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/source.hpp"

namespace trousse {

/// The name of a file system, the same in every language: "NTFS", "exFAT", "HFS+"; empty for
/// `none` and `other`.
std::string_view name_of(FileSystem kind);

}  // namespace trousse
