// SPDX-License-Identifier: Apache-2.0
#include "evidence/timestamp_files.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "core/text.hpp"
#include "evidence/files.hpp"
#include "evidence/hash.hpp"
#include "evidence/read_ahead.hpp"

namespace trousse::evidence {
namespace fs = std::filesystem;
namespace {

constexpr unsigned most_stamps = 64;

// "" for the first, ".2", ".3"…
fs::path stamp_path(const fs::path& archive, unsigned number) {
  const std::string middle = number == 1 ? "" : "." + std::to_string(number);
  return archive.string() + middle + ".tsr";
}

// The number in the name of a stamp of `archive`, 0 when it is none.
unsigned number_in(const std::string& archive, const std::string& name) {
  constexpr std::string_view ending = ".tsr";
  if (!name.starts_with(archive) || !name.ends_with(ending)) return 0;
  if (name.size() < archive.size() + ending.size()) return 0;
  const std::string middle =
      name.substr(archive.size(), name.size() - archive.size() - ending.size());
  if (middle.empty()) return 1;
  unsigned number = 0;
  const char* const end = middle.data() + middle.size();
  const auto read = std::from_chars(middle.data() + 1, end, number);
  const bool plain = middle.front() == '.' && middle.size() <= 4 && middle[1] != '0' &&
                     read.ec == std::errc() && read.ptr == end;
  return plain && number >= 2 ? number : 0;
}

fs::path folder_of(const fs::path& archive) {
  return archive.has_parent_path() ? archive.parent_path() : fs::path(".");
}

Result<std::map<unsigned, fs::path>> stamps_of(const fs::path& archive) {
  std::map<unsigned, fs::path> found;
  const std::string own = archive.filename().string();
  for (const std::string& name : TRY(Files::disk().list(folder_of(archive)))) {
    const unsigned number = number_in(own, name);
    if (number != 0 && found.size() < most_stamps) found[number] = folder_of(archive) / name;
  }
  return found;
}

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

FoundTimestamp judge(const fs::path& path, const Sha256& hash, const Result<Timestamp>& stamp) {
  FoundTimestamp found;
  found.name = path.filename().string();
  if (!stamp) {
    found.trouble = stamp.error().what;
    return found;
  }
  found.stamp = *stamp;
  found.holds = stamp->hash == hash;
  if (!found.holds) found.trouble = "it stamps another file";
  return found;
}

}  // namespace

Result<Sha256> sha256_of_file(const fs::path& path, const Watch& watch) {
  const auto file = TRY(Files::disk().read(path));
  Sha256Stream hash;
  std::uint64_t at = 0;
  TRY(read_ahead(*file, 0, file->size(), [&](std::span<const std::byte> piece) -> Result<void> {
    hash.add(piece);
    at += piece.size();
    if (watch && !watch(at, file->size())) return fail(Errc::cancelled, "hashing was stopped");
    return {};
  }));
  if (at != file->size()) return fail(Errc::unreadable, path.string() + ": ends before its size");
  return hash.finish();
}

Result<Sha256> write_timestamp_request(const fs::path& archive, const fs::path& out,
                                       const Watch& watch) {
  const Sha256 hash = TRY(sha256_of_file(archive, watch));
  const Bytes der = TRY(timestamp_request(hash));
  const std::string_view text(reinterpret_cast<const char*>(der.data()), der.size());
  TRY(keep(Files::disk(), out, text));
  return hash;
}

Result<AddedTimestamp> add_timestamp(const fs::path& archive, const fs::path& answer,
                                     const std::optional<fs::path>& request, const Watch& watch) {
  Files& files = Files::disk();
  const std::string der = TRY(read_text(files, answer, timestamp_limit));
  AddedTimestamp added;
  added.stamp = TRY(check_timestamp(bytes_of(der)));
  if (request) {
    const std::string asked_der = TRY(read_text(files, *request, timestamp_limit));
    const TimestampRequest asked = TRY(read_timestamp_request(bytes_of(asked_der)));
    if (asked.nonce != added.stamp.nonce || asked.hash != added.stamp.hash) {
      return fail(Errc::not_whole, "the answer is not the one to this request");
    }
  }
  if (TRY(sha256_of_file(archive, watch)) != added.stamp.hash) {
    return fail(Errc::not_whole, "the time stamp is of another file");
  }
  const auto there = TRY(stamps_of(archive));
  for (const auto& [number, path] : there) {
    const auto same = read_text(files, path, timestamp_limit);
    if (same && *same == der) {
      return fail(Errc::exists, path.string() + " holds this answer already");
    }
  }
  unsigned number = 1;
  while (there.contains(number)) ++number;
  if (number > most_stamps) return fail(Errc::usage, "there are 64 time stamps already");
  added.path = stamp_path(archive, number);
  TRY(keep(files, added.path, der));
  return added;
}

Result<std::vector<FoundTimestamp>> timestamps_beside(const fs::path& archive,
                                                      const std::optional<std::string>& authorities,
                                                      const Watch& watch) {
  std::vector<FoundTimestamp> found;
  const auto there = stamps_of(archive);
  if (!there || there->empty()) return found;
  const Sha256 hash = TRY(sha256_of_file(archive, watch));
  for (const auto& [number, path] : *there) {
    const auto der = read_text(Files::disk(), path, timestamp_limit);
    if (!der) {
      found.push_back(judge(path, hash, tl::unexpected<Error>(der.error())));
      continue;
    }
    const auto stamp = check_timestamp(bytes_of(*der), authorities);
    // A wrong file of authorities is not the stamp's fault.
    if (!stamp && stamp.error().code == Errc::missing) {
      return tl::unexpected<Error>(stamp.error());
    }
    found.push_back(judge(path, hash, stamp));
  }
  return found;
}

}  // namespace trousse::evidence
