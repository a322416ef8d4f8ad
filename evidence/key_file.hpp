// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "evidence/age.hpp"
#include "evidence/certificate.hpp"

/// What a file that somebody calls a key holds, told from its bytes and not from its name.
namespace trousse::evidence {

struct KeyFile {
  enum class Kind {
    nothing,      ///< no key of any kind
    recipients,   ///< age recipients, public
    identities,   ///< age identities, secret
    certificate,  ///< X.509, public
    private_key,  ///< a private key in PEM, PKCS #8, PKCS #12, OpenSSH form: secret
    age_file,     ///< a file encrypted by age (`rescue.age`)
    envelope,     ///< a CMS envelope (`keys/NAME.p7m`)
    foreign,      ///< a key of a kind that a case cannot be closed for
  };
  Kind kind = Kind::nothing;
  std::string what;  ///< English, for the kinds foreign, private_key and age_file: which one
  std::vector<age::Recipient> recipients;  ///< those of the file, or of its identities
  std::vector<std::size_t> bad_lines;      ///< lines from 1 that hold no age key and should
  std::optional<Certificate> certificate;  ///< the first
  std::size_t other_certificates = 0;      ///< that follow it

  bool is_secret() const { return kind == Kind::identities || kind == Kind::private_key; }
};

/// Never fails on a file that is no key: that is the kind `nothing`. Errors: malformed, a
/// certificate that says it is one and cannot be read; unsupported, larger than 1 MiB.
Result<KeyFile> read_key_file(std::string_view bytes);

}  // namespace trousse::evidence
