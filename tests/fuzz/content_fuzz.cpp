// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <span>

#include "formats/content.hpp"
#include "formats/ransomware.hpp"

/// The bytes are the head of a file whose name promises a text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  (void)trousse::formats::file_type(bytes);
  (void)trousse::formats::entropy(bytes);
  (void)trousse::formats::judge_note("README.txt", bytes);
  (void)trousse::formats::judge_content("report.docx.locked", bytes);
  return 0;
}
