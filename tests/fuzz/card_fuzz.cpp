// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <span>

#include "formats/contact_card.hpp"

/// The bytes are the contact card that somebody put on the key.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)trousse::formats::read_contact_card(std::as_bytes(std::span(data, size)));
  return 0;
}
