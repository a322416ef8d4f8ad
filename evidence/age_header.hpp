// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/reader.hpp"
#include "core/result.hpp"
#include "evidence/primitives.hpp"

/// The text header of an age file (C2SP age.md, "Header"): a version line, stanzas, a MAC line.
namespace trousse::evidence::age {

/// 16 bytes from which the header's MAC key and the payload's key derive.
constexpr std::size_t file_key_size = 16;
constexpr std::size_t nonce_size = 16;  ///< of the payload, right after the header

struct Stanza {
  std::vector<std::string> arguments;  ///< the type first; never empty
  Bytes body;
};

struct Header {
  std::vector<Stanza> stanzas;  ///< never empty
  Key mac{};
  std::string signed_text;  ///< what the MAC covers: from the version line to "---"
  std::uint64_t size = 0;   ///< bytes of the whole header: the payload starts here
};

/// The longest header read. A recipient takes about 150 bytes, a post-quantum one 2 KiB.
constexpr std::size_t header_limit = std::size_t{1} << 20;

/// Reads the header at the start of `in`. Errc::malformed for anything that the grammar forbids.
Result<Header> read_header(const Reader& in);

/// The text that the MAC covers, for these stanzas.
std::string header_text(const std::vector<Stanza>& stanzas);

/// The MAC of that text under a file key.
Result<Key> header_mac(std::span<const std::byte> file_key, std::string_view signed_text);

/// Standard Base64 (RFC 4648 §4) without padding; decoding takes canonical text only.
std::string base64(std::span<const std::byte> bytes);
Result<Bytes> base64_decoded(std::string_view text);

}  // namespace trousse::evidence::age
