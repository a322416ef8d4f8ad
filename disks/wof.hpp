// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "core/reader.hpp"

namespace trousse::disks {

/// How Windows' overlay filter compressed a file ("compact /exe", CompactOS).
enum class WofFormat { xpress4k = 0, lzx32k = 1, xpress8k = 2, xpress16k = 3 };

/// From the data of a reparse point of tag IO_REPARSE_TAG_WOF (0x80000017), file provider
/// (version 1, provider 2): [MS-FSCC] 2.1.2 and ntifs.h FILE_PROVIDER_EXTERNAL_INFO_V1. Nothing
/// when it is another reparse point or another provider (a WIM on disk).
std::optional<WofFormat> wof_format(std::span<const std::byte> reparse_data);

/// Presents the uncompressed content of a WofCompressedData stream: `compressed` is that stream,
/// `size` the file's logical size. Owns `compressed`. A chunk that does not decompress is
/// Errc::unreadable for its range. Keeps one chunk in memory.
/// Errors: malformed (the chunk table does not fit).
Result<std::unique_ptr<Reader>> open_wof(std::unique_ptr<Reader> compressed, std::uint64_t size,
                                         WofFormat format);

/// XPRESS Huffman ([MS-XCA] 2.2), one chunk: fills `out` whole. Errors: malformed.
Result<void> expand_xpress(std::span<const std::byte> in, std::span<std::byte> out);

/// LZX as in WIM files, 32 KiB window, one chunk: fills `out` whole. Errors: malformed.
Result<void> expand_lzx(std::span<const std::byte> in, std::span<std::byte> out);

}  // namespace trousse::disks
