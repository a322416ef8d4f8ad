// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "evidence/age.hpp"
#include "evidence/case_body.hpp"
#include "evidence/envelope.hpp"
#include "evidence/rescue_code.hpp"

/// The files under `keys/`: the case's own identity, wrapped once for each who may open it
/// (docs/archive-format.md §2.3, §2.4).
namespace trousse::evidence {

/// `keys/rescue.age`.
Result<void> write_rescue_key(Files& files, const std::filesystem::path& keys,
                              const std::string& case_id, const age::Identity& identity,
                              const RescueCode& code);

/// `keys/NAME.p7m` for each certificate, one given twice once; what `case.json` says of them.
/// Errors: unsupported (a certificate that cannot receive), those of writing.
Result<std::vector<CertificateFacts>> write_envelopes(Files& files,
                                                      const std::filesystem::path& keys,
                                                      const std::string& case_id,
                                                      const age::Identity& identity,
                                                      const std::vector<Certificate>& certificates);

/// What one envelope gave.
struct FromEnvelopes {
  std::optional<age::Identity> identity;
  /// Envelopes that are none, or are damaged: entry and error.
  std::vector<std::pair<std::string, Error>> troubles;
};
/// The case's identity from those of `texts` (entries of an archive by name) that are envelopes,
/// with the first key that opens one. An identity that is not that of `case_key` is a trouble: the
/// envelope itself has no authenticity. `case_key` may be absent when case.json cannot be read.
FromEnvelopes identity_from(const std::map<std::string, std::string>& texts,
                            const std::vector<RecipientKey>& keys,
                            const std::optional<age::Recipient>& case_key);

/// `keys/NAME.p7m`.
bool is_envelope_name(std::string_view entry);

}  // namespace trousse::evidence
