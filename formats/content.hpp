// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace trousse::formats {

/// Shannon entropy of the bytes, in bits a byte, 0..8; 0 for none.
double entropy(std::span<const std::byte> bytes);

/// What the first bytes show: "EXE", "PDF", "ZIP", "JPEG", "OLE", "SQLITE", "EVTX", "REGF", "LNK",
/// …; "" when no mark is known. The names are those that public YARA rule sets compare `filetype`
/// with, where they do.
std::string_view file_type(std::span<const std::byte> head);

/// True when a file of that extension (lower case, no dot) should begin with a known mark, and
/// these bytes do not.
bool contradicts_extension(std::string_view extension, std::span<const std::byte> head);

/// True for types that are compressed or encrypted by nature, whose high entropy means nothing.
bool is_dense_type(std::string_view type);

}  // namespace trousse::formats
