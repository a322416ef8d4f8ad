// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/event.hpp"
#include "core/time.hpp"
#include "evidence/age.hpp"
#include "evidence/certificate.hpp"
#include "formats/contact_card.hpp"

/// Who may open a case and whom to call: from what was typed, and from the plain files that a
/// provider dropped on the key (docs/kit-folder.md). What is broken is told in `notes`, rows of
/// words/messages/keys.def, and never stops what is not.
namespace trousse::playbooks {

/// A key that is used.
struct FoundKey {
  enum class Kind { age, certificate };
  Kind kind;
  std::string who;          ///< "age1…", or a certificate's subject, printable
  std::string fingerprint;  ///< hex SHA-256 of a certificate; "" for age, which is its own
  std::string file;         ///< where it was found, printable; "" when it was typed
};

struct WhoOpens {
  std::vector<evidence::age::Recipient> recipients;
  std::vector<evidence::Certificate> certificates;
  std::vector<FoundKey> found;  ///< the same, in the order in which they were found
  ContactCard card;
  std::string contact;       ///< the card's text, for case.json
  std::string contact_file;  ///< printable; "" when there is no card
  std::vector<Note> notes;

  /// True when nobody is there whose key gave no warning: a rescue code is then wanted, or what is
  /// kept may stay closed for ever.
  bool needs_rescue_code() const { return !somebody_without_warning; }
  bool somebody_without_warning = false;
};

/// R of `--recipient`: an `age1…` text, a certificate file (PEM or DER), or a file of age
/// recipients. Errors: missing, malformed (with the line), unsupported, refused (a private key).
Result<void> add_recipient(WhoOpens& who, const std::string& typed, const Utc& now);

/// The card of `--contact`: its lines that are not understood become notes. Errors: missing,
/// unsupported (larger than 64 KiB), malformed (not text).
Result<void> add_contact(WhoOpens& who, const std::filesystem::path& file);

/// What lies in `folder`/prestataire (or /provider) and in `folder` itself. A card that is there
/// already stays. Errors: missing, the folder; anything wrong with a file is a note.
Result<void> add_kit(WhoOpens& who, const std::filesystem::path& folder, const Utc& now);

}  // namespace trousse::playbooks
