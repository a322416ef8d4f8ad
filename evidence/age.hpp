// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/reader.hpp"
#include "core/result.hpp"

/// The age v1 file format (C2SP age.md), written on OpenSSL's primitives: X25519 recipients and
/// scrypt passphrases, ChaCha20-Poly1305 STREAM payload in 64 KiB chunks, binary form.
namespace trousse::evidence::age {

using Key = std::array<std::byte, 32>;

/// "age1…" (Bech32, lower case). Public.
struct Recipient {
  Key point{};
  static Result<Recipient> parse(std::string_view text);
  std::string text() const;
};

/// "AGE-SECRET-KEY-1…". Secret: wiped when destroyed, never logged.
class Identity {
 public:
  static Result<Identity> generate();
  static Result<Identity> parse(std::string_view text);
  Identity(const Identity&) = default;
  Identity& operator=(const Identity&) = default;
  ~Identity();
  Recipient recipient() const;
  std::string text() const;
  const Key& scalar() const { return scalar_; }

 private:
  Identity() = default;
  Key scalar_{};
};

/// The identities of an age identity file (comments and blank lines skipped); at least one, or
/// Errc::malformed with the line.
Result<std::vector<Identity>> parse_identity_file(std::string_view text);

/// A passphrase; encrypting to one excludes every other recipient (C2SP age, scrypt stanza).
struct Passphrase {
  std::string text;
  int work_factor = 18;  ///< log2 N when encrypting; decrypting refuses more than 22
};

/// Where encrypted or decrypted bytes go; an error stops the stream and is returned as it is.
using Sink = std::function<Result<void>(std::span<const std::byte>)>;

/// Encrypts a stream. `close` must be called; a file not closed has no last chunk and no reader
/// accepts it as whole.
class Encryptor {
 public:
  static Result<std::unique_ptr<Encryptor>> start(std::span<const Recipient> recipients, Sink out);
  static Result<std::unique_ptr<Encryptor>> start(const Passphrase& passphrase, Sink out);
  virtual ~Encryptor() = default;
  virtual Result<void> write(std::span<const std::byte> plain) = 0;
  virtual Result<void> close() = 0;
};

/// What opens a file.
using Opener = std::variant<Identity, Passphrase>;

/// Decrypts the whole of `in` into `out`, chunk by chunk: what reached `out` is authentic even
/// when a later chunk is not. Errors: wrong_key (no opener matches), malformed (not an age file,
/// or a header that the format forbids), not_whole (a damaged or missing chunk, with its number
/// and offset in `what`).
Result<void> decrypt(const Reader& in, std::span<const Opener> openers, const Sink& out);

}  // namespace trousse::evidence::age
