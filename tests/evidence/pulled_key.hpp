// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "evidence/files.hpp"

namespace trousse::tests {

/// A key in memory that gets full, fails, or is pulled out. What it keeps of a cut follows POSIX,
/// not a kind disk: content that was not synced may be gone, there in part, or garbage; a name, a
/// renaming, a removal or a folder that was not synced may be there or not, in any order.
class PulledKey final : public evidence::Files {
 public:
  explicit PulledKey(std::uint64_t seed) : random_(seed) {}

  enum class Fault {
    none,
    cut,       ///< the power goes, or the process is killed, at that call: nothing answers after it
    error,     ///< that call fails, and the next ones do not
    pulled,    ///< that call and all after it fail; nothing that was written is lost
    no_space,  ///< writing fails once that many bytes are on it
  };
  /// `at`: the call from now, 1 is the next; or the byte.
  void plan(Fault fault, std::uint64_t at);
  bool has_struck() const { return struck_; }
  std::uint64_t calls() const { return calls_; }
  std::uint64_t bytes_written() const { return written_; }

  /// The key is in again: what survived a cut is there, the fault is over.
  void plug_in();

  /// What a file holds, "" when it is not there.
  std::string content(const std::string& path) const;
  /// What of a file is certain to survive a cut now.
  std::string certain(const std::string& path) const;
  bool has(const std::string& path) const { return names_.contains(path); }

  Result<std::unique_ptr<evidence::OutputFile>> create(const std::filesystem::path& path) override;
  Result<std::unique_ptr<evidence::OutputFile>> append(const std::filesystem::path& path) override;
  Result<void> publish(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Result<void> remove(const std::filesystem::path& path) override;
  Result<void> cut(const std::filesystem::path& path, std::uint64_t size) override;
  Result<void> make_folder(const std::filesystem::path& path) override;
  Result<void> make_folders(const std::filesystem::path& path) override;
  Result<std::vector<std::string>> list(const std::filesystem::path& folder) override;
  Result<void> set_time(const std::filesystem::path&, std::int64_t, std::uint32_t) override {
    return {};
  }
  Result<std::unique_ptr<Reader>> read(const std::filesystem::path& path) override;
  Result<std::uint64_t> room(const std::filesystem::path& folder) override;

 private:
  struct Content {
    std::string now;
    std::string synced;
  };
  using Held = std::shared_ptr<Content>;
  /// A change of names that no sync of its folder has made sure yet.
  struct Change {
    std::string from;  // "" for a new file
    std::string to;    // "" for a removal
    Held held;
  };
  class Output;
  class Input;

  /// How much of the call that fails is done all the same.
  enum class Done { nothing, half, whole };
  /// An error when this call must fail; `done` says how far it gets.
  Result<void> call(Done* done = nullptr);
  Result<void> write(Content& content, std::span<const std::byte> bytes);
  void sync_names(const std::string& folder);
  void apply(const Change& change, std::map<std::string, Held>& names) const;
  std::string survivor(const Content& content);
  std::uint64_t below(std::uint64_t limit) { return limit == 0 ? 0 : random_() % limit; }

  std::mt19937_64 random_;
  Fault fault_ = Fault::none;
  std::uint64_t at_ = 0;
  std::uint64_t calls_ = 0;
  std::uint64_t written_ = 0;
  std::uint64_t life_ = 0;  // handles of an earlier one are dead
  bool struck_ = false;
  std::atomic<bool> dead_ = false;  // read by those who read ahead
  bool cut_ = false;

  std::map<std::string, Held> names_;
  std::map<std::string, Held> synced_names_;
  std::vector<Change> changes_;
  std::set<std::string> folders_{"/", "/key"};
  std::set<std::string> synced_folders_{"/", "/key"};
  std::set<std::string> locked_;
};

}  // namespace trousse::tests
