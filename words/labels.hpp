// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/artifact.hpp"
#include "core/source.hpp"
#include "words/language.hpp"

/// Short words for the values of core, as a table or a line shows them; no capital, no full stop.
namespace trousse::words {

std::string file_system(FileSystem kind, Language language);  ///< "NTFS", "aucun reconnu"
std::string source_kind(SourceKind kind, Language language);
std::string lock_kind(LockKind kind, Language language);  ///< "chiffré par BitLocker"
std::string protector(Protector::Kind kind, Language language);

/// A sentence on how Windows was stopped on that volume.
std::string hibernation(Hibernation state, Language language);

std::string why(Absent::Why why, Language language);

/// The title of a family of artifacts ("event_logs" → "Journaux de Windows"); a family that has
/// no row is given by its own name, printable.
std::string family(std::string_view id, Language language);

/// "médical : …" for "medical"; a name that has no row is given printable.
std::string profile(std::string_view id, Language language);

/// What opens a locked volume, joined by semicolons: "la puce de cet ordinateur (TPM) ; …". Empty
/// when the format does not say.
std::string opens_with(const Lock& lock, Language language);

/// How a name of the evidence is shown: "C:/Users/Alice/note.txt:stream", printable, cut after
/// `longest` bytes.
std::string place(std::string_view volume, std::string_view path, std::string_view stream,
                  std::size_t longest = 1024);

}  // namespace trousse::words
