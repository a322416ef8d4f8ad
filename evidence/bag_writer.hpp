// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/artifact.hpp"
#include "evidence/bag_names.hpp"
#include "evidence/files.hpp"
#include "evidence/hash.hpp"
#include "evidence/tar.hpp"

namespace trousse::evidence {

/// True for a path of a part that cannot leave the bag: relative, "data/…" or "records/…", no
/// empty, "." or ".." component, no backslash, no control character.
bool is_safe_bag_path(std::string_view path);

/// Writes one BagIt 1.0 bag (RFC 8493), file by file; manifests are written as it goes.
class BagWriter {
 public:
  static Result<std::unique_ptr<BagWriter>> start(Files& files, std::filesystem::path folder);

  /// Where a payload file came to lie.
  struct Placed {
    std::string path;
    Sha256 sha256{};
    bool was_there = false;  ///< the same bytes under the same name came before
  };
  /// Writes a payload file from `tar`'s current entry. A file that is not complete is removed.
  Result<Placed> add(const TarEntry& entry, TarReader& tar);
  /// Appends to a merged list, "data/outcomes.jsonl".
  Result<void> append(const std::string& path, std::string_view lines);
  /// A file beside the payload.
  Result<void> add_tag(const std::string& path, std::string_view content);
  /// The manifests and bag files. `info` is lines of bag-info.txt.
  Result<void> close(const std::string& info);

  std::uint64_t files() const { return count_; }
  std::uint64_t bytes() const { return bytes_; }
  const std::vector<std::string>& renamed() const { return renamed_; }

 private:
  struct Growing {
    std::unique_ptr<OutputFile> out;
    Sha256Stream hash;
    std::uint64_t size = 0;
  };

  BagWriter(Files& files, std::filesystem::path folder)
      : disk_(files), folder_(std::move(folder)) {}
  Result<std::unique_ptr<OutputFile>> create(std::string& path);
  Result<void> list(const std::string& path, const Sha256& hash, std::uint64_t size);
  Result<void> grow(const std::string& path, std::string_view text);

  Files& disk_;
  std::filesystem::path folder_;
  BagNames names_;
  std::unordered_map<std::string, std::string> first_hash_;  // short marks, see add
  std::map<std::string, Growing> growing_;
  std::vector<std::string> tags_;
  std::vector<std::string> renamed_;
  std::uint64_t count_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace trousse::evidence
