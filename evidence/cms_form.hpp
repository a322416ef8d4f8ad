// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

/// The only form of SHA256SUMS.p7s (docs/archive-format.md §5.2), built from what its signatures
/// protect. A signature file that differs from it holds a byte that nothing protects.
namespace trousse::evidence::cms_form {

struct Signer {
  std::string certificate;  ///< DER
  std::string issuer;       ///< DER of the Name
  std::string serial;       ///< DER of the INTEGER
  bool is_ec = true;        ///< else RSA
  std::string attributes;   ///< the signed attributes, sorted, without their outer tag
  std::string signature;    ///< octets
};

/// The DER of a ContentInfo with SignedData (RFC 5652 3, 5).
std::string build(const std::vector<Signer>& signers);

/// Elements of a SET OF in DER order (X.690 11.6), one after the other.
std::string sorted(std::vector<std::string> elements);

}  // namespace trousse::evidence::cms_form
