// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/file.hpp"
#include "core/finding.hpp"
#include "core/reader.hpp"
#include "core/result.hpp"
#include "scanners/scan.hpp"
#include "scanners/yara.hpp"

namespace trousse::scanners {

/// One stream under examination. Everything it points to lives during one `look` only.
struct Subject {
  const File& file;
  const Stream& stream;
  std::string_view volume;           ///< letter
  std::string_view type;             ///< formats::file_type of the head
  std::string_view owner;            ///< account name or SID, "" when unknown
  std::span<const std::byte> head;   ///< the first 64 KiB, less when the stream is shorter
  std::span<const std::byte> whole;  ///< all of it, empty when it is over 16 MiB
  const Reader* large = nullptr;     ///< all of it when `whole` is empty
};

/// A finding about a subject, its place filled in.
Finding finding_about(const Subject& subject, std::string kind, std::string rule);

/// What a look gives beside findings.
struct Besides {
  Scanned seen;                       ///< counts of this scanner only, to be added
  std::vector<std::string> troubles;  ///< what of the stream could not be understood, English
  std::vector<Note> notes;            ///< what is to be known of the scanner itself
};

/// One thread's part of a scanner.
class Examiner {
 public:
  virtual ~Examiner() = default;
  virtual std::vector<Finding> look(const Subject& subject) = 0;
  /// Of the last `look`, taken once.
  virtual Besides besides() { return {}; }
};

/// For a scanner that reads no content: the listing says it all.
class NoExaminer final : public Examiner {
 public:
  std::vector<Finding> look(const Subject& /*subject*/) override { return {}; }
};

/// A scanner at work on one volume. `listed` and `finish` are called by one thread, before and
/// after all examiners; what examiners share is theirs to guard.
class Examination {
 public:
  virtual ~Examination() = default;
  /// Every entry of the volume, before the first stream is read.
  virtual void listed(const File& /*file*/) {}
  /// The listing is over; `volume` can be read, by this thread and in this call.
  virtual void all_listed(const disks::Volume& /*volume*/) {}
  virtual Result<std::unique_ptr<Examiner>> examiner() = 0;
  /// Whether `finish` needs to have seen this stream: when a scan goes on after a cut, an examiner
  /// is shown its head again (no more of it), and what it finds is dropped.
  virtual bool remembers(const File& /*file*/, const Stream& /*stream*/) const { return false; }
  /// What only the whole volume tells.
  virtual std::vector<Finding> finish() { return {}; }
};

/// What an examination is made from.
struct Setup {
  const ScanOptions& options;
  std::string volume;  ///< letter
  LoadedRules rules;   ///< null each when no scanner in use wants them
};

/// The rules that a scanner wants in its Setup.
enum class Wants { no_rules, yara_rules, sigma_rules };

/// A scanner: a row of the table in registry.cpp.
struct Scanner {
  std::string_view name;  ///< what `--only` takes
  Wants wants;
  /// Null when the scan has not what it needs.
  std::unique_ptr<Examination> (*start)(const Setup& setup);
};

/// All scanners, in the order in which a stream is shown to them.
std::span<const Scanner> all_scanners();

std::unique_ptr<Examination> yara_files(const Setup& setup);
std::unique_ptr<Examination> ransom_notes(const Setup& setup);
std::unique_ptr<Examination> encrypted_files(const Setup& setup);
std::unique_ptr<Examination> mass_rename(const Setup& setup);
std::unique_ptr<Examination> remote_access(const Setup& setup);
std::unique_ptr<Examination> event_logs(const Setup& setup);
std::unique_ptr<Examination> clamav_files(const Setup& setup);

/// "a; b; c" of at most `most` names of a table of counts, the largest first.
std::string most_counted(const std::map<std::string, std::uint64_t>& counts, std::size_t most);

// To add one: write scanners/NAME.cpp with a class derived from Examination; declare its start
// function above and give it a row in registry.cpp; test it in tests/scanners/NAME_test.cpp and
// write the sentence of its finding's kind in words/.

}  // namespace trousse::scanners
