// SPDX-License-Identifier: Apache-2.0
#include "evidence/case_keys.hpp"

#include <algorithm>

#include "evidence/archive_form.hpp"
#include "evidence/hash.hpp"
#include "evidence/primitives.hpp"

namespace trousse::evidence {
namespace fs = std::filesystem;
namespace {

// The rescue code has 106 bits of its own: stretching adds nothing, and 2^15 takes 32 MiB where
// age's usual 2^18 takes 256 (docs/archive-format.md §2.3).
constexpr int rescue_work_factor = 15;

constexpr std::string_view keys_prefix = "keys/";
constexpr std::string_view envelope_ending = ".p7m";

// Made once at its size: a string that grows would leave copies of the secret behind.
std::string identity_file(const std::string& case_id, const age::Identity& identity) {
  std::string secret = identity.text();
  const WipedOnExit guard{secret};
  std::string text;
  text.reserve(256 + secret.size());
  text.append("# Trousse case ").append(case_id).append("\n").append(secret).append("\n");
  return text;
}

Result<age::Identity> identity_in(std::string& text,
                                  const std::optional<age::Recipient>& case_key) {
  const WipedOnExit guard{text};
  const auto identities = age::parse_identity_file(text);
  if (!identities || identities->size() != 1 ||
      (case_key && identities->front().recipient().point != case_key->point)) {
    return fail(Errc::not_whole, "it does not hold the key of this case: it was changed");
  }
  return identities->front();
}

}  // namespace

Result<void> write_rescue_key(Files& files, const fs::path& keys, const std::string& case_id,
                              const age::Identity& identity, const RescueCode& code) {
  std::string sealed;
  age::Passphrase passphrase{code.text(), rescue_work_factor};
  const WipedOnExit guard{passphrase.text};
  auto encryptor =
      TRY(age::Encryptor::start(passphrase, [&](std::span<const std::byte> bytes) -> Result<void> {
        sealed.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        return {};
      }));
  std::string text = identity_file(case_id, identity);
  const WipedOnExit second_guard{text};
  TRY(encryptor->write(std::as_bytes(std::span(text))));
  TRY(encryptor->close());
  return keep(files, keys / "rescue.age", sealed);
}

Result<std::vector<CertificateFacts>> write_envelopes(
    Files& files, const fs::path& keys, const std::string& case_id, const age::Identity& identity,
    const std::vector<Certificate>& certificates) {
  std::string text = identity_file(case_id, identity);
  const WipedOnExit guard{text};
  std::vector<CertificateFacts> written;
  for (const Certificate& certificate : certificates) {
    const std::string name = certificate.envelope_name();
    const std::string entry = std::string(keys_prefix) + name;
    if (std::ranges::find(written, entry, &CertificateFacts::file) != written.end()) continue;
    const std::string envelope = TRY(wrap_for(certificate, text));
    TRY(keep(files, keys / name, envelope));
    written.push_back({certificate.subject, hex(certificate.fingerprint), entry});
  }
  return written;
}

bool is_envelope_name(std::string_view entry) {
  if (!entry.starts_with(keys_prefix) || !entry.ends_with(envelope_ending)) return false;
  const std::string_view name = entry.substr(keys_prefix.size());
  return name.size() > envelope_ending.size() && name.find('/') == std::string_view::npos;
}

FromEnvelopes identity_from(const std::map<std::string, std::string>& texts,
                            const std::vector<RecipientKey>& keys,
                            const std::optional<age::Recipient>& case_key) {
  FromEnvelopes found;
  for (const auto& [entry, envelope] : texts) {
    if (!is_envelope_name(entry)) continue;
    for (const RecipientKey& key : keys) {
      auto text = key.unwrap(envelope);
      if (!text && text.error().code == Errc::wrong_key) continue;
      auto identity = text ? identity_in(*text, case_key)
                           : Result<age::Identity>(tl::unexpected<Error>(text.error()));
      if (identity) {
        found.identity = std::move(*identity);
        return found;
      }
      found.troubles.emplace_back(entry, identity.error());
      break;
    }
  }
  return found;
}

}  // namespace trousse::evidence
