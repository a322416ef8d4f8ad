// SPDX-License-Identifier: Apache-2.0
#include "collectors/plan.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/text.hpp"
#include "formats/hive.hpp"

namespace trousse::collectors {
namespace {

constexpr std::uint64_t told_size = std::uint64_t{4} << 20;

bool admits(const DefinitionPath& path, const std::string& system) {
  if (system.empty() || path.systems.empty()) return true;
  return std::find(path.systems.begin(), path.systems.end(), system) != path.systems.end();
}

// Files of the file system itself and reparse points are files too as soon as they hold something.
bool has_content(const File& file) {
  const Stream* content = file.stream("");
  const bool holds = content != nullptr && content->size > 0;
  return file.kind == FileKind::regular || (file.kind != FileKind::directory && holds);
}

// All paths of a definition as the one question that it becomes when it is left out whole.
Question whole(const Definition& definition) {
  std::vector<std::string_view> texts;
  for (const DefinitionPath& path : definition.paths) texts.push_back(path.text);
  return {definition.name, definition.family, fmt::format("{}", fmt::join(texts, " | "))};
}

Result<void> leave_out(Collection& collection, const Definition& definition, std::string why) {
  const Question question = whole(definition);
  TRY(collection.ask(question));
  return collection.note_absent(question, std::nullopt, Absent::Why::skipped, std::move(why));
}

}  // namespace

Result<Plan> Plan::make(Collection& collection) {
  const VolumeInfo& info = collection.volume().info();
  const Places places = places_of(info);
  // Only Linux tells "A" from "a"; APFS and HFS+ do not as they come.
  Plan plan(places.system == "Linux" ? GlobSet::Letters::exact : GlobSet::Letters::folded);
  for (const Definition& definition : collection.options().definitions) {
    const Profile profile = collection.options().profile;
    if (definition.profile > profile) {
      TRY(leave_out(collection, definition, fmt::format("profile {}", name_of(profile))));
      continue;
    }
    TRY(plan.add(collection, definition, places));
  }
  plan.folders_.resize(plan.planned_.size(), 0);
  return plan;
}

Result<void> Plan::add(Collection& collection, const Definition& definition, const Places& places) {
  bool asked = false;
  for (const DefinitionPath& path : definition.paths) {
    if (!admits(path, places.system)) continue;
    asked = true;
    Planned planned{{definition.name, definition.family, path.text},
                    definition.max_size,
                    definition.streams,
                    definition.regf};
    TRY(collection.ask(planned.question));
    const auto id = static_cast<std::uint32_t>(planned_.size());
    std::string trouble;
    const auto patterns = expand(path.text, places);
    if (!patterns) trouble = patterns.error().what;
    for (const std::string& pattern : patterns.value_or(std::vector<std::string>{})) {
      const auto added = paths_.add(pattern, id);
      if (!added) trouble = added.error().what;
    }
    // Loading refuses what cannot be expanded; a definition made otherwise is told here.
    if (!trouble.empty()) {
      TRY(collection.note_absent(planned.question, std::nullopt, Absent::Why::failed, trouble));
    }
    planned_.push_back(std::move(planned));
  }
  if (!asked) {
    TRY(leave_out(collection, definition, fmt::format("not a definition for {}", places.system)));
  }
  return {};
}

void Plan::visit(const File& file) {
  std::vector<std::uint32_t> ids = paths_.match(file.path.text());
  for (const EvidencePath& link : file.links) {
    const auto& more = paths_.match(link.text());
    ids.insert(ids.end(), more.begin(), more.end());
  }
  if (!file.links.empty()) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  }
  for (const std::uint32_t id : ids) keep(file, id);
}

void Plan::keep(const File& file, std::uint32_t id) {
  const Planned& planned = planned_[id];
  if (!planned.streams.empty()) {
    for (const Stream& stream : file.streams) {
      const std::string name =
          letters_ == GlobSet::Letters::folded ? folded(stream.name) : stream.name;
      const bool wanted =
          std::any_of(planned.streams.begin(), planned.streams.end(), [&](const auto& glob) {
            return fits(letters_ == GlobSet::Letters::folded ? folded(glob) : glob, name);
          });
      if (wanted) keep_stream(file, id, stream.name);
    }
  } else if (has_content(file)) {
    keep_stream(file, id, "");
  } else if (!file.deleted) {
    ++folders_[id];
  }
}

void Plan::keep_stream(const File& file, std::uint32_t id, const std::string& stream) {
  // Few names on a disk are asked for: a linear search over them is short.
  const auto known = std::find(stream_names_.begin(), stream_names_.end(), stream);
  const auto index = static_cast<std::uint32_t>(known - stream_names_.begin());
  if (known == stream_names_.end()) stream_names_.push_back(stream);
  const Stream* held = file.stream(stream);
  const std::uint64_t size = held != nullptr ? held->size : 0;
  candidates_.push_back({file.first_cluster, file.entry, id, index, size});
}

std::uint64_t Plan::bytes(const Collection& collection) const {
  const Limits& limits = collection.options().limits;
  std::set<std::pair<std::uint64_t, std::uint32_t>> counted;
  std::map<std::string, std::uint64_t> families;
  for (const Candidate& one : candidates_) {
    if (!counted.emplace(one.entry, one.stream).second) continue;
    const Planned& planned = planned_[one.planned];
    const std::uint64_t most = planned.max_size != 0 ? planned.max_size : limits.file;
    // What is asked by content is mostly not taken, and a journal begins with a hole: measured
    // while they are read.
    if (planned.regf || stream_names_[one.stream] == "$J" || one.size > most) continue;
    std::uint64_t& sum = families[planned.question.family];
    sum = std::min(sum + one.size, std::max(limits.family, planned.max_size));
  }
  std::uint64_t all = 0;
  for (const auto& [family, sum] : families) all += sum;
  return std::min(all, limits.all);
}

Result<void> Plan::read(Collection& collection) {
  std::sort(candidates_.begin(), candidates_.end());
  Result<File> file = fail(Errc::missing, "none yet");
  for (read_ = 0; read_ < candidates_.size(); ++read_) {
    const Candidate& candidate = candidates_[read_];
    if (collection.stopped()) return fail(Errc::cancelled, "stopped");
    if (!file || file->entry != candidate.entry) {
      file = collection.volume().file(candidate.entry);
    }
    const std::uint64_t size = file && !file->streams.empty() ? file->streams[0].size : 0;
    if (read_ % 32 == 0 || size > told_size) {
      collection.tell(file ? file->path.text() : "", read_, candidates_.size());
    }
    if (file) {
      TRY(read_one(collection, candidate, *file));
      continue;
    }
    File nameless;
    nameless.entry = candidate.entry;
    const Match match{nameless, stream_names_[candidate.stream]};
    TRY(collection.note_absent(planned_[candidate.planned].question, match, Absent::Why::failed,
                               file.error().what));
  }
  collection.tell("", candidates_.size(), candidates_.size());
  return {};
}

Result<void> Plan::read_one(Collection& collection, const Candidate& candidate, const File& file) {
  const Planned& planned = planned_[candidate.planned];
  const Match match{file, stream_names_[candidate.stream], planned.max_size};
  if (planned.regf) {
    // Asked by content: what is no hive does not match, and what another question took neither.
    const Stream* stream = file.stream(match.stream);
    const bool lost = file.deleted && (stream == nullptr || !stream->resident);
    if (lost || collection.has(file, match.stream)) return {};
    const auto head = collection.head(file, match.stream, 4);
    if (!head) {
      return collection.note_absent(planned.question, match, Absent::Why::failed,
                                    head.error().what);
    }
    if (!formats::looks_like_hive(*head)) return {};
  }
  TRY(collection.take(planned.question, match));
  return {};
}

Result<void> Plan::answer_rest(Collection& collection, Absent::Why why, const std::string& detail) {
  // Matches that nobody came to, when a person stopped the run.
  std::vector<std::uint64_t> unread(planned_.size(), 0);
  for (std::size_t i = read_; i < candidates_.size(); ++i) ++unread[candidates_[i].planned];
  for (std::size_t i = 0; i < planned_.size(); ++i) {
    const Question& question = planned_[i].question;
    if (why == Absent::Why::skipped && unread[i] > 0) {
      TRY(collection.note_absent(question, std::nullopt, why,
                                 fmt::format("{}; {} matches not read", detail, unread[i])));
    } else if (!collection.has_answer(question) && folders_[i] > 0 && why == Absent::Why::missing) {
      TRY(collection.note_absent(question, std::nullopt, Absent::Why::empty,
                                 fmt::format("{} folders, no file", folders_[i])));
    } else if (!collection.has_answer(question)) {
      TRY(collection.note_absent(question, std::nullopt, why, detail));
    }
  }
  return {};
}

}  // namespace trousse::collectors
