// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace trousse::formats {

/// Types of the values of an event ([MS-EVEN6] 2.2.14) that need more than to be written out.
constexpr std::uint8_t value_null = 0x00;
constexpr std::uint8_t value_binary_xml = 0x21;

/// The text of a value as Windows writes it: numbers in decimal or "0x3e7" as their type says,
/// "S-1-5-18", "{54849625-…}", "2026-11-19T02:10:00.1234567Z", "true". Of an array (0x80 and its
/// element's type) the next element, which is then taken off `bytes`; of all others the whole.
/// A value too short for its type gives "".
std::string next_value_text(std::uint8_t type, std::span<const std::byte>& bytes);

}  // namespace trousse::formats
