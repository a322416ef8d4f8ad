// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"
#include "evidence/primitives.hpp"

/// Bech32 (BIP 173) as age uses it: checksum constant 1, no limit of 90 characters.
namespace trousse::evidence::bech32 {

/// Lower case. `prefix` is the human-readable part, in lower case.
std::string encode(std::string_view prefix, std::span<const std::byte> bytes);

/// The bytes of `text`, all lower or all upper case, whose human-readable part is `prefix` (given
/// in the case that the text must have). Errc::malformed otherwise.
Result<Bytes> decode(std::string_view prefix, std::string_view text);

}  // namespace trousse::evidence::bech32
