// SPDX-License-Identifier: Apache-2.0
#include "collectors/glob.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "core/text.hpp"

namespace trousse::collectors {
namespace {

constexpr std::size_t max_pattern = 4096;
constexpr std::size_t max_components = 128;
constexpr std::size_t max_nodes = 1'000'000;
constexpr unsigned max_levels = 64;
constexpr unsigned default_levels = 3;  // of `**`, ForensicArtifacts format specification

// Length of the character at `at`; a byte that begins none, or one cut short, counts for one.
std::size_t character_length(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
  if (length > text.size() - at) return 1;
  for (std::size_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(text[at + i]) & 0xC0U) != 0x80) return 1;
  }
  return length;
}

// UTF-8 orders as its code points do, so that a range compares as bytes.
std::string_view character(std::string_view text, std::size_t at) {
  return text.substr(at, character_length(text, at));
}

// Where the set that opens at `open` closes; a `]` right after the opening belongs to the set.
std::size_t closing_bracket(std::string_view pattern, std::size_t open) {
  std::size_t at = open + 1;
  if (at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^')) ++at;
  return pattern.find(']', at + 1);
}

bool in_set(std::string_view set, std::string_view wanted) {
  const bool negated = set[0] == '!' || set[0] == '^';
  bool found = false;
  for (std::size_t at = negated ? 1 : 0; at < set.size();) {
    const std::string_view low = character(set, at);
    std::string_view high = low;
    at += low.size();
    if (at + 1 < set.size() && set[at] == '-') {
      high = character(set, at + 1);
      at += 1 + high.size();
    }
    found = found || (low <= wanted && wanted <= high);
  }
  return found != negated;
}

// What one place of the pattern takes: its own length when it fits the character, 0 when not.
std::size_t fits_one(std::string_view pattern, std::size_t at, std::string_view wanted) {
  if (pattern[at] == '?') return 1;
  if (pattern[at] == '[') {
    const std::size_t close = closing_bracket(pattern, at);
    if (close != std::string_view::npos) {
      return in_set(pattern.substr(at + 1, close - at - 1), wanted) ? close - at + 1 : 0;
    }
  }
  return character(pattern, at) == wanted ? wanted.size() : 0;
}

// Levels of a `**` or `**N` component; 0 when the component is none.
Result<unsigned> deep_levels(std::string_view component) {
  if (!component.starts_with("**")) return 0U;
  const std::string_view digits = component.substr(2);
  if (digits.empty()) return default_levels;
  if (digits.find_first_not_of("0123456789") != std::string_view::npos) return 0U;
  unsigned levels = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), levels);
  if (read.ec != std::errc() || levels == 0 || levels > max_levels) {
    return fail(Errc::unsupported,
                fmt::format("{}: depth not within 1..{}", component, max_levels));
  }
  return levels;
}

std::vector<std::string_view> components_of(std::string_view path) {
  std::vector<std::string_view> out;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (slash > 0) out.push_back(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return out;
}

}  // namespace

// One place to come back to is enough: what an earlier `*` could take more, a later one can take
// too.
bool fits(std::string_view pattern, std::string_view name) {
  std::size_t in_pattern = 0;
  std::size_t in_name = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_end = 0;
  while (in_name < name.size()) {
    if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
      star = in_pattern++;
      star_end = in_name;
      continue;
    }
    const std::string_view wanted = character(name, in_name);
    const std::size_t taken =
        in_pattern < pattern.size() ? fits_one(pattern, in_pattern, wanted) : 0;
    if (taken != 0) {
      in_pattern += taken;
      in_name += wanted.size();
      continue;
    }
    if (star == std::string_view::npos) return false;
    in_pattern = star + 1;
    star_end += character_length(name, star_end);
    in_name = star_end;
  }
  return pattern.find_first_not_of('*', in_pattern) == std::string_view::npos;
}

GlobSet::GlobSet(Letters letters) : letters_(letters), nodes_(1) {}

std::uint32_t GlobSet::make_node() {
  nodes_.emplace_back();
  return static_cast<std::uint32_t>(nodes_.size() - 1);
}

std::uint32_t GlobSet::after_name(std::uint32_t from, std::string_view component) {
  const auto found = nodes_[from].names.find(component);
  if (found != nodes_[from].names.end()) return found->second;
  const std::uint32_t made = make_node();
  nodes_[from].names.emplace(component, made);
  return made;
}

std::uint32_t GlobSet::after_wildcard(std::uint32_t from, std::string_view component) {
  for (const auto& [pattern, node] : nodes_[from].wildcards) {
    if (pattern == component) return node;
  }
  const std::uint32_t made = make_node();
  nodes_[from].wildcards.emplace_back(component, made);
  return made;
}

// A chain of `levels` places, each one component further, from each of which the pattern may go on.
std::uint32_t GlobSet::after_deep(std::uint32_t from, unsigned levels, bool last) {
  const std::string key = fmt::format("{}{}", levels, last ? " last" : "");
  for (const auto& [name, node] : nodes_[from].deep) {
    if (name == key) return node;
  }
  const std::uint32_t target = make_node();
  nodes_[from].deep.emplace_back(key, target);
  if (!last) nodes_[from].also.push_back(target);
  std::uint32_t at = from;
  for (unsigned level = 0; level < levels; ++level) {
    const std::uint32_t below = make_node();
    nodes_[at].wildcards.emplace_back("*", below);
    nodes_[below].also.push_back(target);
    at = below;
  }
  return target;
}

Result<void> GlobSet::add(std::string_view pattern, std::uint32_t id) {
  const std::string kept = letters_ == Letters::folded ? folded(pattern) : std::string(pattern);
  const auto components = components_of(kept);
  if (pattern.size() > max_pattern || components.size() > max_components) {
    return fail(Errc::unsupported, "pattern too long");
  }
  std::uint32_t at = 0;
  for (std::size_t i = 0; i < components.size(); ++i) {
    if (nodes_.size() + max_levels + 1 > max_nodes) {
      return fail(Errc::unsupported, "too many patterns");
    }
    const unsigned levels = TRY(deep_levels(components[i]));
    if (levels != 0) {
      at = after_deep(at, levels, i + 1 == components.size());
    } else if (components[i].find_first_of("*?[") != std::string_view::npos) {
      at = after_wildcard(at, components[i]);
    } else {
      at = after_name(at, components[i]);
    }
  }
  nodes_[at].ids.push_back(id);
  return {};
}

// Adds a place and those reached from it for free; each once a round.
void GlobSet::enter(std::uint32_t node) {
  if (entered_[node] == round_) return;
  entered_[node] = round_;
  const std::size_t first = next_.size();
  next_.push_back(node);
  for (std::size_t i = first; i < next_.size(); ++i) {
    for (const std::uint32_t other : nodes_[next_[i]].also) {
      if (entered_[other] == round_) continue;
      entered_[other] = round_;
      next_.push_back(other);
    }
  }
}

void GlobSet::step(std::string_view component) {
  ++round_;
  next_.clear();
  for (const std::uint32_t at : now_) {
    const Node& node = nodes_[at];
    if (!node.names.empty()) {
      const auto found = node.names.find(component);
      if (found != node.names.end()) enter(found->second);
    }
    for (const auto& [pattern, below] : node.wildcards) {
      if (entered_[below] != round_ && (pattern == "*" || fits(pattern, component))) enter(below);
    }
  }
  now_.swap(next_);
}

const std::vector<std::uint32_t>& GlobSet::match(std::string_view path) {
  std::string kept;
  if (letters_ == Letters::folded) {
    kept = folded(path);
    path = kept;
  }
  found_.clear();
  entered_.resize(nodes_.size(), 0);
  ++round_;
  next_.clear();
  enter(0);
  now_.swap(next_);
  while (!path.empty() && !now_.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (slash > 0) step(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  for (const std::uint32_t at : now_) {
    found_.insert(found_.end(), nodes_[at].ids.begin(), nodes_[at].ids.end());
  }
  std::sort(found_.begin(), found_.end());
  found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
  return found_;
}

}  // namespace trousse::collectors
