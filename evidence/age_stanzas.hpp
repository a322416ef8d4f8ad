// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>

#include "evidence/age.hpp"
#include "evidence/age_header.hpp"

/// How a file key is wrapped in a stanza, and found again (C2SP age.md, "Recipient stanzas").
namespace trousse::evidence::age {

using FileKey = std::array<std::byte, file_key_size>;

/// Decrypting refuses a scrypt work factor above this: 2^22 already takes 4 GiB.
constexpr int work_factor_limit = 22;

Result<Stanza> wrap(const FileKey& file_key, const Recipient& recipient);
Result<Stanza> wrap(const FileKey& file_key, const Passphrase& passphrase);

/// Tries each opener on each stanza. Stanzas of unknown types are left alone. Errors: wrong_key
/// when none matches; malformed when a stanza of a known type breaks its rules, or a scrypt stanza
/// does not stand alone.
Result<FileKey> unwrap(const Header& header, std::span<const Opener> openers);

}  // namespace trousse::evidence::age
