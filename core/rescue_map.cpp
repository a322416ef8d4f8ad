// SPDX-License-Identifier: Apache-2.0
#include "core/rescue_map.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace trousse {

namespace {

// Words of a line, cut at spaces and tabs.
std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const auto start = line.find_first_not_of(" \t\r");
    if (start == line.npos) return words;
    line.remove_prefix(start);
    const auto end = std::min(line.find_first_of(" \t\r"), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

// Decimal, or hexadecimal after 0x.
std::optional<std::uint64_t> number(std::string_view text) {
  const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
  if (hexadecimal) text.remove_prefix(2);
  std::uint64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value, hexadecimal ? 16 : 10);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return value;
}

std::optional<RescueState> state_of(std::string_view text) {
  if (text.size() != 1 || std::string_view("?*/-+").find(text[0]) == std::string_view::npos) {
    return std::nullopt;
  }
  return static_cast<RescueState>(text[0]);
}

std::optional<RescueRange> range_from(const std::vector<std::string_view>& words) {
  if (words.size() != 3) return std::nullopt;
  const auto offset = number(words[0]);
  const auto length = number(words[1]);
  const auto state = state_of(words[2]);
  if (!offset || !length || !state) return std::nullopt;
  return RescueRange{*offset, *length, *state};
}

}  // namespace

RescueMap::RescueMap(std::uint64_t size) : size_(size) {
  if (size > 0) states_.emplace(0, RescueState::untried);
}

Result<RescueMap> RescueMap::parse(std::string_view text, std::uint64_t size) {
  RescueMap map(size);
  bool seen_status = false;
  std::uint64_t end = 0;
  for (unsigned line_number = 1; !text.empty(); ++line_number) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto words = words_of(line.substr(0, line.find('#')));
    if (words.empty()) continue;
    // The first line that is no comment says where the reading stood; ours begins anew from the
    // states, so that it only has to look like one.
    if (!seen_status) {
      if (words.size() < 2 || !number(words[0])) break;
      seen_status = true;
      continue;
    }
    const auto range = range_from(words);
    if (!range || range->offset < end || range->offset > size ||
        range->length > size - range->offset) {
      return fail(Errc::malformed, fmt::format("mapfile, line {}", line_number));
    }
    end = range->offset + range->length;
    map.mark(range->offset, range->length, range->state);
  }
  if (!seen_status) return fail(Errc::malformed, "not a mapfile");
  return map;
}

std::string RescueMap::text() const {
  // ddrescue goes on from the state on the first line; '?' is its first phase, always right.
  const bool finished = gaps().empty();
  std::string out = fmt::format(
      "# Mapfile. Created by Trousse\n# current_pos  current_status  current_pass\n"
      "0x00000000     {}               1\n#      pos        size  status\n",
      finished ? '+' : '?');
  for (const auto& range : ranges()) {
    out += fmt::format("0x{:08X}  0x{:08X}  {}\n", range.offset, range.length,
                       static_cast<char>(range.state));
  }
  return out;
}

RescueRange RescueMap::range_of(States::const_iterator at) const {
  const auto after = std::next(at);
  const std::uint64_t end = after == states_.end() ? size_ : after->first;
  return {at->first, end - at->first, at->second};
}

void RescueMap::split(std::uint64_t offset) {
  if (offset >= size_) return;
  const auto state = std::prev(states_.upper_bound(offset))->second;
  states_.try_emplace(offset, state);
}

void RescueMap::mark(std::uint64_t offset, std::uint64_t length, RescueState state) {
  if (offset >= size_ || length == 0) return;
  const std::uint64_t end = offset + std::min(length, size_ - offset);
  split(offset);
  split(end);
  states_.erase(states_.upper_bound(offset), states_.lower_bound(end));
  auto here = states_.find(offset);
  here->second = state;
  const auto after = std::next(here);
  if (after != states_.end() && after->second == state) states_.erase(after);
  if (here != states_.begin() && std::prev(here)->second == state) states_.erase(here);
}

RescueRange RescueMap::range_at(std::uint64_t offset) const {
  return range_of(std::prev(states_.upper_bound(offset)));
}

std::optional<RescueRange> RescueMap::next(std::uint64_t from, RescueState state) const {
  if (from >= size_) return std::nullopt;
  for (auto at = std::prev(states_.upper_bound(from)); at != states_.end(); ++at) {
    if (at->second != state) continue;
    RescueRange range = range_of(at);
    const std::uint64_t cut = from > range.offset ? from - range.offset : 0;
    return RescueRange{range.offset + cut, range.length - cut, state};
  }
  return std::nullopt;
}

std::optional<RescueRange> RescueMap::last(std::uint64_t end, RescueState state) const {
  for (auto at = states_.lower_bound(end); at != states_.begin();) {
    --at;
    if (at->second != state) continue;
    const RescueRange range = range_of(at);
    return RescueRange{range.offset, std::min(range.length, end - range.offset), state};
  }
  return std::nullopt;
}

std::vector<RescueRange> RescueMap::ranges() const {
  std::vector<RescueRange> all;
  all.reserve(states_.size());
  for (auto at = states_.begin(); at != states_.end(); ++at) all.push_back(range_of(at));
  return all;
}

std::uint64_t RescueMap::bytes(RescueState state) const {
  std::uint64_t sum = 0;
  for (auto at = states_.begin(); at != states_.end(); ++at) {
    if (at->second == state) sum += range_of(at).length;
  }
  return sum;
}

std::vector<Gap> RescueMap::gaps() const {
  std::vector<Gap> all;
  for (auto at = states_.begin(); at != states_.end(); ++at) {
    if (at->second == RescueState::rescued) continue;
    const RescueRange range = range_of(at);
    if (!all.empty() && all.back().offset + all.back().length == range.offset) {
      all.back().length += range.length;
    } else {
      all.push_back({range.offset, range.length});
    }
  }
  return all;
}

}  // namespace trousse
