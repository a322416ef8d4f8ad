// SPDX-License-Identifier: Apache-2.0
#include "evidence/age.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "evidence/age_header.hpp"
#include "evidence/age_stanzas.hpp"
#include "evidence/age_stream.hpp"

namespace trousse::evidence::age {
namespace {

constexpr std::size_t chunk_size = std::size_t{64} << 10;
constexpr std::size_t sealed_size = chunk_size + Aead::tag_size;

/// The STREAM construction (C2SP age.md, "Payload"): an 11-byte big-endian counter of chunks and
/// one byte that is 1 for the last chunk only.
class ChunkNonce {
 public:
  Aead::Nonce value(bool last) const {
    Aead::Nonce nonce{};
    for (std::size_t i = 0; i < 8; ++i) {
      nonce[10 - i] = static_cast<std::byte>((count_ >> (8 * i)) & 0xffU);
    }
    nonce[11] = static_cast<std::byte>(last ? 1 : 0);
    return nonce;
  }
  void advance() { ++count_; }
  std::uint64_t count() const { return count_; }

 private:
  std::uint64_t count_ = 0;  // 2^64 chunks are out of reach
};

Result<Aead> payload_cipher(const FileKey& file_key, std::span<const std::byte> nonce) {
  Key key = TRY(hkdf_sha256(file_key, nonce, "payload"));
  const WipedOnExit guard{std::span<std::byte>(key)};
  return Aead::create(key);
}

class StreamEncryptor final : public Encryptor {
 public:
  StreamEncryptor(Aead aead, Sink out) : aead_(std::move(aead)), out_(std::move(out)) {
    plain_.reserve(chunk_size);
  }
  ~StreamEncryptor() override { wipe(plain_); }

  Result<void> write(std::span<const std::byte> plain) override {
    if (closed_) return fail(Errc::usage, "writing to a closed age stream");
    while (!plain.empty()) {
      // A full chunk waits: only what follows says that it was not the last.
      if (plain_.size() == chunk_size) TRY(flush(false));
      const std::size_t count = std::min(plain.size(), chunk_size - plain_.size());
      plain_.insert(plain_.end(), plain.begin(), plain.begin() + static_cast<long>(count));
      plain = plain.subspan(count);
    }
    return {};
  }

  Result<void> close() override {
    if (closed_) return fail(Errc::usage, "closing a closed age stream");
    TRY(flush(true));
    closed_ = true;
    return {};
  }

 private:
  Result<void> flush(bool last) {
    const auto sealed = std::span(sealed_).first(plain_.size() + Aead::tag_size);
    TRY(aead_.seal(nonce_.value(last), plain_, sealed));
    nonce_.advance();
    plain_.clear();
    return out_(sealed);
  }

  Aead aead_;
  Sink out_;
  ChunkNonce nonce_;
  Bytes plain_;
  Bytes sealed_ = Bytes(sealed_size);
  bool closed_ = false;
};

Result<std::unique_ptr<Encryptor>> start_stream(const FileKey& file_key,
                                                const std::vector<Stanza>& stanzas, Sink out) {
  std::string header = header_text(stanzas);
  const Key mac = TRY(header_mac(file_key, header));
  header.append(" ").append(base64(mac)).append("\n");
  TRY(out(std::as_bytes(std::span(header))));
  std::array<std::byte, nonce_size> nonce{};
  TRY(random_bytes(nonce));
  TRY(out(nonce));
  Aead aead = TRY(payload_cipher(file_key, nonce));
  return std::unique_ptr<Encryptor>(
      std::make_unique<StreamEncryptor>(std::move(aead), std::move(out)));
}

class StreamDecryptor final : public Decryptor {
 public:
  StreamDecryptor(const Reader& in, Aead aead, std::uint64_t start)
      : in_(in), aead_(std::move(aead)), at_(start) {}
  ~StreamDecryptor() override { wipe(plain_); }

  Result<std::span<const std::byte>> next() override {
    if (trouble_) return tl::unexpected<Error>(*trouble_);
    auto chunk = next_chunk();
    if (!chunk) trouble_ = std::make_unique<Error>(chunk.error());
    return chunk;
  }

 private:
  tl::unexpected<Error> damaged(const char* what) const {
    return fail(Errc::not_whole,
                fmt::format("age chunk {} at byte {}: {}", nonce_.count(), at_, what));
  }

  Result<std::size_t> fill() {
    std::size_t got = 0;
    while (got < sealed_.size()) {
      const std::size_t more = TRY(in_.read_at(at_ + got, std::span(sealed_).subspan(got)));
      if (more == 0) break;
      got += more;
    }
    return got;
  }

  // Whether a chunk is the last is said by its nonce, not by where the file ends. A short chunk can
  // only be the last; a full one is what its tag says it is.
  Result<bool> open_chunk(std::span<const std::byte> sealed, std::span<std::byte> plain) {
    const bool full = sealed.size() == sealed_size;
    if (full) {
      const auto opened = aead_.open(nonce_.value(false), sealed, plain);
      if (opened) return false;
      if (opened.error().code != Errc::not_whole) return tl::unexpected<Error>(opened.error());
    }
    const auto opened = aead_.open(nonce_.value(true), sealed, plain);
    if (opened) return true;
    if (opened.error().code != Errc::not_whole) return tl::unexpected<Error>(opened.error());
    return damaged(full ? "changed" : "changed, or the end is missing");
  }

  Result<std::span<const std::byte>> next_chunk() {
    if (done_) {
      if (at_ < in_.size()) return damaged("bytes after the last chunk");
      return std::span<const std::byte>();
    }
    const std::size_t got = TRY(fill());
    if (got < Aead::tag_size) return damaged("missing or cut");
    const auto plain = std::span(plain_).first(got - Aead::tag_size);
    done_ = TRY(open_chunk(std::span<const std::byte>(sealed_).first(got), plain));
    if (plain.empty() && nonce_.count() > 0) return damaged("an empty last chunk after others");
    at_ += got;
    nonce_.advance();
    // An empty piece means the end to the caller: check at once what follows it.
    if (plain.empty()) return next_chunk();
    return std::span<const std::byte>(plain);
  }

  const Reader& in_;
  Aead aead_;
  std::uint64_t at_;
  ChunkNonce nonce_;
  Bytes sealed_ = Bytes(sealed_size);
  Bytes plain_ = Bytes(chunk_size);
  bool done_ = false;
  std::unique_ptr<Error> trouble_;
};

}  // namespace

Result<std::unique_ptr<Encryptor>> Encryptor::start(std::span<const Recipient> recipients,
                                                    Sink out) {
  if (recipients.empty()) return fail(Errc::usage, "encrypting to nobody");
  FileKey file_key{};
  const WipedOnExit guard{std::span<std::byte>(file_key)};
  TRY(random_bytes(file_key));
  std::vector<Stanza> stanzas;
  for (const Recipient& recipient : recipients) {
    stanzas.push_back(TRY(wrap(file_key, recipient)));
  }
  return start_stream(file_key, stanzas, std::move(out));
}

Result<std::unique_ptr<Encryptor>> Encryptor::start(const Passphrase& passphrase, Sink out) {
  FileKey file_key{};
  const WipedOnExit guard{std::span<std::byte>(file_key)};
  TRY(random_bytes(file_key));
  std::vector<Stanza> stanzas{TRY(wrap(file_key, passphrase))};
  return start_stream(file_key, stanzas, std::move(out));
}

Result<std::unique_ptr<Decryptor>> Decryptor::start(const Reader& in,
                                                    std::span<const Opener> openers) {
  const Header header = TRY(read_header(in));
  FileKey file_key = TRY(unwrap(header, openers));
  const WipedOnExit guard{std::span<std::byte>(file_key)};
  const Key mac = TRY(header_mac(file_key, header.signed_text));
  if (mac != header.mac) return fail(Errc::not_whole, "the age header's MAC does not hold");

  std::array<std::byte, nonce_size> nonce{};
  const std::size_t got = TRY(in.read_at(header.size, nonce));
  if (got != nonce.size()) return fail(Errc::malformed, "age payload without its nonce");
  Aead aead = TRY(payload_cipher(file_key, nonce));
  return std::unique_ptr<Decryptor>(
      std::make_unique<StreamDecryptor>(in, std::move(aead), header.size + nonce_size));
}

Result<void> decrypt(const Reader& in, std::span<const Opener> openers, const Sink& out) {
  const auto decryptor = TRY(Decryptor::start(in, openers));
  while (true) {
    const auto chunk = TRY(decryptor->next());
    if (chunk.empty()) return {};
    TRY(out(chunk));
  }
}

}  // namespace trousse::evidence::age
