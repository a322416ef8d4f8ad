// SPDX-License-Identifier: Apache-2.0
#include "evidence/archive.hpp"
#include "evidence/archive_form.hpp"
#include "evidence/case_body.hpp"
#include "evidence/hash.hpp"
#include "evidence/part.hpp"
#include "evidence/sealed_images.hpp"

namespace trousse::evidence {
namespace fs = std::filesystem;
namespace {

// What a case takes in after its seal is not in that archive.
bool takes_in(const JournalLine& line) {
  return line.event == "begin" || line.event == "resumed" || line.event == "part" ||
         line.event == "segment";
}

bool is_last_seal(const JournalText& journal, const Verdict& verdict) {
  if (journal.lines.empty() || text_of(journal.lines.front().fields, "case") != verdict.case_id) {
    return false;
  }
  bool is_this = false;
  for (const JournalLine& line : journal.lines) {
    if (line.event == "seal") is_this = text_of(line.fields, "certificate") == verdict.fingerprint;
    if (takes_in(line)) is_this = false;
  }
  return is_this;
}

bool ends_sealed(const JournalText& journal) {
  bool sealed = false;
  for (const JournalLine& line : journal.lines) {
    if (line.event == "seal" || line.event == "sealed") sealed = line.event == "sealed";
  }
  return sealed;
}

/// The verdict on an archive that is whole; nothing for any other file.
Result<std::optional<Verdict>> whole_archive(const Reader& file, const Watch& watch) {
  auto checked = check_archive(file, watch);
  if (!checked && checked.error().code != Errc::malformed) return tl::unexpected(checked.error());
  if (!checked || !checked->verdict.whole) return std::optional<Verdict>();
  return std::optional(std::move(checked->verdict));
}

Result<void> finish(CaseBody& body, const fs::path& archive, const Seal& seal) {
  TRY(hand_out_images(body, archive));
  return body.journal.add("sealed", {{"sha256", seal.archive_sha256}, {"size", seal.size}});
}

}  // namespace

Result<std::optional<Seal>> finish_sealing(const fs::path& folder, const fs::path& archive,
                                           const Watch& watch, Files* given) {
  Files& files = given != nullptr ? *given : Files::disk();
  const std::optional<Seal> none;
  const auto file = files.read(archive);
  if (!file && file.error().code != Errc::missing) return tl::unexpected(file.error());
  const auto text = read_text(files, folder / journal_name, journal_limit);
  if (!file || !text || !files.read(folder / case_name)) return none;
  const auto journal = read_journal(*text);
  const auto verdict = TRY(whole_archive(**file, watch));
  if (!journal || !verdict || !is_last_seal(*journal, *verdict)) return none;

  Seal seal;
  seal.case_id = verdict->case_id;
  seal.fingerprint = verdict->fingerprint;
  seal.short_fingerprint = verdict->short_fingerprint;
  seal.archive_sha256 = hex(TRY(measure_part(files, archive)).sha256);
  seal.size = (*file)->size();
  seal.parts = verdict->parts;
  seal.images = verdict->images;
  if (seal.images > 0) seal.images_folder = images_beside(archive);
  // Opened all the same when nothing is left to do: no other program may be at work in it.
  auto opened = TRY(Case::open(folder, &files));
  if (!ends_sealed(*journal)) TRY(finish(opened.body(), archive, seal));
  return std::optional(std::move(seal));
}

}  // namespace trousse::evidence
