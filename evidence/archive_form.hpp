// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "evidence/archive.hpp"
#include "evidence/images.hpp"
#include "evidence/part.hpp"
#include "evidence/zip.hpp"

/// What sealing writes and verifying reads: names of the entries, the list of sums, the manifest
/// (docs/archive-format.md §6).
namespace trousse::evidence {

constexpr std::string_view sums_name = "SHA256SUMS";
constexpr std::string_view signature_name = "SHA256SUMS.p7s";
constexpr std::string_view manifest_name = "manifest.json";
constexpr std::string_view journal_name = "journal.jsonl";
constexpr std::string_view case_name = "case.json";
constexpr std::string_view rescue_name = "keys/rescue.age";
constexpr std::string_view parts_prefix = "parts/";

/// A line of SHA256SUMS: 64 hexadecimal digits, two spaces, the name.
struct Sum {
  std::string name;
  std::string hash;
};
std::string sums_text(const std::vector<Sum>& sums);
/// Errc::not_whole for any line of another form.
Result<std::vector<Sum>> parse_sums(std::string_view text);

/// manifest.json.
struct Manifest {
  std::string case_id;
  std::string created;
  std::string sealed;  ///< ISO 8601; also the time of every ZIP entry
  std::string tool;
  std::vector<PartFacts> parts;
  std::vector<PartFacts> images = {};  ///< segments, which lie beside the archive
  std::string text() const;
  static Result<Manifest> parse(std::string_view text);
};

/// What verifying an archive found, for opening it.
struct Checked {
  Verdict verdict;
  ZipListing listing;
  std::map<std::string, std::string> texts;  ///< the small files, by name
  ImagesState images = {};                   ///< as the journal says
};

/// Checks the archive in `file`. Errc::malformed when it is none of ours, cancelled by `watch`.
Result<Checked> check_archive(const Reader& file, const Watch& watch);

}  // namespace trousse::evidence
