// SPDX-License-Identifier: Apache-2.0
#include "evidence/ewf_writer.hpp"

#include <algorithm>
#include <limits>
#include <thread>

#include "evidence/deflate.hpp"
#include "evidence/ewf_belt.hpp"
#include "evidence/ewf_digest.hpp"
#include "evidence/ewf_layout.hpp"
#include "evidence/ewf_segments.hpp"

namespace trousse::evidence {

namespace {

// Twelve batches of a mebibyte, plain and packed, and one group of 16 MiB: 40 MiB in all.
constexpr std::size_t batch_size = 1U << 20;
constexpr std::size_t batches = 12;

// The hashes over the medium, each by a thread of its own: MD5 alone is as slow as all the rest.
class MediumHashes {
 public:
  static Result<MediumHashes> create(EwfSha1 with_sha1) {
    std::vector<EwfDigest> digests;
    digests.push_back(TRY(EwfDigest::create(EwfHash::md5)));
    digests.push_back(TRY(EwfDigest::create(EwfHash::sha256)));
    if (with_sha1 == EwfSha1::add) digests.push_back(TRY(EwfDigest::create(EwfHash::sha1)));
    return MediumHashes(std::move(digests));
  }

  void add_stages(std::vector<BeltStage>& stages) {
    for (EwfDigest& digest : digests_) {
      const auto hash = [&digest](Batch& batch, unsigned) {
        return digest.add(std::span(batch.plain).first(batch.filled));
      };
      stages.push_back({hash, 1, {}});
    }
  }

  Result<void> finish(ImageFacts& facts) {
    std::vector<std::vector<std::byte>> values;
    for (EwfDigest& digest : digests_) values.push_back(TRY(digest.finish()));
    std::copy_n(values[0].begin(), facts.md5.size(), facts.md5.begin());
    std::copy_n(values[1].begin(), facts.sha256.size(), facts.sha256.begin());
    if (values.size() < 3) return {};
    facts.sha1.emplace();
    std::copy_n(values[2].begin(), facts.sha1->size(), facts.sha1->begin());
    return {};
  }

 private:
  explicit MediumHashes(std::vector<EwfDigest> digests) : digests_(std::move(digests)) {}
  std::vector<EwfDigest> digests_;
};

// Gives the belt the medium, in order. Used by the caller's thread only, as Reader asks.
class MediumFeed {
 public:
  MediumFeed(const Reader& from, RescueMap& map, const RescueLimits& limits,
             const ImageWatch& watch)
      : from_(from), map_(map), limits_(limits), watch_(watch) {}

  Result<EwfBelt::Fill> operator()(Batch& batch) {
    if (watch_.stop.stop_requested()) return fail(Errc::cancelled, "stopped while imaging");
    batch.filled = std::min<std::uint64_t>(batch.plain.size(), map_.size() - done_);
    if (batch.filled == 0) return EwfBelt::Fill::at_the_end;
    const auto into = std::span(batch.plain).first(batch.filled);
    TRY(rescue_in_order(from_, map_, done_, into, limits_));
    done_ += batch.filled;
    if (watch_.progress) watch_.progress(done_);
    return EwfBelt::Fill::filled;
  }

 private:
  const Reader& from_;
  RescueMap& map_;
  const RescueLimits& limits_;
  const ImageWatch& watch_;
  std::uint64_t done_ = 0;
};

// What one thread needs to compress batches.
class Packer {
 public:
  explicit Packer(std::size_t chunk_size) : chunk_size_(chunk_size) {
    zero_chunk_.resize(chunk_size);
    const std::vector<std::byte> zeros(chunk_size);
    zero_chunk_.resize(deflater_.compress(zeros, zero_chunk_).value_or(0));
  }

  Result<void> pack(Batch& batch) {
    batch.chunks.clear();
    std::size_t used = 0;
    bool last_was_stored = false;
    for (std::size_t at = 0; at < batch.filled; at += chunk_size_) {
      const auto chunk =
          std::span(batch.plain).subspan(at, std::min(chunk_size_, batch.filled - at));
      // Content that looks random is tried once, then taken at its looks for as long as it lasts:
      // trying costs a third of the time, and gives nothing on encrypted or compressed files.
      std::size_t size = 0;
      if (!last_was_stored || !looks_random(chunk)) {
        size = pack_chunk(chunk, std::span(batch.packed).subspan(used));
      }
      last_was_stored = size == 0;
      batch.chunks.push_back({used, size});
      used += size;
    }
    return {};
  }

 private:
  std::size_t pack_chunk(std::span<const std::byte> chunk, std::span<std::byte> out) {
    if (chunk.size() == chunk_size_ && !zero_chunk_.empty() && all_zero(chunk)) {
      std::copy(zero_chunk_.begin(), zero_chunk_.end(), out.begin());
      return zero_chunk_.size();
    }
    // Smaller than the chunk with its checksum, or not worth it.
    const auto room = out.first(std::min(out.size(), chunk.size() - 1));
    return deflater_.compress(chunk, room).value_or(0);
  }

  std::size_t chunk_size_;
  Deflater deflater_;
  std::vector<std::byte> zero_chunk_;
};

Result<ewf::Geometry> geometry_of(std::uint64_t size, const EwfSettings& settings) {
  const std::uint32_t sector = settings.sector_size;
  const std::uint32_t chunk = settings.chunk_size;
  const bool possible = sector > 0 && chunk >= sector && chunk % sector == 0 &&
                        chunk <= batch_size && settings.segment_size >= (4U << 20) &&
                        settings.workers <= 64;
  if (!possible) return fail(Errc::usage, "impossible sizes for an E01");
  if (size % sector != 0) {
    return fail(Errc::unsupported, "an E01 holds whole sectors, and this ends inside one: use raw");
  }
  const std::uint64_t chunks = size / chunk + (size % chunk != 0 ? 1 : 0);
  if (chunks > std::numeric_limits<std::uint32_t>::max()) {
    return fail(Errc::unsupported, "an E01 cannot hold so many chunks: use larger ones, or raw");
  }
  return ewf::Geometry{size / sector, static_cast<std::uint32_t>(chunks), chunk / sector, sector};
}

unsigned workers_of(const EwfSettings& settings) {
  if (settings.workers > 0) return settings.workers;
  return std::clamp(std::thread::hardware_concurrency(), 1U, 64U);
}

BeltStage packing_stage(std::vector<Packer>& packers) {
  const auto pack = [&packers](Batch& batch, unsigned worker) {
    return packers[worker].pack(batch);
  };
  return {pack, static_cast<unsigned>(packers.size()), {}};
}

BeltStage writing_stage(EwfSegments& segments, std::size_t chunk_size, std::size_t after) {
  const auto write = [&segments, chunk_size](Batch& batch, unsigned) -> Result<void> {
    const auto plain = std::span(batch.plain).first(batch.filled);
    for (std::size_t i = 0; i < batch.chunks.size(); ++i) {
      const auto [offset, size] = batch.chunks[i];
      const std::size_t at = i * chunk_size;
      if (size > 0) {
        TRY(segments.add(std::span(batch.packed).subspan(offset, size),
                         EwfSegments::Form::compressed));
      } else {
        TRY(segments.add(plain.subspan(at, std::min(chunk_size, plain.size() - at)),
                         EwfSegments::Form::stored));
      }
    }
    return {};
  };
  return {write, 1, after};
}

// Cuts a stream at each `limit` bytes.
class RawSegments {
 public:
  RawSegments(std::uint64_t limit, const OpenSegment& open)
      : limit_(limit > 0 ? limit : std::numeric_limits<std::uint64_t>::max()), open_(open) {}

  Result<void> add(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      if (!sink_ || position_ == limit_) TRY(open_next());
      const auto piece = bytes.first(std::min<std::uint64_t>(bytes.size(), limit_ - position_));
      TRY(sink_->write(piece));
      position_ += piece.size();
      bytes = bytes.subspan(piece.size());
    }
    return {};
  }
  Result<void> finish() {
    if (!sink_) TRY(open_next());
    return sink_->finish();
  }
  unsigned count() const { return number_; }

 private:
  Result<void> open_next() {
    if (sink_) TRY(sink_->finish());
    if (number_ == std::numeric_limits<unsigned>::max()) {
      return fail(Errc::unsupported, "too many segments: use larger ones");
    }
    sink_ = TRY(open_(++number_));
    position_ = 0;
    return {};
  }

  std::uint64_t limit_;
  const OpenSegment& open_;
  std::unique_ptr<SegmentSink> sink_;
  std::uint64_t position_ = 0;
  unsigned number_ = 0;
};

}  // namespace

Result<ImageFacts> write_ewf(const Reader& from, RescueMap& map, const EwfCase& about,
                             const EwfSettings& settings, const RescueLimits& limits,
                             const OpenSegment& open, const ImageWatch& watch) {
  const auto geometry = TRY(geometry_of(map.size(), settings));
  auto hashes = TRY(MediumHashes::create(settings.sha1));
  EwfSegments segments(geometry, about, settings, open);
  std::vector<Packer> packers;
  for (unsigned i = 0; i < workers_of(settings); ++i) packers.emplace_back(settings.chunk_size);

  std::vector<BeltStage> stages{packing_stage(packers),
                                writing_stage(segments, settings.chunk_size, 0)};
  hashes.add_stages(stages);
  Batch empty;
  empty.plain.resize(batch_size / settings.chunk_size * settings.chunk_size);
  empty.packed.resize(empty.plain.size());
  EwfBelt belt(batches, empty);
  TRY(belt.run(MediumFeed(from, map, limits, watch), stages));

  ImageFacts facts;
  facts.size = map.size();
  facts.gaps = map.gaps();
  TRY(hashes.finish(facts));
  std::span<const std::byte> sha1;
  if (facts.sha1) sha1 = *facts.sha1;
  TRY(segments.finish(facts.md5, sha1, facts.gaps));
  facts.segments = segments.count();
  return facts;
}

Result<ImageFacts> write_raw(const Reader& from, RescueMap& map, const RawSettings& settings,
                             const RescueLimits& limits, const OpenSegment& open,
                             const ImageWatch& watch) {
  auto hashes = TRY(MediumHashes::create(EwfSha1::leave_out));
  RawSegments segments(settings.segment_size, open);
  const auto write = [&segments](Batch& batch, unsigned) {
    return segments.add(std::span(batch.plain).first(batch.filled));
  };
  std::vector<BeltStage> stages{{write, 1, {}}};
  hashes.add_stages(stages);
  Batch empty;
  empty.plain.resize(batch_size);
  EwfBelt belt(batches, empty);
  TRY(belt.run(MediumFeed(from, map, limits, watch), stages));

  ImageFacts facts;
  facts.size = map.size();
  facts.gaps = map.gaps();
  TRY(hashes.finish(facts));
  TRY(segments.finish());
  facts.segments = segments.count();
  return facts;
}

Result<std::string> ewf_extension(unsigned segment) {
  constexpr unsigned numbered = 99;
  constexpr unsigned letters = 26;
  constexpr unsigned most = numbered + ('Z' - 'E' + 1) * letters * letters;
  if (segment == 0 || segment > most) {
    return fail(Errc::unsupported, "an E01 has 14971 segments at most: use larger ones");
  }
  if (segment <= numbered) {
    return std::string{'E', static_cast<char>('0' + segment / 10),
                       static_cast<char>('0' + segment % 10)};
  }
  const unsigned place = segment - numbered - 1;
  return std::string{static_cast<char>('E' + place / (letters * letters)),
                     static_cast<char>('A' + place / letters % letters),
                     static_cast<char>('A' + place % letters)};
}

}  // namespace trousse::evidence
