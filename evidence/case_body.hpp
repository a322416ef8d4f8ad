// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/version.hpp"
#include "evidence/age.hpp"
#include "evidence/case.hpp"
#include "evidence/files.hpp"
#include "evidence/images.hpp"
#include "evidence/journal.hpp"
#include "evidence/part.hpp"

namespace trousse::evidence {

/// Who may open a case by an X.509 certificate, as `case.json` says it.
struct CertificateFacts {
  std::string subject;  ///< printable
  std::string sha256;   ///< of the certificate's DER, hex
  std::string file;     ///< "keys/NAME.p7m"
};

/// `case.json`: what may be read without any key (docs/archive-format.md §2.1).
struct CaseFacts {
  std::string id;
  std::string created;  ///< ISO 8601
  std::string tool;     ///< "trousse 0.1.0"
  std::string language;
  std::string contact;
  age::Recipient own;                      ///< the case's own public key
  std::vector<age::Recipient> recipients;  ///< the others
  bool has_rescue_code = false;
  std::vector<CertificateFacts> certificates = {};

  std::string text() const;
  /// Errors: malformed; unsupported for a later version of the format.
  static Result<CaseFacts> parse(std::string_view text);
};

/// A step that the journal says began.
struct BegunStep {
  std::uint64_t number = 0;
  std::string name;
  std::string source;  ///< its source facts as one line of JSON, to tell two disks apart
};

/// What the journal says of the case so far.
struct JournalState {
  std::uint64_t steps = 0;            ///< number of the last step
  std::vector<BegunStep> unfinished;  ///< begun and not ended
  std::vector<PartFacts> parts;       ///< closed, in order
  /// The last line of each kind of note of the tool (docs/archive-format.md §3.3), as JSON.
  std::map<std::string, std::string, std::less<>> last_notes;
};
/// True of the events that this room writes itself.
bool is_own_event(std::string_view event);
JournalState state_of(const JournalText& journal);

/// The facts of a part as fields of a journal line.
Json part_fields(const PartFacts& part);
PartFacts part_from(const Json& fields);

/// What a Case and its open step share.
struct CaseBody {
  Files& files;
  std::filesystem::path folder;
  CaseFacts facts;
  Journal journal;
  JournalState state;
  bool step_is_open = false;
  ImagesState images = {};

  std::filesystem::path parts_folder() const { return folder / "parts"; }
  std::filesystem::path images_folder() const { return folder / "images"; }
  /// The case's own key first.
  std::vector<age::Recipient> everyone() const;
};

}  // namespace trousse::evidence
