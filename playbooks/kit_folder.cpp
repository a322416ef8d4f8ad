// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/text.hpp"
#include "evidence/files.hpp"
#include "evidence/key_file.hpp"
#include "playbooks/adding_keys.hpp"

namespace trousse::playbooks {
namespace fs = std::filesystem;
namespace {

using evidence::KeyFile;

// Larger than any card or list of keys; what is larger and has no name of a key is no key.
constexpr std::uint64_t looked_into = std::uint64_t{64} << 10;
constexpr std::size_t most_files = 500;

/// What a file promises by its name.
enum class Promise { nothing, key, card, perhaps_card };

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, name) != list.end();
}

Promise promise_of(const std::string& name) {
  const std::string small = folded(name);
  const auto dot = small.rfind('.');
  const std::string ending = dot == std::string::npos ? "" : small.substr(dot + 1);
  if (small == "contact.txt") return Promise::card;
  if (is_one_of(ending, {"pem", "crt", "cer", "der", "pub", "key", "p12", "pfx", "p7b", "csr",
                         "asc", "gpg", "ppk", "age"})) {
    return Promise::key;
  }
  if (ending != "txt" && !ending.empty()) {
    return small.starts_with("contact.") ? Promise::perhaps_card : Promise::nothing;
  }
  for (const std::string_view start :
       {"cle", "cl\u00e9", "key", "recipient", "destinataire", "public", "certificat"}) {
    if (small.starts_with(start)) return Promise::key;
  }
  const bool card = small.starts_with("contact") ||
                    (small.starts_with("fiche") && small.find("contact") != std::string::npos);
  return card ? Promise::perhaps_card : Promise::nothing;
}

// AppleDouble shadows ("._cert.pem") and other systems' droppings bear names of keys and are none.
bool is_dropping(const std::string& name) { return name.starts_with("."); }

class KitReader {
 public:
  KitReader(WhoOpens& who, const Utc& now) : who_(who), now_(now) {}

  /// `prefix` is shown before the names.
  Result<void> read(const fs::path& folder, const std::string& prefix) {
    auto names = TRY(evidence::Files::disk().list(folder));
    std::erase_if(names, [&](const std::string& name) {
      std::error_code ignored;
      return is_dropping(name) || !fs::is_regular_file(folder / name, ignored);
    });
    if (names.size() > most_files) {
      add_note(who_, "kit_too_many", prefix.empty() ? printable(folder.string()) : prefix);
      names.resize(most_files);
    }
    for (const std::string& name : names) {
      read_file(folder / name, name, printable(prefix + name, 200));
    }
    return {};
  }

 private:
  void read_file(const fs::path& path, const std::string& name, const std::string& shown) {
    const Promise promise = promise_of(name);
    const auto limit =
        promise == Promise::key ? std::uint64_t{evidence::certificate_file_limit} : looked_into;
    const auto bytes = evidence::read_text(evidence::Files::disk(), path, limit);
    if (!bytes) {
      // Too large to be what nobody says it is: an archive, a document.
      if (bytes.error().code == Errc::unsupported && promise == Promise::nothing) return;
      return add_note(who_, promise == Promise::key ? "kit_key_broken" : "kit_unreadable",
                      shown + ": " + bytes.error().what);
    }
    const auto file = evidence::read_key_file(*bytes);
    if (!file) return add_note(who_, "kit_key_broken", shown + ": " + file.error().what);
    if (file->is_secret()) return add_note(who_, "kit_private_key", shown);
    if (promise == Promise::card) return read_card(*bytes, shown);
    if (!use(*file, promise, shown) && promise == Promise::perhaps_card) {
      add_note(who_, "card_name", shown);
    }
  }

  /// False when it is no key at all.
  bool use(const KeyFile& file, Promise promise, const std::string& shown) {
    switch (file.kind) {
      case KeyFile::Kind::recipients:
        for (const auto& recipient : file.recipients) add_age(who_, recipient, shown);
        if (!file.bad_lines.empty()) {
          add_note(who_, "kit_key_lines",
                   fmt::format("{}, {}", shown, fmt::join(file.bad_lines, ", ")));
        }
        return true;
      case KeyFile::Kind::certificate: use_certificate(file, shown); return true;
      case KeyFile::Kind::foreign:
        add_note(who_, "kit_key_foreign", shown + ": " + file.what);
        return true;
      case KeyFile::Kind::age_file:
      case KeyFile::Kind::envelope: return true;  // somebody's encrypted file: no key of ours
      case KeyFile::Kind::identities:
      case KeyFile::Kind::private_key:
      case KeyFile::Kind::nothing: break;
    }
    if (promise == Promise::key) add_note(who_, "kit_key_nothing", shown);
    return false;
  }

  void use_certificate(const KeyFile& file, const std::string& shown) {
    const auto receives = evidence::check_receives(*file.certificate);
    if (!receives) {
      return add_note(who_, "kit_certificate_unfit", shown + ": " + receives.error().what);
    }
    if (file.other_certificates > 0) add_note(who_, "certificate_others", shown);
    add_certificate(who_, *file.certificate, shown, now_);
  }

  void read_card(const std::string& bytes, const std::string& shown) {
    if (!who_.contact_file.empty()) return add_note(who_, "card_second", shown);
    take_card(who_, formats::read_contact_card(std::as_bytes(std::span(bytes))), shown);
  }

  WhoOpens& who_;
  const Utc& now_;
};

}  // namespace

Result<void> add_kit(WhoOpens& who, const fs::path& folder, const Utc& now) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) {
    return fail(Errc::missing, "no such folder: " + printable(folder.string()));
  }
  const std::size_t before = who.found.size();
  KitReader reader(who, now);
  for (const std::string& own : TRY(evidence::Files::disk().list(folder))) {
    if (!is_one_of(folded(own), {"prestataire", "provider"}) ||
        !fs::is_directory(folder / own, ignored)) {
      continue;
    }
    if (const auto read = reader.read(folder / own, own + "/"); !read) {
      add_note(who, "kit_unreadable", own + ": " + read.error().what);
    }
  }
  TRY(reader.read(folder, ""));
  if (who.found.size() == before) add_note(who, "kit_no_key", printable(folder.string()));
  return {};
}

}  // namespace trousse::playbooks
