// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/file.hpp"

namespace trousse::formats {

/// What is publicly known of a family: data, in `formats/ransomware_families.def`.
struct RansomwareFamily {
  std::string_view name;
  std::vector<std::string_view>
      extensions;  ///< lower case, no dot; '*' stands for random characters
  std::vector<std::string_view> note_names;  ///< lower case; '*' and '?' as in a glob
};
std::span<const RansomwareFamily> ransomware_families();

/// Why a file is taken for a ransom note. `score` 0..100; from 50 on it is one.
struct NoteVerdict {
  int score = 0;
  std::string family;              ///< when the name or the text points to one, else ""
  std::vector<std::string> signs;  ///< "name:readme_for_decrypt", "text:bitcoin", "text:.onion", …
};

/// True when a file of that name and size deserves that its text be read as a possible note:
/// cheap, for a walk over a whole disk.
bool may_be_note(std::string_view name, std::uint64_t size);

/// Judges by name and by the first bytes of text (UTF-8, UTF-16 or Latin-1; HTML, RTF and HTA
/// too), in French and English. `text` may be empty when it could not be read.
NoteVerdict judge_note(std::string_view name, std::span<const std::byte> text);

/// The family whose extension this is, or "": for an extension seen on encrypted files.
std::string_view family_of_extension(std::string_view extension);

/// What one file looks like to the census.
enum class Look { unknown, plain, dense, encrypted };

/// Judges a file by its first 64 KiB: encrypted when the entropy is at the level of random bytes
/// AND the content contradicts what the name (without an added extension) promises, or no mark
/// is known at all and the extension is not one of known dense types.
Look judge_content(std::string_view name, std::span<const std::byte> head);

/// Counts files by their last extension, and for each extension the first and last time of
/// change, the folders where it is most found, and the files whose name carries a second, known
/// extension before it ("ordonnance.docx.lockbit"): the mark of mass renaming. Memory is bounded:
/// at most 4096 extensions and 16 folders for each.
class Census {
 public:
  void add(const File& file);

  struct Row {
    std::string extension;
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    std::uint64_t doubled = 0;  ///< with a known extension before it
    std::optional<Utc> first_change;
    std::optional<Utc> last_change;
    std::map<std::string, std::uint64_t> folders;
  };
  /// Most files first.
  std::vector<Row> rows() const;
  /// Extensions that look like mass renaming: `doubled` at least 5 and at least half of `files`,
  /// and no extension that ordinary programs add (bak, tmp, gz, lnk, …).
  std::vector<Row> suspicious() const;
  bool overflowed() const { return overflowed_; }

 private:
  std::map<std::string, Row> rows_;
  bool overflowed_ = false;
};

}  // namespace trousse::formats
