// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"
#include "tests/tools/ntfs_writer.hpp"

namespace trousse::tools {

/// The content of a stream `WofCompressedData`: a table of chunk offsets, then the chunks; a chunk
/// that does not shrink is stored as it is. For less than 4 GiB.
Result<std::string> wof_compressed(std::string_view content, Wof how);

/// The data of its reparse point: WOF_EXTERNAL_INFO, FILE_PROVIDER_EXTERNAL_INFO_V1
/// ([MS-FSCC] 2.1.2, tag 0x80000017), with the 8 bytes of header that precede them.
std::string wof_reparse_point(Wof how);

/// One chunk of at most 64 KiB as XPRESS with Huffman codes ([MS-XCA] 2.1), "" when not shorter.
Result<std::string> xpress_huffman(std::string_view content);

}  // namespace trousse::tools
