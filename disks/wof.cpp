// SPDX-License-Identifier: Apache-2.0
#include "disks/wof.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "disks/little_endian.hpp"

namespace trousse::disks {
namespace {

constexpr std::size_t chunk_size(WofFormat format) {
  switch (format) {
    case WofFormat::xpress4k: return 4096;
    case WofFormat::xpress8k: return 8192;
    case WofFormat::xpress16k: return 16384;
    case WofFormat::lzx32k: return 32768;
  }
  return 4096;
}

/// The stream is a table of chunk offsets, without that of the first chunk, counted from the end
/// of the table; then the chunks.
class WofReader final : public Reader {
 public:
  WofReader(std::unique_ptr<Reader> compressed, std::uint64_t size, WofFormat format)
      : compressed_(std::move(compressed)),
        size_(size),
        format_(format),
        chunk_(chunk_size(format)),
        count_(size / chunk_ + (size % chunk_ != 0 ? 1 : 0)),
        entry_size_(size > std::numeric_limits<std::uint32_t>::max() ? 8 : 4),
        table_size_(count_ > 0 ? (count_ - 1) * entry_size_ : 0) {}

  bool table_fits() const { return table_size_ <= compressed_->size(); }
  std::uint64_t size() const override { return size_; }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    if (offset >= size_) return std::size_t{0};
    const std::size_t wanted = std::min<std::uint64_t>(into.size(), size_ - offset);
    std::size_t done = 0;
    while (done < wanted) {
      const std::uint64_t at = offset + done;
      const std::size_t inside = at % chunk_;
      const std::uint64_t index = at / chunk_;
      TRY(load(index));
      const std::size_t length = std::min(loaded_.size() - inside, wanted - done);
      std::memcpy(into.data() + done, loaded_.data() + inside, length);
      done += length;
    }
    return done;
  }

 private:
  /// Where chunk `index` ends: where the next one begins.
  Result<std::uint64_t> end_of(std::uint64_t index) const {
    if (index + 1 == count_) return compressed_->size();
    std::array<std::byte, 8> entry{};
    const auto bytes = std::span(entry).first(entry_size_);
    const std::size_t got = TRY(compressed_->read_at(index * entry_size_, bytes));
    const std::uint64_t offset = le64(entry, 0);
    if (got < bytes.size() || offset > compressed_->size() - table_size_) {
      return fail(Errc::unreadable, fmt::format("WOF: offset of chunk {}", index + 1));
    }
    return table_size_ + offset;
  }

  Result<void> load(std::uint64_t index) const {
    if (index == loaded_index_) return {};
    loaded_index_ = none;
    std::uint64_t begin = table_size_;
    if (index > 0) begin = TRY(end_of(index - 1));
    const std::uint64_t end = TRY(end_of(index));
    const std::size_t length = std::min<std::uint64_t>(chunk_, size_ - index * chunk_);
    if (end <= begin || end - begin > length) {
      return fail(Errc::unreadable, fmt::format("WOF: length of chunk {}", index));
    }
    packed_.resize(end - begin);
    loaded_.resize(length);
    const std::size_t got = TRY(compressed_->read_at(begin, packed_));
    if (got < packed_.size()) {
      return fail(Errc::unreadable, fmt::format("WOF: chunk {} is cut short", index));
    }
    if (packed_.size() == length) {
      loaded_ = packed_;  // what does not become shorter is stored as it is
    } else {
      const auto expanded = format_ == WofFormat::lzx32k ? expand_lzx(packed_, loaded_)
                                                         : expand_xpress(packed_, loaded_);
      if (!expanded) {
        return fail(Errc::unreadable, fmt::format("chunk {}: {}", index, expanded.error().what));
      }
    }
    loaded_index_ = index;
    return {};
  }

  static constexpr std::uint64_t none = std::numeric_limits<std::uint64_t>::max();

  std::unique_ptr<Reader> compressed_;
  std::uint64_t size_;
  WofFormat format_;
  std::size_t chunk_;
  std::uint64_t count_;
  std::size_t entry_size_;
  std::uint64_t table_size_;
  mutable std::uint64_t loaded_index_ = none;
  mutable std::vector<std::byte> packed_;
  mutable std::vector<std::byte> loaded_;
};

}  // namespace

std::optional<WofFormat> wof_format(std::span<const std::byte> reparse_data) {
  // WOF_EXTERNAL_INFO (version, provider), FILE_PROVIDER_EXTERNAL_INFO_V1 (version, algorithm).
  constexpr std::uint32_t file_provider = 2;
  if (reparse_data.size() < 16 || le32(reparse_data, 0) != 1 ||
      le32(reparse_data, 4) != file_provider || le32(reparse_data, 8) != 1 ||
      le32(reparse_data, 12) > 3) {
    return std::nullopt;
  }
  return static_cast<WofFormat>(le32(reparse_data, 12));
}

Result<std::unique_ptr<Reader>> open_wof(std::unique_ptr<Reader> compressed, std::uint64_t size,
                                         WofFormat format) {
  if (size > (std::uint64_t{1} << 60)) return fail(Errc::malformed, "WOF: impossible size");
  auto reader = std::make_unique<WofReader>(std::move(compressed), size, format);
  if (!reader->table_fits()) return fail(Errc::malformed, "WOF: the chunk table does not fit");
  return std::unique_ptr<Reader>(std::move(reader));
}

}  // namespace trousse::disks
