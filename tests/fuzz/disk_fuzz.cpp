// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <span>
#include <vector>

#include "disks/source.hpp"
#include "disks/volume.hpp"

namespace {

class Bytes final : public trousse::disks::Source {
 public:
  explicit Bytes(std::span<const std::byte> bytes) : reader_({bytes.begin(), bytes.end()}) {
    info_.size = bytes.size();
  }
  const trousse::SourceInfo& info() const override { return info_; }
  std::uint64_t size() const override { return reader_.size(); }
  trousse::Result<std::size_t> read_at(std::uint64_t offset,
                                       std::span<std::byte> into) const override {
    return reader_.read_at(offset, into);
  }

 private:
  trousse::MemoryReader reader_;
  trousse::SourceInfo info_;
};

}  // namespace

/// The bytes are a disk: its volumes are found, walked, and the head of each stream is read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trousse;
  const Bytes disk(std::as_bytes(std::span(data, size)));
  const auto volumes = disks::find_volumes(disk);
  if (!volumes) return 0;
  std::vector<std::byte> buffer(65'536);
  for (const auto& info : *volumes) {
    const auto volume = disks::open_volume(disk, info);
    if (!volume) continue;
    (void)(*volume)->for_each_file([&](const File& file) {
      for (const auto& stream : file.streams) {
        const auto bytes = (*volume)->open(file, stream.name);
        if (bytes) (void)(*bytes)->read_at(0, buffer);
      }
      return disks::Next::go_on;
    });
  }
  return 0;
}
