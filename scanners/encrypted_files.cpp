// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <mutex>
#include <set>

#include <fmt/format.h>

#include "formats/known_extensions.hpp"
#include "formats/ransomware.hpp"
#include "scanners/scanner.hpp"

namespace trousse::scanners {
namespace {

constexpr std::uint64_t wanted_sample = 200;
constexpr std::size_t max_examples = 20;
constexpr std::size_t max_folders = 256;
// One odd file is a damaged file; this many of one kind are no accident.
constexpr std::uint64_t least_encrypted = 5;

/// What was seen under one extension.
struct Tally {
  std::uint64_t sampled = 0;
  std::uint64_t encrypted = 0;
  std::optional<Utc> first;
  std::optional<Utc> last;
  std::map<std::string, std::uint64_t> folders;  // of those judged encrypted
  std::set<std::string> examples;
};

/// A number for an entry that has nothing to do with its place (the finaliser of MurmurHash3), so
/// that a sample is spread over the disk and is the same whatever the threads do.
std::uint64_t scattered(std::uint64_t entry) {
  entry = (entry ^ (entry >> 33)) * 0xFF51AFD7ED558CCDULL;
  entry = (entry ^ (entry >> 33)) * 0xC4CEB9FE1A85EC53ULL;
  return entry ^ (entry >> 33);
}

/// Judges about 200 files of each extension that a census finds suspicious, and every file whose
/// extension promises a content: some families keep the names.
class EncryptedExamination final : public Examination {
 public:
  explicit EncryptedExamination(const Setup& setup) : volume_(setup.volume) {}

  void listed(const File& file) override { census_.add(file); }

  void all_listed(const disks::Volume& /*volume*/) override {
    for (const auto& row : census_.suspicious()) suspicious_[row.extension] = row.files;
    census_ = {};
  }

  Result<std::unique_ptr<Examiner>> examiner() override;

  bool remembers(const File& file, const Stream& stream) const override {
    // An EFS file is ciphertext by its owner's own will.
    if (!stream.name.empty() || stream.encrypted || file.deleted) return false;
    const std::string extension = file.path.extension();
    return !extension.empty() && wants(file, extension);
  }

  bool wants(const File& file, const std::string& extension) const {
    const auto suspicious = suspicious_.find(extension);
    if (suspicious == suspicious_.end()) return formats::is_known_extension(extension);
    return scattered(file.entry) % suspicious->second < wanted_sample;
  }

  void count(const File& file, const std::string& extension, formats::Look look) {
    const std::lock_guard lock(mutex_);
    Tally& tally = tallies_[extension];
    ++tally.sampled;
    if (look != formats::Look::encrypted) return;
    ++tally.encrypted;
    const auto& when = file.standard.changed ? file.standard.changed : file.standard.modified;
    if (when && (!tally.first || *when < *tally.first)) tally.first = when;
    if (when && (!tally.last || *tally.last < *when)) tally.last = when;
    const std::string folder(file.path.folder());
    if (tally.folders.size() < max_folders || tally.folders.contains(folder)) {
      ++tally.folders[folder];
    }
    tally.examples.insert(file.path.text());
    if (tally.examples.size() > max_examples) tally.examples.erase(std::prev(tally.examples.end()));
  }

  std::vector<Finding> finish() override {
    std::vector<Finding> findings;
    for (const auto& [extension, tally] : tallies_) {
      const bool renamed = suspicious_.contains(extension);
      // Under a name that was kept, the untouched files of other folders count against.
      const std::uint64_t least_share = renamed ? 50 : 10;
      if (tally.encrypted < least_encrypted) continue;
      if (tally.encrypted * 100 < tally.sampled * least_share) continue;
      findings.push_back(finding_of(extension, tally, renamed));
    }
    return findings;
  }

 private:
  Finding finding_of(const std::string& extension, const Tally& tally, bool renamed) const {
    Finding finding;
    finding.kind = "encrypted_files";
    finding.rule = "encrypted_files";
    finding.volume = volume_;
    finding.severity = Severity::critical;
    const std::uint64_t share = tally.encrypted * 100 / tally.sampled;
    finding.certainty = renamed && share >= 90 && tally.encrypted >= 20 ? Certainty::certain
                        : share >= 50                                   ? Certainty::probable
                                                                        : Certainty::possible;
    finding.when = tally.first;
    finding.facts["extension"] = extension;
    finding.facts["sampled"] = fmt::format("{}", tally.sampled);
    finding.facts["encrypted"] = fmt::format("{}", tally.encrypted);
    if (const auto files = suspicious_.find(extension); files != suspicious_.end()) {
      finding.facts["files"] = fmt::format("{}", files->second);
    }
    if (tally.first) finding.facts["first"] = to_iso8601(*tally.first);
    if (tally.last) finding.facts["last"] = to_iso8601(*tally.last);
    finding.facts["folders"] = most_counted(tally.folders, 5);
    std::string examples;
    for (const auto& path : tally.examples) examples += (examples.empty() ? "" : "; ") + path;
    finding.facts["examples"] = examples;
    if (const auto family = formats::family_of_extension(extension); !family.empty()) {
      finding.facts["family"] = family;
    }
    return finding;
  }

  std::string volume_;
  formats::Census census_;
  std::map<std::string, std::uint64_t> suspicious_;  // to the count of files, fixed before work
  std::mutex mutex_;
  std::map<std::string, Tally> tallies_;
};

class EncryptedExaminer final : public Examiner {
 public:
  explicit EncryptedExaminer(EncryptedExamination& whole) : whole_(whole) {}

  std::vector<Finding> look(const Subject& subject) override {
    if (!whole_.remembers(subject.file, subject.stream)) return {};
    whole_.count(subject.file, subject.file.path.extension(),
                 formats::judge_content(subject.file.path.name(), subject.head));
    return {};
  }

 private:
  EncryptedExamination& whole_;
};

Result<std::unique_ptr<Examiner>> EncryptedExamination::examiner() {
  return std::make_unique<EncryptedExaminer>(*this);
}

}  // namespace

std::unique_ptr<Examination> encrypted_files(const Setup& setup) {
  return std::make_unique<EncryptedExamination>(setup);
}

}  // namespace trousse::scanners
