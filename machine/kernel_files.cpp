// SPDX-License-Identifier: Apache-2.0
#include "machine/kernel_files.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/text.hpp"

namespace trousse::machine {
namespace {

constexpr std::size_t longest_line = 200;

std::string below(const std::string& root, const std::string& path) {
  return root == "/" ? path : root + path;
}

std::string trimmed(const std::string& text) {
  constexpr const char* blank = " \t\r";
  const auto first = text.find_first_not_of(blank);
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

}  // namespace

std::optional<std::string> bytes_of(const std::string& root, const std::string& path,
                                    std::size_t most) {
  // O_NONBLOCK: whatever stands under that name, opening it does not wait.
  const int file = ::open(below(root, path).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return std::nullopt;
  struct stat facts {};
  if (::fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode)) {
    ::close(file);
    return std::nullopt;
  }
  std::string text(most, '\0');
  std::size_t filled = 0;
  ssize_t got = 1;
  // The kernel's files give what they have piece by piece; their size says nothing.
  while (got > 0 && filled < most) {
    got = ::read(file, text.data() + filled, most - filled);
    if (got > 0) filled += static_cast<std::size_t>(got);
  }
  ::close(file);
  if (got < 0) return std::nullopt;
  text.resize(filled);
  return text;
}

std::string line_of(const std::string& root, const std::string& path) {
  const std::string text = bytes_of(root, path).value_or("");
  return printable(trimmed(text.substr(0, text.find('\n'))), longest_line);
}

std::vector<std::string> names_in(const std::string& root, const std::string& folder) {
  constexpr std::size_t most_names = 512;
  std::vector<std::string> names;
  std::error_code trouble;
  for (std::filesystem::directory_iterator entry(below(root, folder), trouble), end;
       !trouble && entry != end; entry.increment(trouble)) {
    if (names.size() < most_names) names.push_back(entry->path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

bool is_there(const std::string& root, const std::string& path) {
  struct stat facts {};
  return ::stat(below(root, path).c_str(), &facts) == 0;
}

}  // namespace trousse::machine
