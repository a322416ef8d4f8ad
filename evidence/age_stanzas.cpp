// SPDX-License-Identifier: Apache-2.0
#include "evidence/age_stanzas.hpp"

#include <algorithm>

namespace trousse::evidence::age {
namespace {

constexpr std::string_view x25519_type = "X25519";
constexpr std::string_view x25519_info = "age-encryption.org/v1/X25519";
constexpr std::string_view scrypt_type = "scrypt";
constexpr std::string_view scrypt_label = "age-encryption.org/v1/scrypt";
constexpr std::size_t salt_size = 16;
constexpr std::size_t body_size = file_key_size + Aead::tag_size;

// The wrapping key is used once, hence the nonce of zeros.
Result<Bytes> wrapped(const Key& key, const FileKey& file_key) {
  Aead aead = TRY(Aead::create(key));
  Bytes body(body_size);
  TRY(aead.seal({}, file_key, body));
  return body;
}

Result<std::optional<FileKey>> unwrapped(const Key& key, const Bytes& body) {
  Aead aead = TRY(Aead::create(key));
  FileKey file_key{};
  const auto opened = aead.open({}, body, file_key);
  if (opened) return std::optional<FileKey>(file_key);
  if (opened.error().code == Errc::not_whole) return std::optional<FileKey>();
  return tl::unexpected<Error>(opened.error());
}

Result<Key> x25519_wrapping_key(const Key& shared, const Key& share, const Key& recipient) {
  Bytes salt(share.begin(), share.end());
  salt.insert(salt.end(), recipient.begin(), recipient.end());
  return hkdf_sha256(shared, salt, x25519_info);
}

Result<Key> scrypt_wrapping_key(const std::string& passphrase, std::span<const std::byte> salt,
                                int work_factor) {
  Bytes labelled;
  const auto label = std::as_bytes(std::span(scrypt_label));
  labelled.insert(labelled.end(), label.begin(), label.end());
  labelled.insert(labelled.end(), salt.begin(), salt.end());
  return scrypt(passphrase, labelled, work_factor);
}

Result<void> check_body(const Stanza& stanza) {
  if (stanza.body.size() == body_size) return {};
  return fail(Errc::malformed, "age stanza with a body of wrong length");
}

Result<std::optional<FileKey>> try_x25519(const Stanza& stanza, const Identity& identity) {
  if (stanza.arguments.size() != 2) {
    return fail(Errc::malformed, "X25519 stanza with a wrong count of arguments");
  }
  const Bytes share_bytes = TRY(base64_decoded(stanza.arguments[1]));
  Key share{};
  if (share_bytes.size() != share.size()) {
    return fail(Errc::malformed, "X25519 share of wrong length");
  }
  std::copy(share_bytes.begin(), share_bytes.end(), share.begin());
  TRY(check_body(stanza));
  Key shared = TRY(x25519(identity.scalar(), share));
  const WipedOnExit guard{std::span<std::byte>(shared)};
  Key key = TRY(x25519_wrapping_key(shared, share, identity.recipient().point));
  const WipedOnExit second_guard{std::span<std::byte>(key)};
  return unwrapped(key, stanza.body);
}

// [1-9][0-9]*, at most the limit: a hostile file must not take the memory of the machine.
Result<int> work_factor_of(const std::string& text) {
  const bool digits = std::all_of(text.begin(), text.end(),
                                  [](char letter) { return letter >= '0' && letter <= '9'; });
  if (!digits || text.empty() || text.size() > 2 || text[0] == '0') {
    return fail(Errc::malformed, "scrypt work factor that is not one");
  }
  int value = 0;
  for (const char digit : text) value = value * 10 + (digit - '0');
  if (value > work_factor_limit) return fail(Errc::malformed, "scrypt work factor too large");
  return value;
}

Result<std::optional<FileKey>> try_scrypt(const Stanza& stanza, const Passphrase& passphrase) {
  if (stanza.arguments.size() != 3) {
    return fail(Errc::malformed, "scrypt stanza with a wrong count of arguments");
  }
  const Bytes salt = TRY(base64_decoded(stanza.arguments[1]));
  if (salt.size() != salt_size) return fail(Errc::malformed, "scrypt salt of wrong length");
  const int work_factor = TRY(work_factor_of(stanza.arguments[2]));
  TRY(check_body(stanza));
  Key key = TRY(scrypt_wrapping_key(passphrase.text, salt, work_factor));
  const WipedOnExit guard{std::span<std::byte>(key)};
  return unwrapped(key, stanza.body);
}

Result<std::optional<FileKey>> try_one(const Stanza& stanza, const Opener& opener) {
  const std::string& type = stanza.arguments.front();
  if (const auto* identity = std::get_if<Identity>(&opener); identity && type == x25519_type) {
    return try_x25519(stanza, *identity);
  }
  if (const auto* passphrase = std::get_if<Passphrase>(&opener);
      passphrase && type == scrypt_type) {
    return try_scrypt(stanza, *passphrase);
  }
  return std::optional<FileKey>();
}

}  // namespace

Result<Stanza> wrap(const FileKey& file_key, const Recipient& recipient) {
  Key ephemeral{};
  const WipedOnExit guard{std::span<std::byte>(ephemeral)};
  TRY(random_bytes(ephemeral));
  const Key share = TRY(x25519_public(ephemeral));
  Key shared = TRY(x25519(ephemeral, recipient.point));
  const WipedOnExit second_guard{std::span<std::byte>(shared)};
  Key key = TRY(x25519_wrapping_key(shared, share, recipient.point));
  const WipedOnExit third_guard{std::span<std::byte>(key)};
  Bytes body = TRY(wrapped(key, file_key));
  return Stanza{{std::string(x25519_type), base64(share)}, std::move(body)};
}

Result<Stanza> wrap(const FileKey& file_key, const Passphrase& passphrase) {
  if (passphrase.text.empty()) return fail(Errc::usage, "an empty passphrase");
  if (passphrase.work_factor < 1 || passphrase.work_factor > work_factor_limit) {
    return fail(Errc::usage, "scrypt work factor out of range");
  }
  std::array<std::byte, salt_size> salt{};
  TRY(random_bytes(salt));
  Key key = TRY(scrypt_wrapping_key(passphrase.text, salt, passphrase.work_factor));
  const WipedOnExit guard{std::span<std::byte>(key)};
  Bytes body = TRY(wrapped(key, file_key));
  return Stanza{{std::string(scrypt_type), base64(salt), std::to_string(passphrase.work_factor)},
                std::move(body)};
}

Result<FileKey> unwrap(const Header& header, std::span<const Opener> openers) {
  for (const Stanza& stanza : header.stanzas) {
    if (stanza.arguments.front() == scrypt_type && header.stanzas.size() != 1) {
      return fail(Errc::malformed, "a scrypt stanza must stand alone");
    }
  }
  for (const Stanza& stanza : header.stanzas) {
    for (const Opener& opener : openers) {
      const std::optional<FileKey> found = TRY(try_one(stanza, opener));
      if (found) return *found;
    }
  }
  return fail(Errc::wrong_key, "no given key opens this file");
}

}  // namespace trousse::evidence::age
