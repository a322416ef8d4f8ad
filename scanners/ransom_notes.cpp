// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <functional>
#include <mutex>

#include <fmt/format.h>

#include "formats/ransomware.hpp"
#include "scanners/scanner.hpp"

namespace trousse::scanners {
namespace {

// The same note lies in every folder: the first places are told one by one, the rest as a count.
constexpr std::uint64_t told_one_by_one = 3;
constexpr std::size_t max_different = 1024;
constexpr std::size_t max_folders_told = 16;
constexpr std::uint64_t max_note_size = 512 * 1024;
constexpr std::uint64_t max_unnamed_note = 32 << 10;  // bytes

struct SameNote {
  Finding first;
  std::uint64_t copies = 0;
  std::map<std::string, std::uint64_t> folders;
};

bool may_hold_note(const File& file, const Stream& stream) {
  if (stream.size == 0 || stream.size > max_note_size || !stream.name.empty()) return false;
  // A short text is judged whatever its name: its content is at hand, and most notes are short. A
  // longer one must have the name of a note, for texts are the slow part of a scan otherwise.
  return stream.size <= max_unnamed_note || formats::may_be_note(file.path.name(), stream.size);
}

class NoteExamination final : public Examination {
 public:
  Result<std::unique_ptr<Examiner>> examiner() override;

  bool remembers(const File& file, const Stream& stream) const override {
    return may_hold_note(file, stream);
  }

  /// True when this copy is to be told on its own.
  bool count(const Finding& finding, std::size_t content, std::string_view folder) {
    const std::lock_guard lock(mutex_);
    if (!notes_.contains(content) && notes_.size() >= max_different) return true;
    SameNote& note = notes_[content];
    if (note.copies++ == 0 || finding.path < note.first.path) note.first = finding;
    if (note.folders.size() < max_folders_told) ++note.folders[std::string(folder)];
    return note.copies <= told_one_by_one;
  }

  std::vector<Finding> finish() override {
    std::vector<Finding> findings;
    for (const auto& [content, note] : notes_) {
      if (note.copies <= told_one_by_one) continue;
      Finding all = note.first;
      all.facts["copies"] = fmt::format("{}", note.copies);
      all.facts["folders"] = most_counted(note.folders, max_folders_told);
      findings.push_back(std::move(all));
    }
    return findings;
  }

 private:
  std::mutex mutex_;
  std::map<std::size_t, SameNote> notes_;  // by a hash of the head
};

bool is_read(const Subject& subject) {
  if (!may_hold_note(subject.file, subject.stream)) return false;
  constexpr std::array types{"", "RTF", "XML"};
  return std::find(types.begin(), types.end(), subject.type) != types.end();
}

class NoteExaminer final : public Examiner {
 public:
  explicit NoteExaminer(NoteExamination& whole) : whole_(whole) {}

  std::vector<Finding> look(const Subject& subject) override {
    if (!is_read(subject)) return {};
    const auto verdict = formats::judge_note(subject.file.path.name(), subject.head);
    if (verdict.score < 50) return {};
    Finding finding = finding_about(subject, "ransom_note", "ransom_notes");
    finding.severity = Severity::critical;
    finding.certainty = verdict.score >= 75 ? Certainty::probable : Certainty::possible;
    if (!verdict.family.empty()) finding.facts["family"] = verdict.family;
    finding.facts["score"] = fmt::format("{}", verdict.score);
    std::string signs;
    for (const std::string& sign : verdict.signs) signs += (signs.empty() ? "" : " ") + sign;
    finding.facts["signs"] = signs;
    const std::string_view text(reinterpret_cast<const char*>(subject.head.data()),
                                subject.head.size());
    const std::size_t content = std::hash<std::string_view>()(text);
    if (!whole_.count(finding, content, subject.file.path.folder())) return {};
    return {finding};
  }

 private:
  NoteExamination& whole_;
};

Result<std::unique_ptr<Examiner>> NoteExamination::examiner() {
  return std::make_unique<NoteExaminer>(*this);
}

}  // namespace

std::unique_ptr<Examination> ransom_notes(const Setup& /*setup*/) {
  return std::make_unique<NoteExamination>();
}

}  // namespace trousse::scanners
