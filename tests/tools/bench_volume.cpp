// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "tests/tools/bytes.hpp"
#include "tests/tools/disks_made.hpp"

namespace trousse::tools {
namespace {

/// The shape of an office disk: most files small, most bytes in few large ones.
std::vector<std::uint64_t> file_sizes(const BenchSize& size) {
  Random random(2026);
  std::vector<std::uint64_t> sizes;
  std::uint64_t sum = 0;
  for (std::uint64_t i = 0; i < size.files; ++i) {
    const std::uint64_t log =
        5 + random.below(6) + random.below(6) + random.below(6);  // 2^5 … 2^20
    sizes.push_back((std::uint64_t{1} << log) + random.below(std::uint64_t{1} << log));
    sum += sizes.back();
  }
  // Stretched or shrunk to the whole that was asked for.
  const double factor =
      static_cast<double>(size.bytes) / static_cast<double>(std::max<std::uint64_t>(1, sum));
  for (std::uint64_t& one : sizes)
    one = static_cast<std::uint64_t>(static_cast<double>(one) * factor);
  return sizes;
}

std::string text_of(std::uint64_t seed, std::size_t size) {
  std::string out;
  out.reserve(size + 64);
  for (std::uint64_t line = 0; out.size() < size; ++line) {
    out +=
        fmt::format("{:08} consultation du patient {} suite\r\n", line, (seed * 31 + line) % 977);
  }
  out.resize(size);
  return out;
}

}  // namespace

Result<void> make_bench_volume(const std::string& image, const BenchSize& size) {
  constexpr std::uint64_t mebibyte = 1 << 20;
  // Room for the content, one MFT record and the ends of clusters for each file, and some more.
  const std::uint64_t room = size.bytes + size.files * (1024 + 4096) + 96 * mebibyte;
  NtfsWriter disk = TRY(NtfsWriter::create(image, room / mebibyte * mebibyte, "Bench",
                                           0x1111222233334444, 0, at("2026-01-05T08:00:00Z")));
  // Cut from blocks made once: what is measured is a reader, not a maker of random bytes.
  const std::vector<std::uint64_t> sizes = file_sizes(size);
  const std::uint64_t largest = sizes.empty() ? 0 : *std::max_element(sizes.begin(), sizes.end());
  const std::string noise = Random(5).bytes(largest + mebibyte);
  const std::string text = text_of(5, largest + mebibyte);
  Random random(7);
  const std::vector<const char*> kinds{"txt", "docx", "jpg", "pdf", "log", "dll"};
  for (std::uint64_t i = 0; i < sizes.size(); ++i) {
    const std::string& from = i % 2 == 0 ? noise : text;
    FileOptions options;
    options.modified = later(at("2026-01-05T09:00:00Z"), static_cast<std::int64_t>(i));
    disk.file(fmt::format("/D{:03}/D{:03}/fichier {:06}.{}", i / 200 / 50, i / 200 % 50, i,
                          kinds[i % kinds.size()]),
              std::string_view(from).substr(random.below(mebibyte), sizes[i]), options);
  }
  return disk.finish();
}

}  // namespace trousse::tools
