// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/artifact.hpp"
#include "core/event.hpp"
#include "core/finding.hpp"
#include "core/finding_counts.hpp"
#include "core/source.hpp"
#include "words/language.hpp"

namespace trousse::words {

/// Counts of one family of artifacts.
struct FamilyCount {
  std::uint64_t taken = 0, missing = 0, empty = 0, failed = 0, skipped = 0, bytes = 0;
};

/// What a disk said of areas that it keeps from the system.
enum class HiddenArea {
  not_asked,  ///< no disk of a kind that has them, or nothing is known of it
  unknown,    ///< it could not be asked, or did not answer all
  none,
  some,
};

/// A disk image of the case.
struct ImageTold {
  std::uint64_t number = 0;
  std::string format;
  std::uint64_t size = 0;  ///< bytes of the medium
  std::uint64_t segments = 0;
  bool complete = false;                   ///< false: it was stopped, and what was closed is there
  std::string md5, sha256;                 ///< of the medium as it was read, hexadecimal
  std::uint64_t gaps = 0, unreadable = 0;  ///< ranges, and bytes in them
  bool only_used = false;
  std::uint64_t left_out = 0;  ///< bytes of free clusters that were not read
  HiddenArea hidden = HiddenArea::not_asked;
  std::uint64_t hidden_bytes = 0;  ///< known to be there and not in the image
};

/// All that the report says, as values: built by `run`, or again from an opened bag.
struct ReportFacts {
  std::string case_id;
  std::string tool_version;
  std::string began, ended;  ///< ISO 8601
  SourceInfo source;
  std::vector<VolumeInfo> volumes;
  std::string profile;
  std::map<std::string, FamilyCount> families;
  std::vector<Artifact> troubles;  ///< failed, skipped by a limit, taken with gaps; at most 500
  std::uint64_t troubles_in_all = 0;
  std::vector<Finding> findings;  ///< most serious first; at most 2000
  std::uint64_t findings_in_all = 0;
  std::uint64_t scanned_files = 0, scanned_bytes = 0, scan_failed = 0, scan_timed_out = 0;
  std::uint64_t rules = 0, rules_left_out = 0;
  std::uint64_t events = 0, sigma_rules = 0;  ///< of Windows event logs
  /// Streams that ClamAV was shown, that were too large for it, that it did not answer for.
  std::uint64_t clamav_shown = 0, clamav_passed_over = 0, clamav_unanswered = 0;
  std::vector<ImageTold> images;
  bool images_alone = false;  ///< nothing was collected or scanned: no file of the disk was read
  std::vector<Note> notes;    ///< at most 200
  /// The run was interrupted: what was found and taken before is counted here, and its details are
  /// in the archive only.
  bool was_interrupted = false;
  std::array<std::uint64_t, 5> earlier_levels{};  ///< findings before, by severity
  FindingCounts earlier_kinds;                    ///< the same, by kind
};

/// One self-contained, printable HTML page: no script, no outside address loaded, every string of
/// the evidence escaped. Says what was seen, how sure we are, what could not be read, what to do
/// next; never that a machine is safe.
std::string report_html(const ReportFacts& facts, Language language);

/// OUVRIR.html, the page that checks and opens an archive in a browser (docs/opening-page.md); the
/// same bytes for every archive. Empty where Trousse was built without it (TROUSSE_PAGE=OFF).
std::string_view opening_page();

/// LISEZMOI.txt or README.txt of an archive: how to check and open it with what one has. Names
/// OUVRIR.html only where `with_page`. Lines end with CR LF, and the French text begins with a byte
/// order mark, for Notepad of any Windows.
std::string readme(const std::string& case_id, Language language, bool with_page);

}  // namespace trousse::words
