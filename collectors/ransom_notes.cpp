// SPDX-License-Identifier: Apache-2.0
// Ransom notes: found by name and size during the walk, judged by their text. The same note lies in
// every folder of a hit disk: a few of each kind are evidence, the rest are counted.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "collectors/collector.hpp"
#include "core/text.hpp"
#include "formats/ransomware.hpp"

namespace trousse::collectors {
namespace {

constexpr std::size_t kept_of_a_kind = 5;
constexpr std::size_t max_kinds = 4096;
constexpr std::uint64_t max_note = std::uint64_t{1} << 20;
constexpr std::size_t judged_bytes = std::size_t{64} << 10;
constexpr int is_note = 50;  // formats/ransomware.hpp, NoteVerdict

class RansomNotes final : public Watcher {
 public:
  void visit(const File& file) override {
    const Stream* content = file.stream("");
    if (file.kind != FileKind::regular || content == nullptr) return;
    if (file.deleted && !content->resident) return;
    if (content->size == 0 || content->size > max_note) return;
    if (!formats::may_be_note(file.path.name(), content->size)) return;
    const Kind kind{folded(file.path.name()), content->size};
    auto found = kinds_.find(kind);
    if (found == kinds_.end()) {
      if (kinds_.size() == max_kinds) {
        ++beyond_;
        return;
      }
      found = kinds_.emplace(kind, Seen{}).first;
    }
    ++found->second.files;
    if (found->second.entries.size() < kept_of_a_kind) found->second.entries.push_back(file.entry);
  }

  Result<void> finish(Collection& collection, const Question& question) override {
    for (const auto& [kind, seen] : kinds_) {
      const bool any = TRY(judge_kind(collection, question, seen));
      if (!any || seen.files == seen.entries.size()) continue;
      TRY(collection.note_absent(
          question, std::nullopt, Absent::Why::skipped,
          fmt::format("{} more files named {} of {} bytes, only the first {} are read",
                      seen.files - seen.entries.size(), printable(kind.name), kind.size,
                      kept_of_a_kind)));
    }
    if (beyond_ == 0) return {};
    return collection.note_absent(
        question, std::nullopt, Absent::Why::skipped,
        fmt::format("limit of {} kinds of names, {} files not read", max_kinds, beyond_));
  }

 private:
  struct Kind {
    std::string name;
    std::uint64_t size;
    auto operator<=>(const Kind&) const = default;
  };
  struct Seen {
    std::uint64_t files = 0;
    std::vector<std::uint64_t> entries;
  };

  // True when one of them is a note.
  static Result<bool> judge_kind(Collection& collection, const Question& question,
                                 const Seen& seen) {
    bool any = false;
    for (const std::uint64_t entry : seen.entries) {
      if (collection.stopped()) return fail(Errc::cancelled, "stopped");
      const auto file = collection.volume().file(entry);
      if (!file) continue;
      const Match match{*file, "", max_note};
      const auto text = collection.head(*file, "", judged_bytes);
      if (!text) {
        TRY(collection.note_absent(question, match, Absent::Why::failed, text.error().what));
      } else if (formats::judge_note(file->path.name(), *text).score >= is_note) {
        any = true;
        if (!collection.has(*file, "")) TRY(collection.take(question, match));
      }
    }
    return any;
  }

  std::map<Kind, Seen> kinds_;
  std::uint64_t beyond_ = 0;
};

}  // namespace

std::unique_ptr<Watcher> start_ransom_notes(Profile) { return std::make_unique<RansomNotes>(); }

}  // namespace trousse::collectors
