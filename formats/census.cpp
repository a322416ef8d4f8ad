// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "formats/known_extensions.hpp"
#include "formats/ransomware.hpp"

namespace trousse::formats {
namespace {

constexpr std::size_t max_extensions = 4096;
constexpr std::size_t max_folders = 16;
// A last component longer than this is a sentence with a full stop in it, not an extension.
constexpr std::size_t max_extension_length = 64;

/// Keeps the folders seen most: the rarest gives its place and its count to a new one (the "space
/// saving" sketch), so that a folder which comes late and often still ends in the table.
void count_folder(std::map<std::string, std::uint64_t>& folders, std::string_view folder) {
  const auto known = folders.find(std::string(folder));
  if (known != folders.end()) {
    ++known->second;
    return;
  }
  std::uint64_t count = 1;
  if (folders.size() >= max_folders) {
    const auto rarest =
        std::min_element(folders.begin(), folders.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    count += rarest->second;
    folders.erase(rarest);
  }
  folders.emplace(folder, count);
}

}  // namespace

void Census::add(const File& file) {
  if (file.kind != FileKind::regular || file.deleted) return;
  const std::string extension = file.path.extension();
  if (extension.empty() || extension.size() > max_extension_length) return;
  if (rows_.size() >= max_extensions && !rows_.contains(extension)) {
    overflowed_ = true;
    return;
  }
  Row& row = rows_[extension];
  if (row.files == 0) row.extension = extension;
  ++row.files;
  if (const Stream* const content = file.stream("")) row.bytes += content->size;
  if (!inner_extension(file.path.name()).empty()) ++row.doubled;
  // The entry's own change is the moment of the renaming; the content's time may be set back.
  const auto& when = file.standard.changed ? file.standard.changed : file.standard.modified;
  if (when) {
    if (!row.first_change || *when < *row.first_change) row.first_change = when;
    if (!row.last_change || *row.last_change < *when) row.last_change = when;
  }
  count_folder(row.folders, file.path.folder());
}

std::vector<Census::Row> Census::rows() const {
  std::vector<Row> sorted;
  sorted.reserve(rows_.size());
  for (const auto& [extension, row] : rows_) sorted.push_back(row);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Row& a, const Row& b) { return a.files > b.files; });
  return sorted;
}

std::vector<Census::Row> Census::suspicious() const {
  std::vector<Row> found = rows();
  std::erase_if(found, [](const Row& row) {
    return row.doubled < 5 || row.doubled * 2 < row.files || is_ordinary_extension(row.extension);
  });
  return found;
}

}  // namespace trousse::formats
