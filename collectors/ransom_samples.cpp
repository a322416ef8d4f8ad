// SPDX-License-Identifier: Apache-2.0
// A few encrypted files, and the same files before encryption where the disk still has them: what
// services that know how to undo a family ask for.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "collectors/collector.hpp"
#include "core/text.hpp"
#include "formats/content.hpp"
#include "formats/ransomware.hpp"

namespace trousse::collectors {
namespace {

constexpr std::size_t samples_wanted = 3;
constexpr std::size_t max_renamings = 3;
constexpr std::size_t kept_of_a_kind = 6;
constexpr std::size_t max_extensions = 4096;
constexpr std::uint64_t least_sample = 512;
constexpr std::uint64_t max_sample = std::uint64_t{4} << 20;
constexpr std::uint64_t max_medical_sample = std::uint64_t{1} << 20;
constexpr std::size_t judged_bytes = std::size_t{64} << 10;

// Extensions that documents, pictures and settings carry before a ransomware adds its own; the
// second list is of those whose content is compressed, hence looks random before any encryption.
constexpr std::array plain_types{"txt", "csv", "doc", "xls", "ppt", "rtf",  "xml", "htm", "html",
                                 "ini", "log", "bmp", "lnk", "url", "dat",  "mdb", "sql", "json",
                                 "eml", "msg", "dcm", "hl7", "tif", "tiff", "wav", "bat", "ps1"};
constexpr std::array dense_types{"docx", "xlsx", "pptx", "odt", "ods", "pdf", "jpg",
                                 "jpeg", "png",  "gif",  "zip", "rar", "7z",  "mp3",
                                 "mp4",  "avi",  "mov",  "cab", "pst", "ost", "accdb"};

bool is_one_of(const auto& list, std::string_view wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

/// "a.docx.id[1].lockbit" → "a.docx" and "docx"; nothing for a name that does not say.
struct Original {
  std::string name;
  std::string type;
};
std::optional<Original> original_of(std::string_view name) {
  for (std::size_t dot = name.find('.'); dot != std::string_view::npos;) {
    const std::size_t next = name.find('.', dot + 1);
    if (next == std::string_view::npos) return std::nullopt;
    const std::string_view type = name.substr(dot + 1, next - dot - 1);
    if (dot > 0 && (is_one_of(plain_types, type) || is_one_of(dense_types, type))) {
      return Original{std::string(name.substr(0, next)), std::string(type)};
    }
    dot = next;
  }
  return std::nullopt;
}

struct Candidate {
  std::uint64_t size = 0;
  std::uint64_t entry = 0;
  Original original;
  std::uint64_t twin = 0;  ///< entry of the unencrypted one, 0: none
  std::uint64_t twin_distance = UINT64_MAX;
};

std::uint64_t distance(std::uint64_t a, std::uint64_t b) { return a > b ? a - b : b - a; }

class RansomSamples final : public Watcher {
 public:
  explicit RansomSamples(Profile profile) : profile_(profile) {}

  void visit(const File& file) override {
    if (file.kind != FileKind::regular || file.deleted) return;
    census_.add(file);
    const Stream* content = file.stream("");
    if (content == nullptr || content->size < least_sample || content->size > max_sample) return;
    const auto original = original_of(folded(file.path.name()));
    if (!original) return;
    const std::string extension = file.path.extension();
    auto kinds = pool_.find(extension);
    if (kinds == pool_.end()) {
      if (pool_.size() == max_extensions) return;
      kinds = pool_.try_emplace(extension).first;
    }
    auto& kept = kinds->second[original->type];
    kept.push_back({content->size, file.entry, *original, 0, UINT64_MAX});
    std::sort(kept.begin(), kept.end(),
              [](const auto& a, const auto& b) { return a.size < b.size; });
    if (kept.size() > kept_of_a_kind) kept.pop_back();
  }

  Result<void> finish(Collection& collection, const Question& question) override {
    std::vector<std::vector<Candidate>> renamings = suspects();
    if (renamings.empty()) return {};
    find_twins(collection, renamings);
    for (auto& candidates : renamings) {
      if (collection.stopped()) return fail(Errc::cancelled, "stopped");
      std::sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) {
        return std::pair(a.twin == 0, a.size) < std::pair(b.twin == 0, b.size);
      });
      TRY(take_some(collection, question, candidates));
    }
    return {};
  }

 private:
  // For each extension that came by mass renaming, or that a known family adds: its candidates.
  std::vector<std::vector<Candidate>> suspects() const {
    std::vector<std::string> extensions;
    for (const auto& row : census_.suspicious()) extensions.push_back(row.extension);
    for (const auto& row : census_.rows()) {
      const bool is_known = !formats::family_of_extension(row.extension).empty();
      if (is_known && !is_one_of(extensions, row.extension)) extensions.push_back(row.extension);
    }
    std::vector<std::vector<Candidate>> out;
    for (const std::string& extension : extensions) {
      const auto kinds = pool_.find(extension);
      if (kinds == pool_.end() || out.size() == max_renamings) continue;
      auto& candidates = out.emplace_back();
      for (const auto& [type, kept] : kinds->second) {
        candidates.insert(candidates.end(), kept.begin(), kept.end());
      }
    }
    return out;
  }

  // A second walk, only on a disk that was hit. The nearest in size is the twin.
  static void find_twins(Collection& collection, std::vector<std::vector<Candidate>>& renamings) {
    std::multimap<std::string, Candidate*> wanted;
    for (auto& candidates : renamings) {
      for (Candidate& one : candidates) wanted.emplace(one.original.name, &one);
    }
    // A walk that breaks gives the twins that it met; the samples stand without.
    (void)collection.volume().for_each_file([&](const File& file) {
      if (collection.stopped()) return disks::Next::stop;
      const Stream* content = file.stream("");
      const bool whole = file.kind == FileKind::regular && !file.deleted && content != nullptr;
      if (!whole || content->size == 0 || content->size > max_sample) return disks::Next::go_on;
      const auto [first, last] = wanted.equal_range(folded(file.path.name()));
      for (auto at = first; at != last; ++at) {
        Candidate& one = *at->second;
        const std::uint64_t apart = distance(one.size, content->size);
        if (file.entry == one.entry || apart >= one.twin_distance) continue;
        one.twin = file.entry;
        one.twin_distance = apart;
      }
      return disks::Next::go_on;
    });
  }

  Result<void> take_some(Collection& collection, const Question& question,
                         const std::vector<Candidate>& candidates) const {
    std::set<std::string> types;
    std::optional<File> held_back;
    for (const Candidate& one : candidates) {
      if (types.size() == samples_wanted) break;
      if (types.contains(one.original.type)) continue;
      const auto file = collection.volume().file(one.entry);
      if (!file) continue;
      const auto content = collection.head(*file, "", max_sample);
      if (!content) {
        TRY(collection.note_absent(question, Match{*file, ""}, Absent::Why::failed,
                                   content.error().what));
        continue;
      }
      if (!is_encrypted(*file, *content)) continue;
      if (profile_ == Profile::medical && !hides_everything(one, *content)) {
        if (!held_back) held_back = *file;
        continue;
      }
      if (!collection.has(*file, "")) {
        TRY(collection.take(question, Match{*file, "", max_sample}));
      }
      types.insert(one.original.type);
      TRY(answer_twin(collection, question, one, *file));
    }
    if (!types.empty() || !held_back) return {};
    return collection.note_absent(question, Match{*held_back, ""}, Absent::Why::skipped,
                                  "profile medical: parts may not be encrypted");
  }

  static bool is_encrypted(const File& file, std::span<const std::byte> content) {
    const auto head = content.first(std::min(content.size(), judged_bytes));
    return formats::judge_content(file.path.name(), head) == formats::Look::encrypted;
  }

  // Many families encrypt a part of each file only. What is left of a patient's document must not
  // leave by a sample: each block has to look random, in a file whose own form would not.
  static bool hides_everything(const Candidate& one, std::span<const std::byte> content) {
    constexpr std::size_t block = 4096;
    constexpr double random_enough = 7.2;  // of 8; 4 KiB of random bytes have 7.95, 512 have 7.6
    if (content.size() > max_medical_sample || !is_one_of(plain_types, one.original.type)) {
      return false;
    }
    for (std::size_t at = 0; at < content.size(); at += block) {
      // The last, short block is judged together with the bytes before it.
      const std::size_t end = std::min(at + block, content.size());
      const std::size_t start = end - std::min(end, block);
      if (formats::entropy(content.subspan(start, end - start)) < random_enough) return false;
    }
    return true;
  }

  Result<void> answer_twin(Collection& collection, const Question& question, const Candidate& one,
                           const File& encrypted) const {
    if (one.twin == 0) return {};
    const auto twin = collection.volume().file(one.twin);
    if (!twin || collection.has(*twin, "")) return {};
    const Match match{*twin, "", max_sample};
    if (profile_ == Profile::medical) {
      return collection.note_absent(
          question, match, Absent::Why::skipped,
          fmt::format("profile medical: unencrypted twin of entry {}", encrypted.entry));
    }
    TRY(collection.take(question, match));
    return {};
  }

  Profile profile_;
  formats::Census census_;
  std::map<std::string, std::map<std::string, std::vector<Candidate>>> pool_;
};

}  // namespace

std::unique_ptr<Watcher> start_ransom_samples(Profile profile) {
  return std::make_unique<RansomSamples>(profile);
}

}  // namespace trousse::collectors
