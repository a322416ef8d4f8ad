// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trousse::formats {

/// How a value of a Sigma rule is encoded before it is compared (Sigma modifiers appendix 2.1,
/// "Encoding").
enum class SigmaEncoding { utf16le, utf16be, utf16, base64, base64offset };

/// The texts that the value becomes, by the encodings in their order: three for `base64offset`, of
/// which the letters stand that do not depend on what is around, else one.
std::vector<std::string> encoded_sigma_text(std::string_view value,
                                            const std::vector<SigmaEncoding>& encodings);

/// An IP network in CIDR notation, or one address. IPv4 is held as IPv6 (::ffff:0:0/96), since
/// Windows writes both for one address.
class IpNetwork {
 public:
  static std::optional<IpNetwork> parse(std::string_view text);
  bool contains(std::string_view address) const;

 private:
  std::array<unsigned char, 16> bits_{};
  unsigned length_ = 128;
};

/// A decimal number, or an integer written as "0x1f", whole; nothing for any other text.
std::optional<double> sigma_number(std::string_view text);

}  // namespace trousse::formats
