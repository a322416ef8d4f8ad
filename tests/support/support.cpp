// SPDX-License-Identifier: Apache-2.0
#include "tests/support/support.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <unistd.h>

#include <fmt/format.h>

#include "core/text.hpp"

namespace trousse::tests {

namespace fs = std::filesystem;

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto view = std::as_bytes(std::span(text));
  return {view.begin(), view.end()};
}

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::vector<std::byte> bytes_from_hex(std::string_view hex) {
  std::vector<std::byte> out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    out.push_back(static_cast<std::byte>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return out;
}

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream all;
  all << in.rdbuf();
  return all.str();
}

void write_file(const fs::path& path, std::string_view content) {
  std::ofstream out(path, std::ios::binary);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "trousse-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) std::abort();
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::optional<fs::path> shared_data(const std::string& topic) {
  const fs::path packed = fs::path(TROUSSE_SOURCE_DIR) / ".." / "shared" / "data";
  if (!fs::exists(packed / (topic + ".tar.xz"))) return std::nullopt;
  const fs::path cache = fs::temp_directory_path() / fmt::format("trousse-data-{}", ::getuid());
  const fs::path done = cache / (topic + ".unpacked");
  if (!fs::exists(done)) {
    fs::create_directories(cache);
    const std::string command = fmt::format("tar -C '{}' -xJSf '{}'", cache.string(),
                                            (packed / (topic + ".tar.xz")).string());
    if (std::system(command.c_str()) != 0) return std::nullopt;
    write_file(done, "");
  }
  return cache / topic;
}

// --- FakeVolume ---

FakeVolume::FakeVolume(std::map<std::string, std::string> files) : contents(std::move(files)) {
  facts.letter = "C";
  facts.file_system = FileSystem::ntfs;
}

Result<File> FakeVolume::file(std::uint64_t entry) const {
  if (entry < 64 || entry >= 64 + contents.size()) return fail(Errc::missing, "no such entry");
  const auto found = std::next(contents.begin(), static_cast<std::ptrdiff_t>(entry - 64));
  File file;
  file.path = EvidencePath(found->first);
  file.entry = entry;
  file.sequence = 1;
  file.deleted = deleted.contains(found->first);
  file.first_cluster = entry * 8;
  file.standard.modified = Utc{1'763'900'000 + static_cast<std::int64_t>(entry), 0};
  file.streams.push_back(
      {"", found->second.size(), found->second.size() < 700, false, false, false});
  if (const auto named = streams.find(found->first); named != streams.end()) {
    for (const auto& [name, text] : named->second) {
      file.streams.push_back({name, text.size(), true, false, false, false});
    }
  }
  return file;
}

Result<disks::Walked> FakeVolume::for_each_file(
    const std::function<disks::Next(const File&)>& visit) const {
  disks::Walked walked;
  for (std::uint64_t entry = 64; entry < 64 + contents.size(); ++entry) {
    ++walked.entries;
    if (visit(TRY(file(entry))) == disks::Next::stop) break;
  }
  return walked;
}

Result<File> FakeVolume::find(const EvidencePath& path) const {
  for (std::uint64_t entry = 64; entry < 64 + contents.size(); ++entry) {
    File candidate = TRY(file(entry));
    if (same_name(candidate.path.text(), path.text())) return candidate;
  }
  return fail(Errc::missing, "no such path");
}

namespace {

class FailingReader final : public Reader {
 public:
  explicit FailingReader(std::uint64_t size) : size_(size) {}
  std::uint64_t size() const override { return size_; }
  Result<std::size_t> read_at(std::uint64_t, std::span<std::byte>) const override {
    return fail(Errc::unreadable, "bad sector");
  }

 private:
  std::uint64_t size_;
};

}  // namespace

Result<std::unique_ptr<Reader>> FakeVolume::open(const File& file,
                                                 const std::string& stream) const {
  const std::string& path = file.path.text();
  if (!contents.contains(path)) return fail(Errc::missing, "no such file");
  if (unreadable.contains(path)) {
    return std::unique_ptr<Reader>(std::make_unique<FailingReader>(contents.at(path).size()));
  }
  if (stream.empty()) {
    return std::unique_ptr<Reader>(std::make_unique<MemoryReader>(bytes_of(contents.at(path))));
  }
  const auto named = streams.find(path);
  if (named == streams.end() || !named->second.contains(stream)) {
    return fail(Errc::missing, "no such stream");
  }
  return std::unique_ptr<Reader>(
      std::make_unique<MemoryReader>(bytes_of(named->second.at(stream))));
}

// --- Ledger ---

namespace {

std::string where(const Origin& origin) {
  return origin.stream.empty() ? origin.file.path.text()
                               : origin.file.path.text() + ":" + origin.stream;
}

std::string key_of(const Question& question) { return question.id + "|" + question.asked; }

std::string_view word(Absent::Why why) {
  switch (why) {
    case Absent::Why::missing: return "missing";
    case Absent::Why::empty: return "empty";
    case Absent::Why::failed: return "failed";
    case Absent::Why::skipped: return "skipped";
  }
  return "?";
}

}  // namespace

Result<void> Ledger::ask(const Question& question) {
  asked.push_back(question);
  open_questions.insert(key_of(question));
  return {};
}

Result<Artifact> Ledger::take(const Question& question, const Origin& from, const Reader& content,
                              std::uint64_t start) {
  Taken taken;
  std::vector<std::byte> all(content.size() - start);
  const std::size_t got = TRY(read_with_gaps(content, start, all, taken.gaps));
  taken.size = got;
  taken.start = start;
  taken.bag_path = "data/" + from.volume + where(from);
  taken_ += got;
  bytes[where(from)] = text_of(std::span(all).first(got));
  open_questions.erase(key_of(question));
  lines.push_back(fmt::format("took {} {} {}", question.family, where(from), got));
  return Artifact{question, from, taken};
}

Result<Artifact> Ledger::note_absent(const Question& question, const std::optional<Origin>& from,
                                     Absent::Why why, std::string detail) {
  open_questions.erase(key_of(question));
  lines.push_back(fmt::format("absent {} {} {} {}", question.family,
                              from ? where(*from) : question.asked, word(why), detail));
  return Artifact{question, from, Absent{why, std::move(detail)}};
}

Result<void> Ledger::finding(const Finding& found) {
  findings.push_back(found);
  lines.push_back(fmt::format("found {} {}", found.kind, found.path));
  return {};
}

Result<void> Ledger::scanned(const evidence::ScannedFile& file) {
  lines.push_back(fmt::format("scanned {} {}", where(file.origin), file.size));
  return {};
}

Result<void> Ledger::add(std::string_view name, std::string_view content) {
  bytes[std::string(name)] = std::string(content);
  lines.push_back(fmt::format("added {}", name));
  return {};
}

Result<void> Ledger::finish(How how) {
  if (how == How::done && !open_questions.empty()) return fail(Errc::not_whole, "unanswered");
  return {};
}

}  // namespace trousse::tests
