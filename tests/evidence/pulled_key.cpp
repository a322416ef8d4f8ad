// SPDX-License-Identifier: Apache-2.0
#include "tests/evidence/pulled_key.hpp"

#include <algorithm>
#include <cstring>

namespace trousse::tests {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t sector = 512;

std::string folder_of(const std::string& path) { return fs::path(path).parent_path().string(); }

}  // namespace

class PulledKey::Output final : public evidence::OutputFile {
 public:
  Output(PulledKey& key, Held held, std::string lock)
      : key_(key), held_(std::move(held)), lock_(std::move(lock)), life_(key.life_) {}
  ~Output() override {
    if (life_ == key_.life_) key_.locked_.erase(lock_);
  }
  Result<void> write(std::span<const std::byte> bytes) override {
    if (life_ != key_.life_) return fail(Errc::key_removed, "the key was pulled out");
    return key_.write(*held_, bytes);
  }
  Result<void> sync() override {
    if (life_ != key_.life_) return fail(Errc::key_removed, "the key was pulled out");
    Done done = Done::nothing;
    auto answer = key_.call(&done);
    if (answer || done == Done::whole) held_->synced = held_->now;
    return answer;
  }

 private:
  PulledKey& key_;
  Held held_;
  std::string lock_;
  std::uint64_t life_;
};

class PulledKey::Input final : public Reader {
 public:
  Input(PulledKey& key, Held held) : key_(key), held_(std::move(held)) {}
  std::uint64_t size() const override { return held_->now.size(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    if (key_.dead_) return fail(Errc::key_removed, "the key was pulled out");
    if (offset >= size()) return std::size_t{0};
    const std::size_t count = std::min<std::uint64_t>(into.size(), size() - offset);
    std::memcpy(into.data(), held_->now.data() + offset, count);
    return count;
  }

 private:
  PulledKey& key_;
  Held held_;
};

void PulledKey::plan(Fault fault, std::uint64_t at) {
  fault_ = fault;
  at_ = at;
  calls_ = 0;
  written_ = 0;
  struck_ = false;
}

Result<void> PulledKey::call(Done* done) {
  if (dead_) return fail(Errc::key_removed, "the key was pulled out");
  ++calls_;
  if (fault_ == Fault::none || fault_ == Fault::no_space || calls_ != at_) return {};
  struck_ = true;
  dead_ = fault_ != Fault::error;
  cut_ = fault_ == Fault::cut;
  if (done != nullptr && cut_) *done = static_cast<Done>(below(3));
  return fail(Errc::key_removed, "fault at a call");
}

Result<void> PulledKey::write(Content& content, std::span<const std::byte> bytes) {
  Done done = Done::nothing;
  auto answer = call(&done);
  std::size_t count = answer ? bytes.size() : below(done == Done::nothing ? 1 : bytes.size() + 1);
  if (answer && fault_ == Fault::no_space && written_ + count > at_) {
    count = at_ > written_ ? at_ - written_ : 0;
    struck_ = true;
    answer = fail(Errc::key_full, "no space");
  }
  content.now.append(reinterpret_cast<const char*>(bytes.data()), count);
  written_ += count;
  return answer;
}

Result<std::unique_ptr<evidence::OutputFile>> PulledKey::create(const fs::path& path) {
  const std::string name = path.string();
  Done done = Done::nothing;
  const auto answer = call(&done);
  if (!answer && done == Done::nothing) return tl::unexpected(answer.error());
  if (answer && names_.contains(name)) return fail(Errc::exists, "create: " + name);
  if (answer && !folders_.contains(folder_of(name))) return fail(Errc::key_removed, "no folder");
  const auto held = std::make_shared<Content>();
  names_[name] = held;
  changes_.push_back({"", name, held});
  if (!answer) return tl::unexpected(answer.error());
  return std::unique_ptr<evidence::OutputFile>(std::make_unique<Output>(*this, held, ""));
}

Result<std::unique_ptr<evidence::OutputFile>> PulledKey::append(const fs::path& path) {
  const std::string name = path.string();
  TRY(call());
  if (locked_.contains(name)) return fail(Errc::refused, "another program is writing to this case");
  if (!names_.contains(name)) {
    const auto held = std::make_shared<Content>();
    names_[name] = held;
    changes_.push_back({"", name, held});
  }
  locked_.insert(name);
  return std::unique_ptr<evidence::OutputFile>(std::make_unique<Output>(*this, names_[name], name));
}

Result<void> PulledKey::publish(const fs::path& from, const fs::path& to) {
  Done done = Done::nothing;
  auto answer = call(&done);
  if (!answer && done == Done::nothing) return answer;
  const auto found = names_.find(from.string());
  if (found == names_.end()) return answer ? fail(Errc::key_removed, "publish") : answer;
  if (names_.contains(to.string())) return answer ? fail(Errc::exists, "publish") : answer;
  const Change change{from.string(), to.string(), found->second};
  changes_.push_back(change);
  apply(change, names_);
  if (answer || done == Done::whole) sync_names(folder_of(to.string()));
  return answer;
}

Result<void> PulledKey::remove(const fs::path& path) {
  TRY(call());
  const auto found = names_.find(path.string());
  if (found == names_.end()) return fail(Errc::missing, "remove");
  const Change change{path.string(), "", found->second};
  changes_.push_back(change);
  apply(change, names_);
  return {};
}

Result<void> PulledKey::cut(const fs::path& path, std::uint64_t size) {
  TRY(call());
  const auto found = names_.find(path.string());
  if (found == names_.end()) return fail(Errc::key_removed, "cut");
  found->second->now.resize(size);
  return {};
}

Result<void> PulledKey::make_folder(const fs::path& path) {
  Done done = Done::nothing;
  auto answer = call(&done);
  if (!answer && done == Done::nothing) return answer;
  for (fs::path at = path; at != at.parent_path(); at = at.parent_path()) {
    folders_.insert(at.string());
    if (answer || done == Done::whole) synced_folders_.insert(at.string());
  }
  if (!answer) return answer;
  const auto names = TRY(list(path));
  return names.empty() ? Result<void>() : fail(Errc::exists, "make a folder");
}

Result<void> PulledKey::make_folders(const fs::path& path) {
  TRY(call());
  for (fs::path at = path; at != at.parent_path(); at = at.parent_path()) {
    folders_.insert(at.string());
  }
  return {};
}

Result<std::vector<std::string>> PulledKey::list(const fs::path& folder) {
  if (dead_) return fail(Errc::key_removed, "the key was pulled out");
  if (!folders_.contains(folder.string())) return fail(Errc::missing, "list");
  std::vector<std::string> names;
  for (const auto& [path, held] : names_) {
    if (folder_of(path) == folder.string()) names.push_back(fs::path(path).filename().string());
  }
  for (const auto& path : folders_) {
    if (path != "/" && folder_of(path) == folder.string()) {
      names.push_back(fs::path(path).filename().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::unique_ptr<Reader>> PulledKey::read(const fs::path& path) {
  if (dead_) return fail(Errc::key_removed, "the key was pulled out");
  const auto found = names_.find(path.string());
  if (found == names_.end()) return fail(Errc::missing, "read: " + path.string());
  return std::unique_ptr<Reader>(std::make_unique<Input>(*this, found->second));
}

Result<std::uint64_t> PulledKey::room(const fs::path&) {
  TRY(call());
  if (fault_ != Fault::no_space) return std::uint64_t{1} << 40;
  return at_ > written_ ? at_ - written_ : 0;
}

void PulledKey::apply(const Change& change, std::map<std::string, Held>& names) const {
  if (!change.from.empty()) names.erase(change.from);
  if (!change.to.empty()) names[change.to] = change.held;
}

// As Linux does it: the folder and what was changed in it, whatever file it was.
void PulledKey::sync_names(const std::string& folder) {
  std::vector<Change> others;
  for (const Change& change : changes_) {
    const std::string path = change.to.empty() ? change.from : change.to;
    if (folder_of(path) == folder) {
      apply(change, synced_names_);
    } else {
      others.push_back(change);
    }
  }
  changes_ = std::move(others);
}

// What of a file is there after a cut: what was synced, and of the rest a piece, the last sector
// of which may hold anything.
std::string PulledKey::survivor(const Content& content) {
  if (content.now == content.synced || below(4) == 0) return content.synced;
  if (!content.now.starts_with(content.synced)) return below(2) == 0 ? content.now : content.synced;
  const std::size_t more = content.now.size() - content.synced.size();
  std::size_t end = content.synced.size() + below(more + 1);
  if (below(4) != 0) end = std::max(content.synced.size(), end / sector * sector);
  std::string left = content.now.substr(0, end);
  if (left.size() == content.synced.size() || below(3) != 0) return left;
  const std::size_t garbage = std::min(sector, left.size() - content.synced.size());
  const bool zeros = below(2) == 0;
  for (std::size_t i = left.size() - garbage; i < left.size(); ++i) {
    left[i] = zeros ? '\0' : static_cast<char>(random_());
  }
  return left;
}

void PulledKey::plug_in() {
  if (cut_) {
    // Most file systems keep the order of changes to names; one without a journal does not.
    const bool in_order = below(4) != 0;
    const std::size_t prefix = below(changes_.size() + 1);
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      if (in_order ? i < prefix : below(2) == 0) apply(changes_[i], synced_names_);
    }
    for (const auto& folder : std::vector(folders_.begin(), folders_.end())) {
      const bool above = synced_folders_.contains(folder_of(folder));
      if (above && !synced_folders_.contains(folder) && below(2) == 0) {
        synced_folders_.insert(folder);
      }
    }
    folders_ = synced_folders_;
    std::erase_if(synced_names_,
                  [&](const auto& name) { return !folders_.contains(folder_of(name.first)); });
    std::set<Content*> done;
    for (const auto& [name, held] : synced_names_) {
      if (!done.insert(held.get()).second) continue;
      held->now = survivor(*held);
      held->synced = held->now;
    }
    names_ = synced_names_;
    changes_.clear();
  }
  ++life_;
  locked_.clear();
  dead_ = false;
  cut_ = false;
  plan(Fault::none, 0);
}

std::string PulledKey::content(const std::string& path) const {
  const auto found = names_.find(path);
  return found == names_.end() ? std::string() : found->second->now;
}

std::string PulledKey::certain(const std::string& path) const {
  const auto found = synced_names_.find(path);
  return found == synced_names_.end() ? std::string() : found->second->synced;
}

}  // namespace trousse::tests
