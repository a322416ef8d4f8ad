// SPDX-License-Identifier: Apache-2.0
#include "tests/tools/wof.hpp"

#include <algorithm>

#include <wimlib.h>

#include "core/handle.hpp"
#include "tests/tools/bytes.hpp"

namespace trousse::tools {
namespace {

using Compressor = Handle<wimlib_compressor, wimlib_free_compressor>;

struct Algorithm {
  std::uint32_t number;  ///< FILE_PROVIDER_COMPRESSION_*
  wimlib_compression_type type;
  std::size_t chunk;
};

Algorithm algorithm(Wof how) {
  switch (how) {
    case Wof::lzx: return {1, WIMLIB_COMPRESSION_TYPE_LZX, 32768};
    case Wof::xpress8k: return {2, WIMLIB_COMPRESSION_TYPE_XPRESS, 8192};
    case Wof::xpress16k: return {3, WIMLIB_COMPRESSION_TYPE_XPRESS, 16384};
    case Wof::none:
    case Wof::xpress4k: break;
  }
  return {0, WIMLIB_COMPRESSION_TYPE_XPRESS, 4096};
}

Result<Compressor> compressor(wimlib_compression_type type, std::size_t chunk) {
  wimlib_compressor* made = nullptr;
  if (wimlib_create_compressor(type, chunk, 50, &made) != 0) {
    return fail(Errc::unsupported, "wimlib makes no compressor");
  }
  return Compressor(made);
}

/// "" when it does not shrink.
std::string compressed(wimlib_compressor* with, std::string_view chunk) {
  std::string out(chunk.size(), '\0');
  out.resize(wimlib_compress(chunk.data(), chunk.size(), out.data(), chunk.size() - 1, with));
  return out;
}

}  // namespace

Result<std::string> wof_compressed(std::string_view content, Wof how) {
  const auto [number, type, size] = algorithm(how);
  const Compressor with = TRY(compressor(type, size));
  Bytes table;
  std::string chunks;
  for (std::size_t from = 0; from < content.size(); from += size) {
    // The first chunk begins where the table ends, so the table has no entry for it.
    if (from != 0) table.u32(chunks.size());
    const std::string_view chunk = content.substr(from, size);
    const std::string smaller = compressed(with.get(), chunk);
    chunks += smaller.empty() ? chunk : std::string_view(smaller);
  }
  return table.take() + chunks;
}

unsigned wof_algorithm(Wof how) { return algorithm(how).number; }

Result<std::string> xpress_huffman(std::string_view content) {
  if (content.size() > 65536) return fail(Errc::unsupported, "one chunk only");
  const Compressor with = TRY(compressor(WIMLIB_COMPRESSION_TYPE_XPRESS, 65536));
  return compressed(with.get(), content);
}

}  // namespace trousse::tools
