// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/event.hpp"
#include "disks/volume.hpp"
#include "evidence/intake.hpp"

namespace trousse::formats {
class SigmaRules;
}

/// The findings of a scan. Facts in brackets are not always there; counts and offsets are decimal,
/// times ISO 8601, lists are separated by "; ", strings and tags and signs by spaces.
///
///   kind             about           facts
///   yara             one stream      rules (file name) [description reference tags strings]
///   ransom_note      one file        score signs [family] [copies folders: the same text
///   elsewhere] mass_rename      the volume      extension files doubled bytes folders [first last
///   family] encrypted_files  the volume      extension sampled encrypted folders examples
///                                    [files first last family]
///   remote_access    a program     program files folders (the first one's place) [service
///                                    start command: how Windows keeps it]
///   event_log        one log, by     rules (file name) count records (the first numbers) channel
///                    one rule        event_ids computer [first last id title_fr reference tags
///                                    details: named values of the newest event that matches]
///   clamav           one stream      none: the rule is the signature's name
///   scan_cut         one stream      seconds or why (a limit of ClamAV that was reached), or both
///
/// Notes sent as events: rule_left_out (a rule that cannot be used), scan_unreadable (a stream,
/// entry or event log that could not be read whole), findings_cut (a rule that matched over 500
/// times), rules_gave_up (how many searches of Sigma rules came to no answer within their limits),
/// clamav_gone (clamd ended or stopped answering before the scan did).
namespace trousse::scanners {

class ClamSessions;

struct ScanOptions {
  std::vector<std::string> rules;  ///< YARA files or folders beside our own
  std::vector<std::string> sigma;  ///< Sigma files or folders beside our own
  std::string clamav;              ///< folder of ClamAV signatures, empty when there is none
  /// Connections to a clamd that has loaded them; they outlive the scan. Null when it could not be
  /// started: what was to be shown to it is then counted as unanswered.
  ClamSessions* clamd = nullptr;
  bool own_rules = true;
  std::vector<std::string> only;               ///< scanner names, empty for all
  bool wants(std::string_view scanner) const;  ///< by `only`
  /// Whether files are to be shown to ClamAV.
  bool wants_clamav() const { return !clamav.empty() && wants("clamav"); }
  std::chrono::seconds file_timeout{60};
  unsigned workers = 2;
  EventSink events;  ///< called from one thread at a time
  std::stop_token stop;
};

struct Scanned {
  std::uint64_t files = 0;
  std::uint64_t streams = 0;
  std::uint64_t bytes = 0;
  std::uint64_t findings = 0;
  std::uint64_t failed = 0;  ///< streams that could not be read whole
  std::uint64_t timed_out = 0;
  std::uint64_t rules = 0;           ///< YARA rules in use
  std::uint64_t rules_left_out = 0;  ///< of both kinds
  std::uint64_t events = 0;          ///< of Windows event logs, compared with the Sigma rules
  std::uint64_t sigma_rules = 0;     ///< in use
  // Streams that hold something, where ClamAV was asked for:
  std::uint64_t clamav_shown = 0;        ///< to clamd, which answered
  std::uint64_t clamav_passed_over = 0;  ///< larger than `largest_for_clamav`
  std::uint64_t clamav_unanswered = 0;   ///< clamd is not there, has died, or could not
};

class YaraRules;

/// Rules, each kind loaded once the first scanner wants it.
struct LoadedRules {
  std::shared_ptr<const YaraRules> yara;
  std::shared_ptr<const formats::SigmaRules> sigma;
};

/// Opens the same volume again, for one more thread.
using VolumeOpener = std::function<Result<std::unique_ptr<disks::Volume>>()>;

/// A volume that was listed.
class VolumeScan {
 public:
  virtual ~VolumeScan() = default;
  /// What there is to read, those that closed parts hold included.
  virtual std::uint64_t entries() const = 0;
  /// Reads every stream of every entry once (deleted ones while resident), in the order of their
  /// first cluster, and gives the bytes to every scanner; hashes on the way. Evidence-side trouble
  /// is counted and noted; the error returned is the key's side, or cancelled. Once.
  virtual Result<Scanned> read() = 0;
};

/// A scan of volumes by the same scanners and rules. Who has several lists them all first, and so
/// knows how much there is to read. All that is given must outlive it.
class Scanning {
 public:
  Scanning(const ScanOptions& options, evidence::Intake& intake)
      : options_(options), intake_(intake) {}
  /// Errors: usage (no scanner of that name), not_whole (it does not list as before a cut),
  /// those of the rule files and of the volume, the key's side, cancelled.
  Result<std::unique_ptr<VolumeScan>> list(const VolumeOpener& open);

 private:
  const ScanOptions& options_;
  evidence::Intake& intake_;
  LoadedRules rules_;  ///< once a volume wants them
};

/// Both at once, of a single volume.
Result<Scanned> scan_volume(const VolumeOpener& open, const ScanOptions& options,
                            evidence::Intake& intake);

/// The counts of what was read of a volume, as `Intake::marked` tells them; all 0 for "".
Scanned scanned_until(const std::string& marked);

}  // namespace trousse::scanners
