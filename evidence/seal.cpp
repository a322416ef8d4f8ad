// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/text.hpp"
#include "core/time.hpp"
#include "evidence/archive.hpp"
#include "evidence/archive_form.hpp"
#include "evidence/case_body.hpp"
#include "evidence/crc32.hpp"
#include "evidence/hash.hpp"
#include "evidence/read_ahead.hpp"
#include "evidence/sealed_images.hpp"
#include "evidence/signature.hpp"
#include "evidence/write_behind.hpp"

namespace trousse::evidence {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t small_limit = std::uint64_t{1} << 20;

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

/// What goes into the archive, in order: a small text, or a part that lies in the case.
struct Item {
  std::string name;
  std::string text;
  const PartFacts* part = nullptr;

  std::uint64_t size() const { return part != nullptr ? part->size : text.size(); }
  std::string hash() const { return hex(part != nullptr ? part->sha256 : sha256(bytes_of(text))); }
  std::uint32_t crc() const {
    if (part != nullptr) return part->crc32;
    Crc32 crc;
    crc.add(bytes_of(text));
    return crc.value();
  }
};

/// The file handed over, as it is written: hashed, watched, counted.
class ArchiveFile {
 public:
  ArchiveFile(std::unique_ptr<OutputFile> out, std::uint64_t in_all, const Watch& watch)
      : out_(std::move(out)), in_all_(in_all), watch_(watch) {}

  Result<void> write(std::span<const std::byte> bytes) {
    TRY(out_.write(bytes));
    if (watch_ && !watch_(out_.size(), in_all_))
      return fail(Errc::cancelled, "sealing was stopped");
    return {};
  }
  Result<WriteBehind::Facts> finish() { return out_.finish(); }

 private:
  WriteBehind out_;
  std::uint64_t in_all_;
  const Watch& watch_;
};

// Only its size and CRC are looked at, which finds an accident early: its SHA-256 is compared when
// the archive is read back.
Result<void> copy_part(CaseBody& body, const PartFacts& part, ArchiveFile& out) {
  const auto in = TRY(body.files.read(body.parts_folder() / part.name));
  Crc32 crc;
  const auto size = TRY(read_ahead(*in, 0, part.size, [&](auto piece) {
    crc.add(piece);
    return out.write(piece);
  }));
  if (in->size() != part.size || size != part.size || crc.value() != part.crc32) {
    return fail(Errc::not_whole, "a part is not as the journal says: " + part.name);
  }
  return {};
}

Result<void> check_case(const CaseBody& body) {
  std::string open;
  for (const BegunStep& step : body.state.unfinished) {
    open += (open.empty() ? "" : ", ") + step.name;
  }
  if (body.step_is_open || !open.empty()) {
    return fail(Errc::refused, "a step did not end: " + open);
  }
  if (body.state.parts.empty()) return fail(Errc::refused, "the case holds nothing");
  return {};
}

Result<std::optional<PersonalKey>> personal_key(CaseBody& body, const SealOptions& options) {
  if (!options.key && !options.cert) return std::optional<PersonalKey>();
  if (!options.key || !options.cert) {
    return fail(Errc::usage, "a signing key and its certificate go together");
  }
  PersonalKey key;
  key.key_pem = TRY(read_text(body.files, *options.key, small_limit));
  key.cert_pem = TRY(read_text(body.files, *options.cert, small_limit));
  return std::optional<PersonalKey>(std::move(key));
}

Result<std::vector<Item>> items_of(CaseBody& body, const SealOptions& options,
                                   const Manifest& manifest) {
  std::vector<Item> items;
  for (const auto& [name, content] : options.readmes) {
    if (!is_archive_name(name) || name.find('/') != std::string::npos || name == sums_name ||
        name == signature_name || name == manifest_name || name == journal_name ||
        name == case_name) {
      return fail(Errc::usage, "not a name for a readme");
    }
    items.push_back({name, content, nullptr});
  }
  items.push_back({std::string(manifest_name), manifest.text(), nullptr});
  for (const std::string_view name : {journal_name, case_name}) {
    std::string text = TRY(read_text(body.files, body.folder / name, journal_limit));
    items.push_back({std::string(name), std::move(text), nullptr});
  }
  const auto keys = TRY(body.files.list(body.folder / "keys"));
  for (const std::string& key : keys) {
    std::string name = "keys/" + key;
    if (!is_archive_name(name)) return fail(Errc::malformed, "a strange name under keys/");
    std::string text = TRY(read_text(body.files, body.folder / name, small_limit));
    items.push_back({std::move(name), std::move(text), nullptr});
  }
  for (const PartFacts& part : body.state.parts) {
    items.push_back({std::string(parts_prefix) + part.name, "", &part});
  }
  return items;
}

// SHA256SUMS and its signature go right before the manifest. They cover the images too, which are
// no entries.
Result<void> add_signature(std::vector<Item>& items, const std::vector<PartFacts>& images,
                           const SealingKey& key, const std::optional<PersonalKey>& person) {
  std::vector<Sum> sums;
  for (const Item& item : items) sums.push_back({item.name, item.hash()});
  for (const PartFacts& segment : images) {
    sums.push_back({std::string(images_prefix) + segment.name, hex(segment.sha256)});
  }
  std::string text = sums_text(sums);
  const Bytes cms = TRY(key.sign(text, person));
  const auto place = std::ranges::find(items, manifest_name, &Item::name);
  std::string signature(reinterpret_cast<const char*>(cms.data()), cms.size());
  const auto after =
      items.insert(place, Item{std::string(signature_name), std::move(signature), nullptr});
  items.insert(after, Item{std::string(sums_name), std::move(text), nullptr});
  return {};
}

Result<void> write_archive(CaseBody& body, const std::vector<Item>& items,
                           const std::vector<ZipEntry>& entries, std::uint32_t time,
                           ArchiveFile& out) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    TRY(out.write(bytes_of(zip_local_header(entries[i], time))));
    if (items[i].part != nullptr) {
      TRY(copy_part(body, *items[i].part, out));
    } else {
      TRY(out.write(bytes_of(items[i].text)));
    }
  }
  return out.write(bytes_of(zip_directory(entries, time)));
}

// Written, synced, read back from the medium and verified, before it gets its name.
Result<void> write_and_check(CaseBody& body, const SealOptions& options,
                             const std::vector<Item>& items, const Utc& sealed, Seal& seal) {
  std::vector<ZipEntry> entries;
  for (const Item& item : items) entries.push_back({item.name, item.size(), item.crc(), 0});
  const std::uint32_t time = dos_time(sealed);
  const std::uint64_t size = lay_out(entries, time) + zip_directory(entries, time).size();
  fs::path partial = options.out;
  partial += partial_ending;
  {
    ArchiveFile out(TRY(body.files.create(partial)), 2 * size, options.watch);
    TRY(write_archive(body, items, entries, time, out));
    const WriteBehind::Facts facts = TRY(out.finish());
    seal.archive_sha256 = hex(facts.sha256);
    seal.size = facts.size;
  }
  const auto written = TRY(body.files.read(partial));
  const Watch second_half = [&](std::uint64_t done, std::uint64_t) {
    return !options.watch || options.watch(size + done, 2 * size);
  };
  const Checked checked = TRY(check_archive(*written, second_half));
  if (!checked.verdict.whole) {
    const Fault& fault = checked.verdict.faults.front();
    return fail(Errc::not_whole,
                "the archive read back does not verify: " + fault.path + " " + fault.detail);
  }
  return body.files.publish(partial, options.out);
}

Json seal_fields(const Seal& seal) {
  Json fields{{"case", seal.case_id}, {"parts", seal.parts}};
  if (seal.images > 0) fields["images"] = seal.images;
  fields["certificate"] = seal.fingerprint;
  return fields;
}

}  // namespace

Result<Seal> seal(Case& sealed_case, const SealOptions& options) {
  CaseBody& body = sealed_case.body();
  TRY(check_case(body));
  fs::path partial = options.out;
  partial += partial_ending;
  if (body.files.read(options.out)) return fail(Errc::exists, "the archive is already there");
  // Left by a sealing that was cut; nothing else writes such a name.
  if (body.files.read(partial)) TRY(body.files.remove(partial));

  const std::optional<PersonalKey> person = TRY(personal_key(body, options));
  TRY(ready_images(body, options));
  const Utc sealed = now();
  Seal seal;
  seal.case_id = body.facts.id;
  seal.parts = body.state.parts.size();
  seal.images = body.images.segments.size();
  if (seal.images > 0) seal.images_folder = images_beside(options.out);
  std::vector<Item> items;
  {
    // The key lives in this block only: nobody can sign a changed archive again.
    const SealingKey key = TRY(SealingKey::generate(body.facts.id));
    seal.fingerprint = hex(key.fingerprint());
    seal.short_fingerprint = short_fingerprint(key.fingerprint());
    TRY(note_image(body, "seal", seal_fields(seal)));
    const Manifest manifest{body.facts.id,          body.facts.created, to_iso8601(sealed),
                            std::string(tool_name), body.state.parts,   body.images.segments};
    items = TRY(items_of(body, options, manifest));
    TRY(add_signature(items, body.images.segments, key, person));
  }
  auto done = write_and_check(body, options, items, sealed, seal);
  if (!done) {
    static_cast<void>(body.files.remove(partial));
    return tl::unexpected<Error>(done.error());
  }
  TRY(hand_out_images(body, options.out));
  TRY(body.journal.add("sealed", {{"sha256", seal.archive_sha256}, {"size", seal.size}}));
  return seal;
}

}  // namespace trousse::evidence
