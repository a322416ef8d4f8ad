// SPDX-License-Identifier: Apache-2.0
#include "scanners/sums.hpp"

#include <algorithm>
#include <fstream>
#include <string_view>

#include "core/text.hpp"

namespace trousse::scanners {
namespace {

namespace paths = std::filesystem;

constexpr std::uintmax_t largest_list = std::uintmax_t{4} << 20;
constexpr std::size_t digits = 64;

bool is_hash(std::string_view text) {
  return text.size() == digits &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

Sums Sums::of(const paths::path& folder) {
  Sums sums;
  const paths::path list = folder / "SHA256SUMS";
  std::error_code trouble;
  if (!paths::exists(list, trouble)) return sums;
  std::ifstream in(list, std::ios::binary);
  const bool is_small = paths::file_size(list, trouble) <= largest_list && !trouble;
  for (std::string line; is_small && std::getline(in, line);) {
    if (line.ends_with('\r')) line.pop_back();
    // Behind the digits: a space, then a space or, for a binary file, a star.
    if (line.size() < digits + 3 || line[digits] != ' ') continue;
    const std::string hash = folded(line.substr(0, digits));
    if (is_hash(hash)) sums.sums_[(folder / line.substr(digits + 2)).lexically_normal()] = hash;
  }
  if (in.bad() || sums.sums_.empty()) sums.trouble_ = "SHA256SUMS beside it holds no sum";
  return sums;
}

bool Sums::lists(const paths::path& file) const {
  return !trouble_.empty() || sums_.contains(file.lexically_normal());
}

std::string Sums::contradicts(const paths::path& file, const std::string& hash) const {
  if (!trouble_.empty()) return trouble_;
  const auto at = sums_.find(file.lexically_normal());
  if (at == sums_.end() || at->second == hash) return "";
  return "damaged: SHA256SUMS has another sum";
}

}  // namespace trousse::scanners
