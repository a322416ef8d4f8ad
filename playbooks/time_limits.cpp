// SPDX-License-Identifier: Apache-2.0
#include "playbooks/time_limits.hpp"

#include <charconv>
#include <sstream>

#include "core/text.hpp"
#include "evidence/files.hpp"

namespace trousse::playbooks {
namespace {

constexpr const char* file_name = "delais.txt";

std::string trimmed(const std::string& text) {
  constexpr const char* blank = " \t\r\xEF\xBB\xBF";  // Notepad's mark stands before the first line
  const auto first = text.find_first_not_of(blank);
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

int* limit_named(TimeLimits& limits, const std::string& name) {
  if (name == "plainte" || name == "complaint") return &limits.complaint;
  return name == "cnil" ? &limits.cnil : nullptr;
}

// "cnil = 96"; an empty line and "# ..." say nothing.
bool take_line(TimeLimits& limits, const std::string& line) {
  if (line.empty() || line.front() == '#') return true;
  const auto between = line.find_first_of("=:");
  if (between == std::string::npos) return false;
  int* limit = limit_named(limits, folded(trimmed(line.substr(0, between))));
  const std::string digits = trimmed(line.substr(between + 1));
  int hours = 0;
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, hours);
  constexpr int a_year = 24 * 365;
  if (limit == nullptr || read.ptr != end || read.ec != std::errc() || hours < 1 ||
      hours > a_year) {
    return false;
  }
  *limit = hours;
  return true;
}

}  // namespace

TimeLimits read_time_limits(const std::filesystem::path& kit) {
  constexpr std::uint64_t most = 4096;
  TimeLimits limits;
  std::error_code ignored;
  if (!std::filesystem::exists(kit / file_name, ignored)) return limits;
  const auto text = evidence::read_text(evidence::Files::disk(), kit / file_name, most);
  if (!text) {
    limits.trouble = file_name;
    return limits;
  }
  std::istringstream lines(*text);
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (take_line(limits, trimmed(line)) || !limits.trouble.empty()) continue;
    limits.trouble = std::string(file_name) + ", " + std::to_string(number);
  }
  return limits;
}

}  // namespace trousse::playbooks
