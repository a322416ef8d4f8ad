// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace trousse::formats {

/// True for extensions (lower case, no dot) of files that people and programs keep: documents,
/// pictures, databases, programs. What ransomware renames.
bool is_known_extension(std::string_view extension);

/// True for extensions that ordinary programs put after another one ("notes.docx.bak",
/// "notepad.exe.mui"), and for every known extension ("lettre.doc.pdf").
bool is_ordinary_extension(std::string_view extension);

/// The known extension that stands before the last one ("ordonnance.docx.id-7.[a@b.c].cmb" gives
/// "docx"), lower case; "" when there is none.
std::string inner_extension(std::string_view name);

}  // namespace trousse::formats
