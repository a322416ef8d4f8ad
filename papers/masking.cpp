// SPDX-License-Identifier: Apache-2.0
#include "papers/masking.hpp"

#include <algorithm>
#include <vector>

#include "core/text.hpp"
#include "formats/known_extensions.hpp"
#include "words/messages.hpp"

namespace trousse::papers {
namespace {

using words::Id;

struct FolderKind {
  std::string_view part;  // a folder of the path, folded
  Id id;
};

// The first that matches wins: a temporary folder is one of a user too.
constexpr FolderKind kinds[] = {{"$recycle.bin", Id::folder_recycle_bin},
                                {"temp", Id::folder_temporary},
                                {"tmp", Id::folder_temporary},
                                {"desktop", Id::folder_desktop},
                                {"documents", Id::folder_documents},
                                {"downloads", Id::folder_downloads},
                                {"users", Id::folder_user},
                                {"windows", Id::folder_windows},
                                {"program files", Id::folder_programs},
                                {"program files (x86)", Id::folder_programs},
                                {"programdata", Id::folder_program_data}};

std::vector<std::string> folders_of(std::string_view path) {
  std::vector<std::string> out;
  std::string part;
  for (const char c : path) {
    if (c != '/' && c != '\\') {
      part += c;
      continue;
    }
    if (!part.empty()) out.push_back(folded(part));
    part.clear();
  }
  return out;  // without the last name: that is the file
}

Id folder_kind(std::string_view path) {
  const auto folders = folders_of(path);
  if (folders.empty()) return Id::folder_root;
  for (const FolderKind& kind : kinds) {
    if (std::find(folders.begin(), folders.end(), kind.part) != folders.end()) return kind.id;
  }
  return Id::folder_other;
}

std::string extension_of(std::string_view path) {
  const std::string_view name = path.substr(path.find_last_of("/\\") + 1);
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return {};
  const std::string extension = folded(name.substr(dot + 1));
  return formats::is_known_extension(extension) ? "." + extension : std::string();
}

}  // namespace

std::string masked_place(std::string_view path, words::Language language) {
  const std::string folder(words::text(folder_kind(path), language));
  const std::string extension = extension_of(path);
  if (extension.empty()) return words::filled(Id::masked_file_plain, language, {folder});
  return words::filled(Id::masked_file, language, {extension, folder});
}

std::string said(const Finding& finding, Names names, words::Language language) {
  if (names == Names::shown) return words::sentence(finding, language);
  Finding masked = finding;
  if (!finding.path.empty()) masked.path = masked_place(finding.path, language);
  // A slash would be taken for a folder of the path.
  std::replace(masked.path.begin(), masked.path.end(), '/', ' ');
  masked.stream.clear();
  return words::sentence(masked, language);
}

}  // namespace trousse::papers
