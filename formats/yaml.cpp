// SPDX-License-Identifier: Apache-2.0
#include "formats/yaml.hpp"

#include <map>
#include <optional>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

namespace trousse::formats {
namespace {

constexpr std::size_t max_text = std::size_t{16} << 20;
constexpr std::size_t max_scalars = std::size_t{64} << 20;
constexpr std::size_t max_nodes = 1'000'000;
constexpr std::size_t max_depth = 64;

/// What a finished node weighs against the bounds; an alias weighs as much as what it stands for.
struct Weight {
  std::size_t nodes = 1;
  std::size_t bytes = 0;
  std::size_t depth = 1;
};

Weight operator+(const Weight& outer, const Weight& inner) {
  return {outer.nodes + inner.nodes, outer.bytes + inner.bytes,
          std::max(outer.depth, inner.depth + 1)};
}

// Builds plain values from the parser's events. The library's own Node graph is not used: it
// shares aliased nodes, so that a text of a few lines can stand for billions of them, and nobody
// counts. A handler must not throw through the parser; the first trouble is kept and what follows
// is ignored (the text's length bounds it).
class Builder final : public YAML::EventHandler {
 public:
  explicit Builder(std::size_t first_line) : first_line_(first_line) {}

  std::vector<Yaml> documents;
  std::string trouble;

  void OnDocumentStart(const YAML::Mark&) override {
    frames_.clear();
    anchored_.clear();
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Yaml node;
    node.line = line_of(mark);
    deliver(std::move(node), {}, anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                const std::string& value) override {
    Yaml node;
    node.kind = Yaml::Kind::scalar;
    node.scalar = value;
    node.line = line_of(mark);
    deliver(std::move(node), {1, value.size(), 1}, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchored_.find(anchor);
    // A node that names itself inside itself is not finished yet, hence not there.
    if (found == anchored_.end()) return complain(line_of(mark), "an alias to an unfinished node");
    if (!within_bounds(found->second.weight, line_of(mark))) return;
    deliver(found->second.node, found->second.weight, 0);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    begin(Yaml::Kind::list, mark, anchor);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    begin(Yaml::Kind::map, mark, anchor);
  }
  void OnMapEnd() override { end(); }

 private:
  struct Frame {
    Yaml node;
    YAML::anchor_t anchor = 0;
    Weight weight;
    std::optional<std::string> key;  // of the member whose value comes next
    std::size_t key_line = 0;
    std::set<std::string> keys;
  };
  struct Anchored {
    Yaml node;
    Weight weight;
  };

  std::size_t line_of(const YAML::Mark& mark) const {
    return first_line_ + static_cast<std::size_t>(std::max(mark.line, 0));
  }

  void complain(std::size_t line, std::string_view why) {
    if (trouble.empty()) trouble = fmt::format("line {}: {}", line, why);
  }

  bool within_bounds(const Weight& more, std::size_t line) {
    if (frames_.size() + more.depth > max_depth) {
      complain(line, fmt::format("more than {} levels deep", max_depth));
    } else if (total_.nodes + more.nodes > max_nodes) {
      complain(line, fmt::format("more than {} nodes", max_nodes));
    } else if (total_.bytes + more.bytes > max_scalars) {
      complain(line, fmt::format("more than {} bytes of values", max_scalars));
    }
    return trouble.empty();
  }

  void begin(Yaml::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (!trouble.empty()) return;
    if (!within_bounds({}, line_of(mark))) return;
    ++total_.nodes;
    Frame frame;
    frame.node.kind = kind;
    frame.node.line = line_of(mark);
    frame.anchor = anchor;
    frames_.push_back(std::move(frame));
  }

  void end() {
    if (!trouble.empty() || frames_.empty()) return;
    Frame done = std::move(frames_.back());
    frames_.pop_back();
    place(std::move(done.node), done.weight, done.anchor);
  }

  void deliver(Yaml node, const Weight& weight, YAML::anchor_t anchor) {
    if (!trouble.empty() || !within_bounds(weight, node.line)) return;
    total_.nodes += weight.nodes;
    total_.bytes += weight.bytes;
    place(std::move(node), weight, anchor);
  }

  void place(Yaml node, const Weight& weight, YAML::anchor_t anchor) {
    if (anchor != 0) {
      // The kept copy is memory too.
      if (!within_bounds(weight, node.line)) return;
      total_.nodes += weight.nodes;
      total_.bytes += weight.bytes;
      anchored_[anchor] = {node, weight};
    }
    if (frames_.empty()) {
      documents.push_back(std::move(node));
      return;
    }
    Frame& parent = frames_.back();
    parent.weight = parent.weight + weight;
    if (parent.node.kind == Yaml::Kind::list) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.key) {
      take_key(parent, node);
    } else {
      node.key_line = parent.key_line;
      parent.node.members.emplace_back(std::move(*parent.key), std::move(node));
      parent.key.reset();
    }
  }

  void take_key(Frame& parent, Yaml& node) {
    if (node.kind != Yaml::Kind::scalar) return complain(node.line, "a key that is not a word");
    if (!parent.keys.insert(node.scalar).second) {
      return complain(node.line, fmt::format("the key '{}' stands twice", node.scalar));
    }
    parent.key = std::move(node.scalar);
    parent.key_line = node.line;
  }

  std::size_t first_line_;
  std::vector<Frame> frames_;
  std::map<YAML::anchor_t, Anchored> anchored_;
  Weight total_{0, 0, 0};
};

}  // namespace

Result<std::vector<Yaml>> parse_yaml(std::string_view text, std::size_t first_line) {
  if (text.size() > max_text) {
    return fail(Errc::malformed, fmt::format("line {}: more than {} bytes", first_line, max_text));
  }
  Builder builder(first_line);
  // yaml-cpp throws; its own guard stops recursion at 500 levels, ours counts from 64 on.
  try {
    std::istringstream in{std::string(text)};
    YAML::Parser parser(in);
    while (builder.trouble.empty() && parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    if (builder.trouble.empty()) {
      const auto line = first_line + static_cast<std::size_t>(std::max(error.mark.line, 0));
      builder.trouble = fmt::format("line {}: {}", line, error.msg);
    }
  } catch (const std::exception& error) {
    builder.trouble = fmt::format("line {}: {}", first_line, error.what());
  }
  if (!builder.trouble.empty()) return fail(Errc::malformed, builder.trouble);
  return std::move(builder.documents);
}

Yaml::Yaml() = default;
Yaml::~Yaml() = default;
Yaml::Yaml(const Yaml& other) = default;
Yaml::Yaml(Yaml&& other) noexcept = default;
Yaml& Yaml::operator=(const Yaml& other) = default;
Yaml& Yaml::operator=(Yaml&& other) noexcept = default;

const Yaml* Yaml::find(std::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::string Yaml::text(std::string_view key, std::string_view fallback) const {
  const Yaml* member = find(key);
  const bool is_text = member != nullptr && member->kind == Kind::scalar;
  return is_text ? member->scalar : std::string(fallback);
}

std::vector<std::string> Yaml::texts(std::string_view key) const {
  std::vector<std::string> out;
  const Yaml* member = find(key);
  if (member == nullptr) return out;
  if (member->kind == Kind::scalar) out.push_back(member->scalar);
  for (const Yaml& item : member->items) {
    if (item.kind == Kind::scalar) out.push_back(item.scalar);
  }
  return out;
}

}  // namespace trousse::formats
