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

/// The FILE_PROVIDER_COMPRESSION_* number that its reparse point names.
unsigned wof_algorithm(Wof how);

/// One chunk of at most 64 KiB as XPRESS with Huffman codes ([MS-XCA] 2.1), "" when not shorter.
Result<std::string> xpress_huffman(std::string_view content);

}  // namespace trousse::tools
