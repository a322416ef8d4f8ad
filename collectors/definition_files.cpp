// SPDX-License-Identifier: Apache-2.0
#include "collectors/definition_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <span>
#include <sstream>

#include "core/embedded.hpp"

namespace trousse::collectors {

std::span<const EmbeddedFile> catalogue_files();  // made by embed_files (CMakeLists.txt)

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t max_file = std::uintmax_t{16} << 20;

Result<DefinitionFile> read_one(const fs::path& path) {
  std::error_code trouble;
  const auto size = fs::file_size(path, trouble);
  if (trouble) return fail(Errc::unreadable, path.string() + ": " + trouble.message());
  if (size > max_file) return fail(Errc::unreadable, path.string() + ": larger than 16 MiB");
  std::ifstream in(path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  if (!in) return fail(Errc::unreadable, path.string());
  return DefinitionFile{path.filename().string(), bytes.str()};
}

Result<std::vector<fs::path>> files_below(const fs::path& folder) {
  std::error_code trouble;
  std::vector<fs::path> files;
  fs::recursive_directory_iterator walk(folder, trouble);
  for (; !trouble && walk != fs::recursive_directory_iterator(); walk.increment(trouble)) {
    const auto extension = walk->path().extension();
    const bool is_yaml = extension == ".yaml" || extension == ".yml";
    if (is_yaml && walk->is_regular_file(trouble)) files.push_back(walk->path());
  }
  if (trouble) return fail(Errc::unreadable, folder.string() + ": " + trouble.message());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Result<std::vector<DefinitionFile>> read_definition_files(const std::string& path) {
  std::error_code trouble;
  const auto status = fs::status(path, trouble);
  if (!fs::exists(status)) return fail(Errc::missing, path);
  std::vector<fs::path> paths{path};
  if (fs::is_directory(status)) paths = TRY(files_below(path));
  std::vector<DefinitionFile> files;
  for (const fs::path& one : paths) {
    DefinitionFile file = TRY(read_one(one));
    files.push_back(std::move(file));
  }
  return files;
}

Result<std::vector<evidence::RuleSet>> definition_sets(const std::vector<std::string>& paths) {
  std::vector<std::string_view> texts;
  for (const EmbeddedFile& own : catalogue_files()) texts.push_back(own.bytes);
  std::vector<evidence::RuleSet> sets{evidence::rule_set("definitions", texts)};
  if (paths.empty()) return sets;
  std::vector<DefinitionFile> given;
  for (const std::string& path : paths) {
    for (auto& file : TRY(read_definition_files(path))) given.push_back(std::move(file));
  }
  texts.assign(given.size(), {});
  std::transform(given.begin(), given.end(), texts.begin(),
                 [](const DefinitionFile& file) { return std::string_view(file.text); });
  sets.push_back(evidence::rule_set("definitions-given", texts));
  return sets;
}

}  // namespace trousse::collectors
