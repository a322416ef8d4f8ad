// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <span>
#include <vector>

#include "evidence/age.hpp"

/// The bytes are an age file. The key is the public one of the age testkit (C2SP/CCTV): its
/// vectors, as seeds, are opened to their end.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trousse;
  static const auto identities = evidence::age::parse_identity_file(
      "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0\n");
  const auto bytes = std::as_bytes(std::span(data, size));
  const MemoryReader in({bytes.begin(), bytes.end()});
  const std::vector<evidence::age::Opener> openers{identities->front()};
  (void)evidence::age::decrypt(in, openers,
                               [](std::span<const std::byte>) -> Result<void> { return {}; });
  return 0;
}
