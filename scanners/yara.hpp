// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/reader.hpp"
#include "core/result.hpp"

namespace trousse::scanners {

/// The external variables that public rule sets expect; the same for every file of a scan.
struct YaraExternals {
  std::string filename;
  std::string filepath;
  std::string extension;  ///< with its dot, as those rule sets write it
  std::string filetype;
  std::string owner;
};

struct YaraHit {
  std::string rule;
  std::string space;  ///< namespace: the rule file
  std::vector<std::string> tags;
  std::vector<std::pair<std::string, std::string>> meta;
  std::vector<std::pair<std::string, std::uint64_t>> strings;  ///< identifier, offset; at most 16
};

/// Rules compiled once, shared read-only by any number of YaraScanner.
class YaraRules {
 public:
  /// Every .yar, .yara (and our encoded .yarx) of the given files and folders. A file that does
  /// not compile whole is compiled rule by rule, and what cannot be used is named in `left_out`.
  /// Errors: missing (no such path), unreadable.
  static Result<std::shared_ptr<const YaraRules>> load(const std::vector<std::string>& paths,
                                                       bool own_rules);
  virtual ~YaraRules() = default;
  virtual std::uint64_t count() const = 0;
  virtual const std::vector<std::string>& left_out() const = 0;  ///< "file: rule: why", printable
};

/// One per thread.
class YaraScanner {
 public:
  static Result<std::unique_ptr<YaraScanner>> create(std::shared_ptr<const YaraRules> rules,
                                                     std::chrono::seconds timeout);
  virtual ~YaraScanner() = default;
  /// Bytes in memory. Errc::cancelled when the time ran out: `hits` so far are not given.
  virtual Result<std::vector<YaraHit>> scan(std::span<const std::byte> bytes,
                                            const YaraExternals& externals) = 0;
  /// A content too large for memory, by overlapping windows; the same hits but for strings longer
  /// than the overlap.
  virtual Result<std::vector<YaraHit>> scan(const Reader& bytes,
                                            const YaraExternals& externals) = 0;
};

}  // namespace trousse::scanners
