// SPDX-License-Identifier: Apache-2.0
// Named streams: where a downloaded file came from (Zone.Identifier), and where things are hidden.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "collectors/collector.hpp"
#include "core/text.hpp"

namespace trousse::collectors {
namespace {

constexpr std::uint64_t max_stream = std::uint64_t{64} << 10;
constexpr std::uint64_t max_medical_stream = std::uint64_t{4} << 10;
constexpr std::size_t max_streams = 50'000;

// What the file system keeps for itself, and the definitions of the `ntfs` family take.
bool is_file_system_own(const File& file, const Stream& stream) {
  const std::string& path = file.path.text();
  constexpr std::array own{"/$MFT",    "/$MFTMirr", "/$LogFile", "/$Volume", "/$AttrDef",
                           "/$Bitmap", "/$Boot",    "/$BadClus", "/$Secure", "/$UpCase"};
  const bool is_own = std::find(own.begin(), own.end(), path) != own.end();
  // The compressed form of a file of Windows itself, read through the file ([MS-FSCC] 2.1.2).
  return is_own || path.starts_with("/$Extend/") || stream.name == "WofCompressedData";
}

// Streams in which programs keep properties, comments or small pictures of a document.
bool may_describe_document(std::string_view name) {
  const std::string low = folded(name);
  const bool is_quarantine = low == "com.apple.quarantine";
  return low.starts_with('\x05') || low.starts_with("afp_resource") ||
         (low.starts_with("com.apple.") && !is_quarantine) || low == "oecustomproperty" ||
         low.find("summaryinformation") != std::string::npos;
}

class SmallStreams final : public Watcher {
 public:
  explicit SmallStreams(Profile profile) : profile_(profile) {}

  void visit(const File& file) override {
    for (const Stream& stream : file.streams) {
      if (stream.name.empty() || is_file_system_own(file, stream)) continue;
      if (file.deleted && !stream.resident) continue;
      if (found_.size() == max_streams) {
        ++beyond_;
        continue;
      }
      const std::uint64_t cluster = stream.resident ? 0 : file.first_cluster;
      found_.push_back({cluster, file.entry, stream.name});
    }
  }

  Result<void> finish(Collection& collection, const Question& question) override {
    std::sort(found_.begin(), found_.end());
    Result<File> file = fail(Errc::missing, "none yet");
    for (const Found& one : found_) {
      if (collection.stopped()) return fail(Errc::cancelled, "stopped");
      if (!file || file->entry != one.entry) file = collection.volume().file(one.entry);
      if (file) TRY(answer(collection, question, *file, one.stream));
    }
    if (beyond_ == 0) return {};
    return collection.note_absent(
        question, std::nullopt, Absent::Why::skipped,
        fmt::format("limit of {} streams, {} more not read", max_streams, beyond_));
  }

 private:
  struct Found {
    std::uint64_t cluster;
    std::uint64_t entry;
    std::string stream;
    auto operator<=>(const Found&) const = default;
  };

  Result<void> answer(Collection& collection, const Question& question, const File& file,
                      const std::string& name) const {
    const Stream* stream = file.stream(name);
    const Match match{file, name};
    if (stream == nullptr || collection.has(file, name)) return {};
    std::string why;
    if (stream->size > max_stream) {
      why = fmt::format("limit of a stream: {} of {} bytes", stream->size, max_stream);
    } else if (profile_ == Profile::medical && stream->size > max_medical_stream) {
      why = fmt::format("profile medical: {} of {} bytes", stream->size, max_medical_stream);
    } else if (profile_ == Profile::medical && may_describe_document(name)) {
      why = "profile medical: may describe a document";
    }
    if (!why.empty()) {
      return collection.note_absent(question, match, Absent::Why::skipped, std::move(why));
    }
    TRY(collection.take(question, match));
    return {};
  }

  Profile profile_;
  std::vector<Found> found_;
  std::uint64_t beyond_ = 0;
};

}  // namespace

std::unique_ptr<Watcher> start_small_streams(Profile profile) {
  return std::make_unique<SmallStreams>(profile);
}

}  // namespace trousse::collectors
