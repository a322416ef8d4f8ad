// SPDX-License-Identifier: Apache-2.0
#include "playbooks/key_folder.hpp"

#include <algorithm>
#include <map>

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <fmt/format.h>

#include "evidence/files.hpp"
#include "evidence/journal.hpp"

namespace trousse::playbooks {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t most_cases = 9;

std::vector<evidence::JournalLine> journal_of(const fs::path& folder) {
  auto text = evidence::read_text(evidence::Files::disk(), folder / "journal.jsonl",
                                  evidence::journal_limit);
  if (!text) return {};
  auto read = evidence::read_journal(*text);
  return read ? std::move(read->lines) : std::vector<evidence::JournalLine>{};
}

}  // namespace

std::vector<CaseFolder> unfinished_cases(const fs::path& key) {
  std::vector<CaseFolder> all;
  std::error_code error;
  for (fs::directory_iterator entry(key, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    if (!entry->is_directory(ignored) || entry->is_symlink(ignored)) continue;
    const auto lines = journal_of(entry->path());
    if (lines.empty() || lines.front().event != "created") continue;
    const bool sealed =
        std::ranges::any_of(lines, [](const auto& line) { return line.event == "sealed"; });
    if (sealed) continue;
    all.push_back({entry->path().string(), evidence::text_of(lines.front().fields, "case"),
                   evidence::text_of(lines.front().fields, "time")});
  }
  std::ranges::sort(all, std::ranges::greater{}, &CaseFolder::began);
  if (all.size() > most_cases) all.resize(most_cases);
  return all;
}

std::vector<Answer> answers_of(const fs::path& folder) {
  std::map<std::string, std::string> last;
  for (const auto& line : journal_of(folder)) {
    if (line.event != "answer") continue;
    last[evidence::text_of(line.fields, "step")] = evidence::text_of(line.fields, "value");
  }
  std::vector<Answer> all;
  for (const auto& [step, value] : last) all.push_back({step, value, true});
  return all;
}

std::optional<Utc> network_cut_in(const fs::path& folder) {
  std::optional<Utc> cut;
  for (const auto& line : journal_of(folder)) {
    if (line.event != "answer" || evidence::text_of(line.fields, "step") != isolation_step)
      continue;
    cut.reset();
    if (evidence::text_of(line.fields, "value") != "cut") continue;
    cut = from_iso8601(evidence::text_of(line.fields, "given"));
    if (!cut) cut = from_iso8601(evidence::text_of(line.fields, "time"));
  }
  return cut;
}

std::string disk_under(const fs::path& folder) {
  struct stat facts {};
  if (::stat(folder.c_str(), &facts) != 0) return {};
  std::error_code error;
  // /sys/dev/block/8:17 leads to ".../block/sdb/sdb1"; a partition says so by a file of that name.
  fs::path device = fs::canonical(
      fmt::format("/sys/dev/block/{}:{}", major(facts.st_dev), minor(facts.st_dev)), error);
  if (error) return {};
  if (fs::exists(device / "partition", error)) device = device.parent_path();
  return "/dev/" + device.filename().string();
}

bool is_own_key(const FoundSource& found, const std::string& disk) {
  if (!disk.empty() && found.info.path == disk) return true;
  if (found.info.kind != SourceKind::block_device) return false;
  return std::ranges::any_of(found.volumes, [](const VolumeInfo& volume) {
    return volume.label == "TROUSSE-OS" || volume.partition_name == "TROUSSE-OS";
  });
}

}  // namespace trousse::playbooks
