// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "core/text.hpp"
#include "evidence/archive.hpp"
#include "evidence/archive_form.hpp"
#include "evidence/case_keys.hpp"
#include "evidence/crc32.hpp"
#include "evidence/hash.hpp"
#include "evidence/read_ahead.hpp"
#include "evidence/sealed_images.hpp"
#include "evidence/signature.hpp"

namespace trousse::evidence {
namespace {

bool is_part(std::string_view name) { return name.starts_with(parts_prefix); }

/// The rules of docs/archive-format.md §7, in their order. Each adds the faults that it finds.
class Verification {
 public:
  Verification(const Reader& file, const Watch& watch) : file_(file), watch_(watch) {}

  Result<Checked> run() {
    checked_.listing = TRY(read_zip(file_));
    const ZipListing& listing = checked_.listing;
    if (!listing.trouble.empty()) {
      add(listing.truncated ? Fault::Kind::truncated : Fault::Kind::changed, "", listing.trouble);
    }
    for (const ZipEntry& entry : listing.entries) TRY(read_entry(entry));
    check_sums();
    check_facts();
    check_signature_file();
    check_journal();
    check_parts();
    check_image_lists();
    verdict().whole = verdict().faults.empty();
    return std::move(checked_);
  }

 private:
  Verdict& verdict() { return checked_.verdict; }

  void add(Fault::Kind kind, std::string path, std::string detail) {
    verdict().faults.push_back({kind, std::move(path), std::move(detail)});
  }

  const std::string* text(std::string_view name) const {
    const auto found = checked_.texts.find(std::string(name));
    return found == checked_.texts.end() ? nullptr : &found->second;
  }

  Result<void> read_entry(const ZipEntry& entry) {
    const bool keeps = !is_part(entry.name) && entry.size <= journal_limit;
    std::string content;
    Sha256Stream hash;
    Crc32 crc;
    std::uint64_t at = entry.data_offset;
    const auto size = TRY(read_ahead(file_, at, entry.size, [&](auto piece) -> Result<void> {
      hash.add(piece);
      crc.add(piece);
      if (keeps) content.append(reinterpret_cast<const char*>(piece.data()), piece.size());
      at += piece.size();
      if (watch_ && !watch_(at, file_.size())) {
        return fail(Errc::cancelled, "verifying was stopped");
      }
      return {};
    }));
    if (size < entry.size) add(Fault::Kind::truncated, entry.name, "the file ends inside it");
    if (crc.value() != entry.crc32) add(Fault::Kind::changed, entry.name, "its CRC does not hold");
    if (!hashes_.emplace(entry.name, hex(hash.finish())).second) {
      add(Fault::Kind::added, entry.name, "is there twice");
      return {};
    }
    if (keeps) checked_.texts.emplace(entry.name, std::move(content));
    return {};
  }

  void check_sums() {
    const std::string* sums_file = text(sums_name);
    if (sums_file == nullptr) return add(Fault::Kind::missing, std::string(sums_name), "");
    const auto sums = parse_sums(*sums_file);
    if (!sums) return add(Fault::Kind::changed, std::string(sums_name), sums.error().what);
    std::vector<std::string> expected;
    std::set<std::string> summed;
    for (const Sum& sum : *sums) {
      // Beside the archive, in the same order in all lists: check_image_lists.
      if (sum.name.starts_with(images_prefix)) {
        image_sums_.push_back(sum);
        continue;
      }
      if (!image_sums_.empty()) {
        add(Fault::Kind::changed, std::string(sums_name), "names a file after the images");
      }
      if (sum.name == manifest_name) {
        expected.insert(expected.end(), {std::string(sums_name), std::string(signature_name)});
      }
      expected.push_back(sum.name);
      if (!summed.insert(sum.name).second) {
        add(Fault::Kind::changed, std::string(sums_name), "names a file twice");
      }
      const auto found = hashes_.find(sum.name);
      if (found == hashes_.end()) {
        add(Fault::Kind::missing, sum.name, "");
      } else if (found->second != sum.hash) {
        add(Fault::Kind::changed, sum.name, "its SHA-256 does not hold");
      }
    }
    std::vector<std::string> present;
    for (const ZipEntry& entry : checked_.listing.entries) {
      present.push_back(entry.name);
      if (!summed.contains(entry.name) && entry.name != sums_name && entry.name != signature_name) {
        add(Fault::Kind::unsigned_file, entry.name, "no signature covers it");
      }
    }
    if (present != expected && verdict().faults.empty()) {
      add(Fault::Kind::changed, "", "the entries are not in their order");
    }
  }

  void check_facts() {
    const std::string* case_text = text(case_name);
    const std::string* manifest_text = text(manifest_name);
    const auto facts = CaseFacts::parse(case_text != nullptr ? *case_text : "");
    const auto manifest = Manifest::parse(manifest_text != nullptr ? *manifest_text : "");
    if (!facts) add(Fault::Kind::changed, std::string(case_name), facts.error().what);
    if (!manifest) add(Fault::Kind::changed, std::string(manifest_name), manifest.error().what);
    if (facts) {
      verdict().case_id = facts->id;
      verdict().created = facts->created;
      if (facts->has_rescue_code != hashes_.contains(std::string(rescue_name))) {
        add(Fault::Kind::changed, std::string(rescue_name), "not as case.json says");
      }
      check_envelopes(*facts);
    }
    if (!manifest) return;
    manifest_ = *manifest;
    const auto sealed = from_iso8601(manifest->sealed);
    if (facts && (manifest->case_id != facts->id || manifest->created != facts->created)) {
      add(Fault::Kind::changed, std::string(manifest_name), "is of another case");
    }
    if (checked_.listing.trouble.empty() &&
        (!sealed || dos_time(*sealed) != checked_.listing.time)) {
      add(Fault::Kind::changed, "", "the entries' time is not that of the seal");
    }
  }

  // case.json names exactly the envelopes that are there.
  void check_envelopes(const CaseFacts& facts) {
    std::set<std::string> named;
    for (const CertificateFacts& one : facts.certificates) {
      named.insert(one.file);
      if (!hashes_.contains(one.file)) add(Fault::Kind::missing, one.file, "case.json names it");
    }
    for (const auto& [name, hash] : hashes_) {
      if (is_envelope_name(name) && !named.contains(name)) {
        add(Fault::Kind::added, name, "case.json does not name it");
      }
    }
  }

  void check_signature_file() {
    const std::string* signature = text(signature_name);
    const std::string* sums = text(sums_name);
    if (signature == nullptr) return add(Fault::Kind::missing, std::string(signature_name), "");
    if (sums == nullptr) return;
    const auto bytes = std::as_bytes(std::span(*signature));
    const auto checked = check_signature(bytes, *sums, verdict().case_id);
    if (!checked) {
      return add(Fault::Kind::bad_signature, std::string(signature_name), checked.error().what);
    }
    verdict().fingerprint = to_hex(checked->fingerprint);
    verdict().short_fingerprint = short_fingerprint(checked->fingerprint);
    verdict().sealed = to_iso8601(checked->signed_at);
    verdict().other_signers = checked->other_signers;
  }

  void bad_journal(std::string detail) {
    add(Fault::Kind::bad_journal, std::string(journal_name), std::move(detail));
  }

  void check_journal() {
    const std::string* journal_text = text(journal_name);
    if (journal_text == nullptr) return;  // said by check_sums
    const auto journal = read_journal(*journal_text);
    if (!journal) return bad_journal(journal.error().what);
    if (journal->torn > 0 || journal->lines.empty()) return bad_journal("its last line is cut");
    const JournalLine& first = journal->lines.front();
    const JournalLine& last = journal->lines.back();
    if (first.event != "created" || text_of(first.fields, "case") != verdict().case_id) {
      bad_journal("is of another case");
    }
    if (last.event != "seal" || text_of(last.fields, "case") != verdict().case_id ||
        text_of(last.fields, "certificate") != verdict().fingerprint) {
      bad_journal("does not end with this seal");
    }
    journal_ = state_of(*journal);
    checked_.images = images_of(*journal);
    if (!journal_.unfinished.empty()) bad_journal("a step did not end");
    if (number_of(last.fields, "parts") != journal_.parts.size()) {
      bad_journal("counts other parts than its seal");
    }
    if (number_of(last.fields, "images") != checked_.images.segments.size()) {
      bad_journal("counts other images than its seal");
    }
    note_what_lacks();
    note_custody(*journal);
  }

  // A step that was begun again has its answers from that one.
  void note_what_lacks() {
    constexpr std::size_t failed = 3;  // of a family: taken, missing, empty, failed, skipped, bytes
    for (const StepStanding& step : journal_.ended) {
      if (step.how == "interrupted") continue;
      if (step.how == "cancelled") ++verdict().ended_early;
      const auto families = step.facts.find("families");
      if (families == step.facts.end() || !families->is_object()) continue;
      for (const Json& counts : *families) {
        if (!counts.is_array() || counts.size() <= failed) continue;
        if (counts[failed].is_number_unsigned()) {
          verdict().unread += counts[failed].get<std::uint64_t>();
        }
      }
    }
  }

  // Who and what clock, as the journal states; shown only of a journal that holds.
  void note_custody(const JournalText& journal) {
    for (const JournalLine& line : journal.lines) {
      if (line.event == "operator") verdict().operator_typed = text_of(line.fields, "typed");
      // Another start of a machine has another clock.
      if (line.event == "machine") verdict().clock_offset.reset();
      if (line.event != "clock") continue;
      const auto offset = line.fields.find("offset");
      if (offset == line.fields.end() || !offset->is_number_integer()) continue;
      constexpr std::int64_t most = 100'000'000'000;  // some three thousand years
      const auto seconds = offset->get<std::int64_t>();
      if (seconds > -most && seconds < most) verdict().clock_offset = seconds;
    }
  }

  // The journal, the manifest and the entries must tell of the same parts, in the same order.
  void check_parts() {
    std::vector<const ZipEntry*> entries;
    for (const ZipEntry& entry : checked_.listing.entries) {
      if (is_part(entry.name)) entries.push_back(&entry);
    }
    verdict().parts = entries.size();
    const auto same = [](const PartFacts& a, const PartFacts& b) {
      return a.name == b.name && a.size == b.size && a.sha256 == b.sha256;
    };
    if (!std::ranges::equal(manifest_.parts, journal_.parts, same)) {
      bad_journal("its parts are not those of the manifest");
    }
    const bool all = std::ranges::equal(
        journal_.parts, entries, [&](const PartFacts& part, const ZipEntry* entry) {
          return entry->name == std::string(parts_prefix) + part.name && entry->size == part.size &&
                 hashes_[entry->name] == hex(part.sha256);
        });
    if (!all) bad_journal("its parts are not those of the archive");
  }

  // The journal, the manifest and SHA256SUMS must tell of the same segments, in the same order.
  void check_image_lists() {
    const auto& segments = checked_.images.segments;
    verdict().images = segments.size();
    const auto same = [](const PartFacts& a, const PartFacts& b) {
      return a.name == b.name && a.size == b.size && a.sha256 == b.sha256;
    };
    const auto same_sum = [](const PartFacts& segment, const Sum& sum) {
      return sum.name == std::string(images_prefix) + segment.name &&
             sum.hash == hex(segment.sha256) && is_segment_name(segment.name);
    };
    if (!std::ranges::equal(manifest_.images, segments, same)) {
      bad_journal("its images are not those of the manifest");
    }
    if (!std::ranges::equal(segments, image_sums_, same_sum)) {
      bad_journal("its images are not those of SHA256SUMS");
    }
  }

  const Reader& file_;
  const Watch& watch_;
  Checked checked_;
  std::map<std::string, std::string> hashes_;
  std::vector<Sum> image_sums_;
  Manifest manifest_;
  JournalState journal_;
};

}  // namespace

Result<Checked> check_archive(const Reader& file, const Watch& watch) {
  return Verification(file, watch).run();
}

Result<Verdict> verify(const std::filesystem::path& archive, const Watch& watch,
                       const std::filesystem::path& images) {
  const auto file = TRY(Files::disk().read(archive));
  Checked checked = TRY(check_archive(*file, watch));
  const std::filesystem::path folder = images.empty() ? images_beside(archive) : images;
  TRY(check_images(Files::disk(), folder / "images", checked.images.segments, checked.verdict,
                   watch));
  return std::move(checked.verdict);
}

}  // namespace trousse::evidence
