// SPDX-License-Identifier: Apache-2.0
#include "disks/runs_reader.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace trousse::disks {

RunsReader::RunsReader(const Reader& volume, std::vector<Run> runs, std::uint64_t size,
                       std::uint64_t initialised)
    : volume_(volume), runs_(std::move(runs)), size_(size), initialised_(initialised) {
  starts_.reserve(runs_.size());
  std::uint64_t at = 0;
  for (auto& run : runs_) {
    starts_.push_back(at);
    run.length = std::min(run.length, std::numeric_limits<std::uint64_t>::max() - at);
    at += run.length;
  }
}

std::size_t RunsReader::run_at(std::uint64_t offset) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
  if (after == starts_.begin()) return runs_.size();
  const auto index = static_cast<std::size_t>(after - starts_.begin()) - 1;
  return offset - starts_[index] < runs_[index].length ? index : runs_.size();
}

Result<std::size_t> RunsReader::read_at(std::uint64_t offset, std::span<std::byte> into) const {
  if (offset >= size_) return std::size_t{0};
  const std::size_t wanted = std::min<std::uint64_t>(into.size(), size_ - offset);
  std::size_t done = 0;
  if (offset < initialised_) {
    const std::size_t real = std::min<std::uint64_t>(wanted, initialised_ - offset);
    std::size_t index = run_at(offset);
    while (done < real) {
      if (index >= runs_.size()) {
        return fail(Errc::unreadable,
                    fmt::format("no cluster is known for byte {}", offset + done));
      }
      const std::uint64_t inside = offset + done - starts_[index];
      const std::size_t length = std::min<std::uint64_t>(real - done, runs_[index].length - inside);
      TRY(read_run(index, inside, into.subspan(done, length)));
      done += length;
      ++index;
    }
  }
  if (done < wanted) std::memset(into.data() + done, 0, wanted - done);
  return wanted;
}

Result<void> RunsReader::read_run(std::size_t index, std::uint64_t inside,
                                  std::span<std::byte> into) const {
  const Run& run = runs_[index];
  switch (run.kind) {
    case Run::Kind::hole: std::memset(into.data(), 0, into.size()); return {};
    case Run::Kind::lost: return fail(Errc::unreadable, "the place of this stretch is not known");
    case Run::Kind::data: break;
  }
  if (run.offset > volume_.size() || inside > volume_.size() - run.offset) {
    return fail(Errc::unreadable, "a cluster past the end of the volume");
  }
  const std::size_t got = TRY(volume_.read_at(run.offset + inside, into));
  if (got < into.size()) return fail(Errc::unreadable, "a cluster past the end of the volume");
  return {};
}

}  // namespace trousse::disks
