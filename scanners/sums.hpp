// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace trousse::scanners {

/// What `SHA256SUMS` of a folder of rules or signatures says of the files below it: lines as
/// coreutils' sha256sum writes them. It shows a damaged copy, not a forged one.
class Sums {
 public:
  /// A folder without one says nothing; one that cannot be read contradicts every file.
  static Sums of(const std::filesystem::path& folder);

  /// Whether anything is said of that file.
  bool lists(const std::filesystem::path& file) const;
  /// Why it is not to be used, English; empty when its bytes, hashed as 64 hexadecimal digits, are
  /// those that were summed, or when nothing is said of it.
  std::string contradicts(const std::filesystem::path& file, const std::string& hash) const;
  /// Why the list itself is of no use, English; empty when it is.
  const std::string& trouble() const { return trouble_; }
  /// The listed files by their paths, with their sums.
  const std::map<std::filesystem::path, std::string>& all() const { return sums_; }

 private:
  std::map<std::filesystem::path, std::string> sums_;
  std::string trouble_;
};

}  // namespace trousse::scanners
