// SPDX-License-Identifier: Apache-2.0
#include "evidence/compression.hpp"

#include <zstd.h>

#include "core/handle.hpp"
#include "evidence/libraries.hpp"
#include "evidence/primitives.hpp"

namespace trousse::evidence {
namespace {

// Level 1 keeps ahead of a USB key's writing on the slowest machine we target; the higher levels
// gain a few per cent on logs and hives and cost several times the time (docs/archive-format.md).
constexpr int level = 1;
// libzstd's own thread, so that reading and encrypting go on beside it. One: two cores.
constexpr int workers = 1;
constexpr int window_log_limit = 23;  // 8 MiB
constexpr std::uint64_t short_stream = std::uint64_t{1} << 20;
constexpr int short_window_log = 17;  // 128 KiB

tl::unexpected<Error> trouble(std::size_t code, Errc errc) {
  return fail(errc, std::string("zstd: ") + ZSTD_getErrorName(code));
}

class ZstdCompressor final : public Compressor {
 public:
  explicit ZstdCompressor(age::Sink out) : out_(std::move(out)) {}

  Result<void> prepare(std::uint64_t expected) {
    if (!context_) return fail(Errc::refused, "no memory for compression");
    for (const auto& [parameter, value] :
         {std::pair{ZSTD_c_compressionLevel, level}, {ZSTD_c_checksumFlag, 1}}) {
      const std::size_t code = ZSTD_CCtx_setParameter(context_.get(), parameter, value);
      if (ZSTD_isError(code) != 0) return trouble(code, Errc::refused);
    }
    if (expected <= short_stream) {
      static_cast<void>(ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_windowLog, short_window_log));
      return {};
    }
    // A libzstd built without threads says no and compresses on this thread: the bytes are valid.
    static_cast<void>(ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_nbWorkers, workers));
    return {};
  }

  Result<void> write(std::span<const std::byte> plain) override {
    ZSTD_inBuffer in{plain.data(), plain.size(), 0};
    while (in.pos < in.size) TRY(step(in, ZSTD_e_continue));
    return {};
  }

  Result<void> close() override {
    ZSTD_inBuffer in{nullptr, 0, 0};
    while (true) {
      const std::size_t left = TRY(step(in, ZSTD_e_end));
      if (left == 0) return {};
    }
  }

 private:
  Result<std::size_t> step(ZSTD_inBuffer& in, ZSTD_EndDirective directive) {
    ZSTD_outBuffer out{buffer_.data(), buffer_.size(), 0};
    const std::size_t left = ZSTD_compressStream2(context_.get(), &out, &in, directive);
    if (ZSTD_isError(left) != 0) return trouble(left, Errc::refused);
    if (out.pos > 0) TRY(out_(std::span<const std::byte>(buffer_).first(out.pos)));
    return left;
  }

  Handle<ZSTD_CCtx, ZSTD_freeCCtx> context_{ZSTD_createCCtx()};
  age::Sink out_;
  Bytes buffer_ = Bytes(ZSTD_CStreamOutSize());
};

class ZstdDecompressor final : public Decompressor {
 public:
  explicit ZstdDecompressor(Source in) : source_(std::move(in)) {}

  Result<void> prepare() {
    if (!context_) return fail(Errc::refused, "no memory for decompression");
    const std::size_t code =
        ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, window_log_limit);
    if (ZSTD_isError(code) != 0) return trouble(code, Errc::refused);
    return {};
  }

  Result<std::span<const std::byte>> next() override {
    while (true) {
      if (in_.pos == in_.size && !ended_ && !pending_) {
        const auto piece = TRY(source_());
        ended_ = piece.empty();
        in_ = {piece.data(), piece.size(), 0};
      }
      if (ended_ && !pending_) {
        // 0: the last frame was complete (libzstd's hint of bytes still wanted).
        if (wanted_ != 0) return fail(Errc::not_whole, "zstd: the stream is cut");
        return std::span<const std::byte>();
      }
      ZSTD_outBuffer out{buffer_.data(), buffer_.size(), 0};
      const std::size_t before = in_.pos;
      const std::size_t hint = ZSTD_decompressStream(context_.get(), &out, &in_);
      if (ZSTD_isError(hint) != 0) return trouble(hint, Errc::not_whole);
      // A call that does nothing, after a frame's end, already asks for the next frame.
      if (in_.pos != before || out.pos > 0) wanted_ = hint;
      pending_ = out.pos == out.size;  // a full buffer may leave more inside the context
      if (out.pos > 0) return std::span<const std::byte>(buffer_).first(out.pos);
    }
  }

 private:
  Handle<ZSTD_DCtx, ZSTD_freeDCtx> context_{ZSTD_createDCtx()};
  Source source_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  Bytes buffer_ = Bytes(ZSTD_DStreamOutSize());
  std::size_t wanted_ = 1;
  bool ended_ = false;
  bool pending_ = false;
};

}  // namespace

Result<std::unique_ptr<Compressor>> Compressor::start(age::Sink out, std::uint64_t expected) {
  auto compressor = std::make_unique<ZstdCompressor>(std::move(out));
  TRY(compressor->prepare(expected));
  return std::unique_ptr<Compressor>(std::move(compressor));
}

Result<std::unique_ptr<Decompressor>> Decompressor::start(Source in) {
  auto decompressor = std::make_unique<ZstdDecompressor>(std::move(in));
  TRY(decompressor->prepare());
  return std::unique_ptr<Decompressor>(std::move(decompressor));
}

std::string zstd_version() { return ZSTD_versionString(); }

}  // namespace trousse::evidence
