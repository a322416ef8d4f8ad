// SPDX-License-Identifier: Apache-2.0
#include "scanners/rule_files.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <span>

#include "core/embedded.hpp"
#include "core/text.hpp"
#include "evidence/hash.hpp"
#include "scanners/sums.hpp"

namespace trousse::scanners {

std::span<const EmbeddedFile> yara_rule_files();   // rules/yara/*.yar, made by embed_files
std::span<const EmbeddedFile> sigma_rule_files();  // rules/sigma/*.yml, the same

namespace {

namespace fs = std::filesystem;

constexpr std::string_view encoded_mark = "YARX1\n";
constexpr std::uintmax_t max_file_size = 64 * 1024 * 1024;

using Extensions = std::span<const std::string_view>;
constexpr std::array<std::string_view, 3> yara_extensions{".yar", ".yara", ".yarx"};
constexpr std::array<std::string_view, 2> sigma_extensions{".yml", ".yaml"};

bool is_rule_file(const fs::path& path, Extensions extensions) {
  const std::string extension = folded(path.extension().string());
  return std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
}

Result<void> list_folder(const fs::path& folder, Extensions extensions,
                         std::vector<fs::path>& files) {
  std::error_code trouble;
  fs::recursive_directory_iterator walk(folder, trouble);
  for (; !trouble && walk != fs::recursive_directory_iterator(); walk.increment(trouble)) {
    std::error_code ignored;
    if (walk->is_regular_file(ignored) && is_rule_file(walk->path(), extensions)) {
      files.push_back(walk->path());
    }
  }
  if (trouble) return fail(Errc::unreadable, folder.string() + ": " + trouble.message());
  return {};
}

Result<RuleFile> read_one(const fs::path& path, const Sums& sums) {
  std::error_code trouble;
  const auto size = fs::file_size(path, trouble);
  if (trouble) return fail(Errc::unreadable, path.string() + ": " + trouble.message());
  if (size > max_file_size) return fail(Errc::unreadable, path.string() + ": over 64 MiB");
  std::ifstream in(path, std::ios::binary);
  std::string text(static_cast<std::size_t>(size), '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in) return fail(Errc::unreadable, path.string() + ": cannot be read");
  if (sums.lists(path)) {
    const auto hash = evidence::hex(evidence::sha256(std::as_bytes(std::span(text))));
    if (auto why = sums.contradicts(path, hash); !why.empty()) {
      return RuleFile{path.string(), "", std::move(why)};
    }
  }
  if (text.starts_with(encoded_mark)) {
    text = unscrambled(std::string_view(text).substr(encoded_mark.size()));
  }
  return RuleFile{path.string(), std::move(text), ""};
}

Result<std::vector<RuleFile>> read_files(std::span<const EmbeddedFile> own_files,
                                         const std::vector<std::string>& paths,
                                         Extensions extensions) {
  std::vector<RuleFile> files;
  for (const EmbeddedFile& own : own_files) {
    files.push_back({"trousse/" + std::string(own.name), unscrambled(own.bytes), ""});
  }
  for (const std::string& path : paths) {
    std::error_code trouble;
    const auto status = fs::status(path, trouble);
    if (!fs::exists(status)) return fail(Errc::missing, path + ": no such file or folder");
    std::vector<fs::path> found;
    Sums sums;
    if (fs::is_directory(status)) {
      sums = Sums::of(path);
      TRY(list_folder(path, extensions, found));
      std::sort(found.begin(), found.end());
    } else {
      found.emplace_back(path);
    }
    for (const fs::path& file : found) {
      auto one = read_one(file, sums);
      // One of many that lie in a folder is left out; one that was named is missed.
      if (!one && !fs::is_directory(status)) return tl::unexpected(one.error());
      files.push_back(one ? std::move(*one) : RuleFile{file.string(), "", "cannot be read"});
    }
  }
  return files;
}

}  // namespace

Result<std::vector<RuleFile>> read_rule_files(const std::vector<std::string>& paths,
                                              bool own_rules) {
  const auto own = own_rules ? yara_rule_files() : std::span<const EmbeddedFile>();
  return read_files(own, paths, yara_extensions);
}

Result<std::vector<RuleFile>> read_sigma_files(const std::vector<std::string>& paths,
                                               bool own_rules) {
  const auto own = own_rules ? sigma_rule_files() : std::span<const EmbeddedFile>();
  return read_files(own, paths, sigma_extensions);
}

std::string encoded_rules(std::string_view text) {
  return std::string(encoded_mark) + unscrambled(text);
}

}  // namespace trousse::scanners
