// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "collectors/collector.hpp"

namespace trousse::collectors {
namespace {

constexpr std::size_t block = 4096;
constexpr std::size_t max_probes = 256;

std::string key_of(const Question& question) { return question.id + '\n' + question.asked; }

// True when every block was tried and none could be read: the copy would be nothing but zeros, and
// is not called evidence. A file too long to try is taken, with its gaps.
bool unreadable_whole(const Reader& content, std::uint64_t start, std::string& why) {
  std::array<std::byte, block> buffer{};
  std::uint64_t at = start;
  for (std::size_t probe = 0; at < content.size(); ++probe, at += block) {
    if (probe == max_probes) return false;
    const auto got = content.read_at(at, buffer);
    if (got) return false;
    if (why.empty()) why = got.error().what;
  }
  return start < content.size();
}

}  // namespace

Collection::Collection(const disks::Volume& volume, const CollectOptions& options,
                       evidence::Intake& intake, Collected& tally)
    : volume_(volume), options_(options), intake_(intake), tally_(tally) {}

Result<void> Collection::ask(const Question& question) {
  if (!answers_.try_emplace(key_of(question), 0).second) return {};
  ++tally_.questions;
  return intake_.ask(question);
}

Result<bool> Collection::count(const Question& question, const Result<Artifact>& answer) {
  if (!answer) return tl::unexpected<Error>(answer.error());
  ++answers_[key_of(question)];
  if (options_.events) options_.events(*answer);
  if (const auto* taken = std::get_if<Taken>(&answer->answer)) {
    ++tally_.taken;
    tally_.bytes += taken->size;
    family_bytes_[question.family] += taken->size;
    if (!taken->gaps.empty()) ++tally_.gaps;
    return true;
  }
  switch (std::get<Absent>(answer->answer).why) {
    case Absent::Why::missing: ++tally_.missing; break;
    case Absent::Why::empty: ++tally_.empty; break;
    case Absent::Why::failed: ++tally_.failed; break;
    case Absent::Why::skipped: ++tally_.skipped; break;
  }
  return false;
}

Result<void> Collection::note_absent(const Question& question, const std::optional<Match>& match,
                                     Absent::Why why, std::string detail) {
  std::optional<Origin> origin;
  if (match) origin = Origin{volume_.info().letter, match->file, match->stream};
  const auto answer = intake_.note_absent(question, origin, why, std::move(detail));
  TRY(count(question, answer));
  return {};
}

// The limit that cuts it, with its value. A definition that allows a file more than the family's
// share says that this file is wanted: the family's limit then stretches to it.
std::optional<std::string> Collection::over_limit(const Question& question, const Match& match,
                                                  std::uint64_t size) const {
  const Limits& limits = options_.limits;
  const std::uint64_t file = match.max_size != 0 ? match.max_size : limits.file;
  const std::uint64_t family = std::max(limits.family, match.max_size);
  const auto used = family_bytes_.find(question.family);
  const std::uint64_t of_family = used == family_bytes_.end() ? 0 : used->second;
  if (size > file) return fmt::format("limit of a file: {} of {} bytes", size, file);
  if (of_family > family || size > family - of_family) {
    return fmt::format("limit of the family {}: {} bytes", question.family, family);
  }
  if (tally_.bytes > limits.all || size > limits.all - tally_.bytes) {
    return fmt::format("limit of the collection: {} bytes", limits.all);
  }
  return std::nullopt;
}

Result<bool> Collection::take(const Question& question, const Match& match) {
  using Why = Absent::Why;
  const auto absent = [&](Why why, std::string detail) -> Result<bool> {
    TRY(note_absent(question, match, why, std::move(detail)));
    return false;
  };
  if (stopped()) return fail(Errc::cancelled, "stopped");
  const auto same = in_case_.find({match.file.entry, match.stream});
  if (same != in_case_.end()) return absent(Why::skipped, "taken already, for " + same->second);
  const Stream* stream = match.file.stream(match.stream);
  if (stream == nullptr || stream->size == 0) return absent(Why::empty, "");
  if (match.file.deleted && !stream->resident) {
    return absent(Why::skipped, "deleted: its clusters may hold something else by now");
  }
  // $J begins with a hole as long as all that was dropped from it, often gigabytes.
  std::uint64_t start = 0;
  if (match.stream == "$J") start = volume_.leading_hole(match.file, match.stream).value_or(0);
  start = std::min(start, stream->size);
  if (start == stream->size) return absent(Why::empty, "nothing but a hole");
  if (auto limit = over_limit(question, match, stream->size - start)) {
    return absent(Why::skipped, std::move(*limit));
  }
  const auto content = volume_.open(match.file, match.stream);
  if (!content) return absent(Why::failed, content.error().what);
  std::string why;
  if (unreadable_whole(**content, start, why)) return absent(Why::failed, why);
  const Origin origin{volume_.info().letter, match.file, match.stream};
  const auto answer = intake_.take(question, origin, **content, start);
  const bool taken = TRY(count(question, answer));
  if (taken) in_case_.try_emplace({match.file.entry, match.stream}, question.id);
  return taken;
}

Result<void> Collection::add(std::string_view name, std::string_view content) {
  return intake_.add(name, content);
}

bool Collection::has_answer(const Question& question) const {
  const auto found = answers_.find(key_of(question));
  return found != answers_.end() && found->second > 0;
}

bool Collection::has(const File& file, const std::string& stream) const {
  return in_case_.contains({file.entry, stream});
}

Result<std::vector<std::byte>> Collection::head(const File& file, const std::string& stream,
                                                std::size_t limit) const {
  const auto content = volume_.open(file, stream);
  if (!content) return fail(Errc::unreadable, content.error().what);
  std::vector<std::byte> bytes(std::min<std::uint64_t>(limit, (*content)->size()));
  const std::size_t got = TRY((*content)->read_at(0, bytes));
  bytes.resize(got);
  return bytes;
}

void Collection::tell(std::string now, std::uint64_t done, std::uint64_t total) const {
  if (!options_.events) return;
  options_.events(Progress{"collect", std::move(now), done, total, tally_.taken, 0});
}

}  // namespace trousse::collectors
