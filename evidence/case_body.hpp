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
#include "evidence/room.hpp"
#include "evidence/standing.hpp"

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
  std::string source;       ///< its source facts as one line of JSON, to tell two disks apart
  std::string plan;         ///< what was asked of it (Step::plan)
  Json cursor;              ///< of its last closed part, null when none had one
  std::uint64_t parts = 0;  ///< closed
  bool paused = false;      ///< put aside in order, by a person or for room
};

/// What the journal says of the case so far.
struct JournalState {
  std::uint64_t steps = 0;            ///< number of the last step
  std::vector<BegunStep> unfinished;  ///< begun and not ended
  std::vector<StepStanding> ended;
  std::vector<PartFacts> parts;         ///< closed, in order
  std::map<std::string, Json> closing;  ///< parts that were about to get their names
  /// The last line of each kind of note of the tool (docs/archive-format.md §3.3), as JSON.
  std::map<std::string, std::string, std::less<>> last_notes;

  /// What one more line changes.
  void apply(std::string_view event, const Json& fields);
};
/// True of the events that this room writes itself.
bool is_own_event(std::string_view event);
JournalState state_of(const JournalText& journal);

/// What tells one source from another, as one line of JSON: its facts without how it is plugged in.
std::string identity_of(Json source);
/// Drops of a source's facts what the journal must not hold.
void drop_private_fields(Json& source);

/// The facts of a part as fields of a journal line.
Json part_fields(const PartFacts& part);
PartFacts part_from(const Json& fields);

/// What a Case and its open step share.
struct CaseBody {
  Files& files;
  std::filesystem::path folder;
  CaseFacts facts;
  Journal journal;
  JournalState state = {};
  bool step_is_open = false;
  RoomWatch room_watch = {};
  Reopening reopening = {};
  bool gave_up = false;  ///< the key got full, and the answer was to seal what is there
  ImagesState images = {};

  /// Adds a line to the journal, and to what is known of it.
  Result<void> record(std::string_view event, const Json& fields);
  /// Free bytes where the case lies, and what sealing it takes besides; `open` is the size so far
  /// of a part that is being written.
  Result<Room> room(std::uint64_t open = 0) const;
  std::filesystem::path parts_folder() const { return folder / "parts"; }
  std::filesystem::path images_folder() const { return folder / "images"; }
  /// The case's own key first.
  std::vector<age::Recipient> everyone() const;
};

}  // namespace trousse::evidence
