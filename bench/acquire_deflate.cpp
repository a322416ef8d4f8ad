// SPDX-License-Identifier: Apache-2.0
// The speed of one core, in CPU time, at what imaging is made of: acquire_deflate FILE, where FILE
// is what acquire_disk writes. Prints ISA-L level 1 beside zlib level 1 for each third of it.
#include <array>
#include <cstdio>
#include <ctime>
#include <functional>
#include <span>
#include <vector>

#include <fmt/format.h>
#include <zlib.h>

#include "evidence/deflate.hpp"
#include "evidence/ewf_digest.hpp"

namespace {

using trousse::evidence::Deflater;
using trousse::evidence::EwfDigest;
using trousse::evidence::EwfHash;
using Chunk = std::span<const std::byte>;

constexpr std::size_t stretch = 1U << 20;
constexpr std::size_t chunk = 32U << 10;

double cpu_seconds() {
  std::timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// Over every third stretch from `first` on, or all.
void time_one(const char* name, Chunk disk, std::size_t first, std::size_t turn,
              const std::function<std::size_t(Chunk)>& work) {
  const double start = cpu_seconds();
  std::size_t in = 0;
  std::size_t out = 0;
  for (std::size_t at = first * stretch; at + stretch <= disk.size(); at += turn * stretch) {
    for (std::size_t c = 0; c < stretch; c += chunk) {
      out += work(disk.subspan(at + c, chunk));
      in += chunk;
    }
  }
  const double seconds = cpu_seconds() - start;
  fmt::print("  {:<16} {:7.0f} MB/s   {:.4f} of the size\n", name,
             static_cast<double>(in) / seconds / 1e6,
             static_cast<double>(out) / static_cast<double>(in));
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  std::vector<std::byte> disk(384 * stretch);
  std::FILE* file = std::fopen(arguments[1], "rb");
  if (file == nullptr) return 3;
  disk.resize(std::fread(disk.data(), 1, disk.size(), file));
  std::fclose(file);

  Deflater deflater;
  std::vector<std::byte> out(2 * chunk);
  const auto isal = [&](Chunk plain) {
    return deflater.compress(plain, std::span(out).first(chunk - 1)).value_or(chunk);
  };
  const auto zlib = [&](Chunk plain) -> std::size_t {
    uLongf size = out.size();
    const auto* from = reinterpret_cast<const Bytef*>(plain.data());
    const int done =
        ::compress2(reinterpret_cast<Bytef*>(out.data()), &size, from, plain.size(), 1);
    return done == Z_OK && size < chunk ? size : chunk;
  };
  constexpr std::array thirds{"zeros", "text", "random"};
  for (std::size_t third = 0; third < thirds.size(); ++third) {
    fmt::print("{}\n", thirds[third]);
    time_one("ISA-L level 1", disk, third, 3, isal);
    time_one("zlib level 1", disk, third, 3, zlib);
  }
  fmt::print("all\n");
  for (const auto& [name, hash] :
       {std::pair{"MD5", EwfHash::md5}, std::pair{"SHA-256", EwfHash::sha256}}) {
    auto digest = EwfDigest::create(hash);
    if (!digest) return 3;
    time_one(name, disk, 0, 1, [&](Chunk plain) { return digest->add(plain) ? chunk : 0; });
  }
  return 0;
}
