// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "evidence/certificate.hpp"
#include "evidence/envelope.hpp"

namespace trousse::evidence {

/// A private key and its certificate as a provider has them, made by the openssl command.
struct Provider {
  std::string key_pem;
  std::string cert_pem;

  Certificate certificate() const;
  RecipientKey key() const;
};

/// Made once for all the tests of a program. `kind`: "rsa", "other-rsa" (2048 bits), "p256",
/// "p384", "p521", and what no case is closed for: "rsa1024", "brainpool", "ed25519", "signing"
/// (RSA, for signing only), "expired", "future". Empty texts where openssl is not installed or
/// cannot.
const Provider& provider(const std::string& kind);

}  // namespace trousse::evidence
