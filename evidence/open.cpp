// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/json_fields.hpp"
#include "core/time.hpp"
#include "evidence/archive.hpp"
#include "evidence/archive_form.hpp"
#include "evidence/bag_writer.hpp"
#include "evidence/case_keys.hpp"
#include "evidence/hash.hpp"
#include "evidence/opened_images.hpp"
#include "evidence/primitives.hpp"
#include "evidence/sealed_images.hpp"

namespace trousse::evidence {
namespace {

// A part's own lists: one of outcomes is about 1 MiB, the list of sums at most 8 MiB.
constexpr std::uint64_t record_limit = std::uint64_t{32} << 20;

bool is_trouble_here(Errc code) {
  return code == Errc::key_full || code == Errc::key_removed || code == Errc::refused ||
         code == Errc::exists || code == Errc::cancelled;
}

/// Lays out the parts of an archive into a bag.
class Opening {
 public:
  Opening(const Reader& file, Checked checked, const OpenOptions& options)
      : file_(file), checked_(std::move(checked)), options_(options), openers_(options.openers) {}

  Result<Opened> run() {
    TRY(add_rescue_identity());
    add_certificate_identity();
    TRY(try_keys());
    bag_ = TRY(BagWriter::start(Files::disk(), options_.out));
    std::uint64_t done = 0;
    for (const ZipEntry& entry : checked_.listing.entries) {
      if (!entry.name.starts_with(parts_prefix)) continue;
      TRY(open_part(entry));
      done += entry.size;
      if (options_.watch && !options_.watch(done, file_.size())) {
        return fail(Errc::cancelled, "opening was stopped");
      }
    }
    TRY(add_outer_files());
    const std::uint64_t images = TRY(add_images());
    TRY(bag_->close(info()));
    checked_.verdict.whole = checked_.verdict.faults.empty();
    return Opened{std::move(checked_.verdict), bag_->files(), bag_->bytes(), bag_->renamed(),
                  images};
  }

 private:
  void add_fault(Fault::Kind kind, std::string path, std::string detail) {
    checked_.verdict.faults.push_back({kind, std::move(path), std::move(detail)});
  }

  // A rescue code opens keys/rescue.age, which holds the identity that opens the parts.
  Result<void> add_rescue_identity() {
    const auto found = checked_.texts.find(std::string(rescue_name));
    const auto is_passphrase = [](const age::Opener& opener) {
      return std::holds_alternative<age::Passphrase>(opener);
    };
    if (found == checked_.texts.end() || !std::ranges::any_of(openers_, is_passphrase)) return {};
    const auto bytes = std::as_bytes(std::span(found->second));
    const MemoryReader sealed({bytes.begin(), bytes.end()});
    std::string text;
    const WipedOnExit guard{text};
    text.reserve(4096);  // so that no copy is left behind by growing
    const auto opened = age::decrypt(
        sealed, options_.openers, [&](std::span<const std::byte> plain) -> Result<void> {
          if (text.size() + plain.size() > 4096) return fail(Errc::malformed, "not an identity");
          text.append(reinterpret_cast<const char*>(plain.data()), plain.size());
          return {};
        });
    if (!opened && opened.error().code == Errc::wrong_key) return {};
    TRY(opened);
    const auto identities = TRY(age::parse_identity_file(text));
    openers_.insert(openers_.end(), identities.begin(), identities.end());
    return {};
  }

  // A certificate's key opens its envelope, which holds the same identity. A damaged envelope is
  // said; it stops nothing when another key opens the parts.
  void add_certificate_identity() {
    if (options_.keys.empty()) return;
    const auto text = checked_.texts.find(std::string(case_name));
    const auto facts = CaseFacts::parse(text != checked_.texts.end() ? text->second : "");
    const auto case_key = facts ? std::optional(facts->own) : std::nullopt;
    FromEnvelopes found = identity_from(checked_.texts, options_.keys, case_key);
    if (found.identity) openers_.emplace_back(*found.identity);
    for (auto& [entry, error] : found.troubles) {
      if (!key_trouble_) key_trouble_ = Error{error.code, entry + ": " + error.what};
      add_fault(Fault::Kind::changed, entry, error.what);
    }
  }

  SliceReader part_file(const ZipEntry& entry) const {
    return SliceReader(file_, entry.data_offset, entry.size);
  }

  // Nothing is written for somebody who has none of the keys.
  Result<void> try_keys() {
    for (const ZipEntry& entry : checked_.listing.entries) {
      if (!entry.name.starts_with(parts_prefix)) continue;
      const SliceReader part = part_file(entry);
      const auto reader = read_part(part, openers_);
      if (reader || reader.error().code != Errc::wrong_key) return {};
    }
    if (key_trouble_) return tl::unexpected<Error>(*key_trouble_);
    // The right key does not open a key file that was changed: said, or it would be looked for.
    for (const Fault& fault : checked_.verdict.faults) {
      if (!fault.path.starts_with("keys/")) continue;
      return fail(Errc::not_whole, fault.path + " was changed, and no given key opens a part");
    }
    return fail(Errc::wrong_key, "no given key opens a part of this archive");
  }

  Result<void> open_part(const ZipEntry& entry) {
    const SliceReader part = part_file(entry);
    sums_.clear();
    moved_.clear();
    listed_.clear();
    auto done = read_part_entries(part, entry.name);
    if (!done && is_trouble_here(done.error().code)) return done;
    if (!done) add_fault(Fault::Kind::changed, entry.name, done.error().what);
    if (done) check_part_sums(entry.name);
    return {};
  }

  Result<void> read_part_entries(const SliceReader& part, const std::string& name) {
    const auto tar = TRY(read_part(part, openers_));
    while (true) {
      const auto next = TRY(tar->next());
      if (!next) return {};
      const std::string& path = next->entry.path;
      if (next->irregular || !is_safe_bag_path(path)) {
        add_fault(Fault::Kind::added, name, "refused an entry that is not a plain file: " + path);
        continue;
      }
      if (path.starts_with("data/")) {
        const BagWriter::Placed placed = TRY(bag_->add(next->entry, *tar));
        sums_[path] = hex(placed.sha256);
        if (placed.path != path) moved_[path] = placed.path;
      } else {
        TRY(merge_record(path, next->entry.size, *tar));
      }
    }
  }

  Result<void> merge_record(const std::string& path, std::uint64_t size, TarReader& tar) {
    if (size > record_limit) return fail(Errc::not_whole, "a record larger than any of ours");
    std::string text;
    while (true) {
      const auto piece = TRY(tar.read());
      if (piece.empty()) break;
      text.append(reinterpret_cast<const char*>(piece.data()), piece.size());
    }
    const std::string_view rest =
        std::string_view(path).substr(std::string_view("records/").size());
    const std::string kind(rest.substr(0, rest.find('/')));
    if (kind == "manifest") {
      listed_ += text;
      return {};
    }
    if (kind != "outcomes" && kind != "findings" && kind != "files" && kind != "steps") {
      add_fault(Fault::Kind::added, path, "a record of an unknown kind");
      return {};
    }
    return bag_->append("data/" + kind + ".jsonl",
                        kind == "outcomes" ? with_new_paths(text) : text);
  }

  // Outcomes name the place of each file in the bag: those that lie elsewhere are corrected.
  std::string with_new_paths(const std::string& lines) const {
    if (moved_.empty()) return lines;
    std::string out;
    std::string_view rest = lines;
    while (!rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size());
      const std::string_view line = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      auto outcome = parse_object(line);
      const auto found = outcome ? moved_.find(text_of(*outcome, "bag_path")) : moved_.end();
      if (found != moved_.end()) {
        (*outcome)["bag_path"] = found->second;
        out += json_fields::line(*outcome) + "\n";
      } else {
        out.append(line).append("\n");
      }
    }
    return out;
  }

  void check_part_sums(const std::string& name) {
    std::string_view rest = listed_;
    constexpr std::size_t name_at = 66;
    while (!rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size());
      const std::string_view line = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const std::string path(line.size() > name_at ? line.substr(name_at) : "");
      const auto found = sums_.find(path);
      if (found == sums_.end()) {
        add_fault(Fault::Kind::missing, path, "listed in " + name);
      } else if (found->second != line.substr(0, 64)) {
        add_fault(Fault::Kind::changed, path, "its SHA-256 does not hold");
      }
      if (found != sums_.end()) sums_.erase(found);
    }
    for (const auto& [path, hash] : sums_) add_fault(Fault::Kind::added, path, "not in its list");
  }

  Result<void> add_outer_files() {
    for (const std::string_view name :
         {sums_name, signature_name, manifest_name, journal_name, case_name}) {
      const auto found = checked_.texts.find(std::string(name));
      if (found == checked_.texts.end()) continue;
      TRY(bag_->add_tag("archive/" + std::string(name), found->second));
    }
    return {};
  }

  // Disk images lie beside the payload, so that they can be moved away from the bag.
  Result<std::uint64_t> add_images() {
    if (checked_.images.segments.empty()) return std::uint64_t{0};
    const auto opened =
        TRY(open_images(Files::disk(), options_.images / "images", checked_.images, openers_,
                        options_.out / "images", checked_.verdict, options_.watch));
    TRY(bag_->add_tag("images-sha256.txt", opened.sums));
    return opened.segments;
  }

  std::string info() const {
    const Verdict& verdict = checked_.verdict;
    return "Bagging-Date: " + to_iso8601(now()).substr(0, 10) +
           "\nBag-Software-Agent: " + std::string(tool_name) +
           "\nExternal-Identifier: " + verdict.case_id +
           "\nTrousse-Sealing-Certificate: " + verdict.fingerprint +
           "\nTrousse-Archive-Whole: " + (verdict.faults.empty() ? "yes" : "no") + "\n";
  }

  const Reader& file_;
  Checked checked_;
  const OpenOptions& options_;
  std::vector<age::Opener> openers_;
  std::optional<Error> key_trouble_;  // the first damaged envelope
  std::unique_ptr<BagWriter> bag_;
  std::map<std::string, std::string> sums_;  // of the part being read: path in it, hash
  std::map<std::string, std::string>
      moved_;           // of the part being read: path in it, place in the bag
  std::string listed_;  // of the part being read: its own list of sums
};

}  // namespace

Result<Opened> open_archive(const std::filesystem::path& archive, const OpenOptions& options) {
  const auto file = TRY(Files::disk().read(archive));
  Checked checked = TRY(check_archive(*file, {}));
  OpenOptions with_images = options;
  if (options.images.empty()) with_images.images = images_beside(archive);
  return Opening(*file, std::move(checked), with_images).run();
}

}  // namespace trousse::evidence
