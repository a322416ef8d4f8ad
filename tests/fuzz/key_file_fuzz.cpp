// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <span>
#include <string_view>

#include "evidence/envelope.hpp"
#include "evidence/key_file.hpp"

/// The bytes are a file of keys on the key, or a `keys/NAME.p7m` of somebody's archive.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trousse::evidence;
  static const auto made = make_certificate("fuzz");
  static const auto key = RecipientKey::read(made->key_pem);
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)read_key_file(bytes);
  (void)key->unwrap(bytes);
  return 0;
}
