// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace trousse::tools {

/// The data of a mount point ([MS-FSCC] 2.1.2.5) that leads to a folder ("C:\\Users").
std::string junction_reparse_point(const std::string& target);

/// The data of a WOF file's reparse point ([MS-FSCC] 2.1.2.1, tag 0x80000017), header included:
/// WOF_EXTERNAL_INFO, then FILE_PROVIDER_EXTERNAL_INFO_V1 with that FILE_PROVIDER_COMPRESSION_*.
std::string wof_reparse_point(unsigned algorithm);

}  // namespace trousse::tools
