// SPDX-License-Identifier: Apache-2.0
#include "playbooks/who_opens.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/text.hpp"
#include "evidence/files.hpp"
#include "evidence/hash.hpp"
#include "evidence/key_file.hpp"
#include "playbooks/adding_keys.hpp"

namespace trousse::playbooks {
namespace {

constexpr std::uint64_t card_limit = std::uint64_t{64} << 10;

const char* card_row(formats::CardTrouble::Kind kind) {
  using Kind = formats::CardTrouble::Kind;
  switch (kind) {
    case Kind::not_text: return "card_not_text";
    case Kind::empty_card: return "card_empty";
    case Kind::no_colon:
    case Kind::unknown_label: return "card_line_unknown";
    case Kind::no_party: return "card_line_nobody";
    case Kind::empty_value: return "card_line_empty";
    case Kind::repeated: return "card_line_repeated";
    case Kind::too_many: return "card_too_long";
  }
  return "card_line_unknown";
}

}  // namespace

void add_note(WhoOpens& who, const char* row, std::string detail) {
  who.notes.push_back({row, std::move(detail)});
}

void add_age(WhoOpens& who, const evidence::age::Recipient& recipient, const std::string& file) {
  who.somebody_without_warning = true;
  const auto same = [&](const auto& other) { return other.point == recipient.point; };
  if (std::ranges::any_of(who.recipients, same)) return;
  who.recipients.push_back(recipient);
  who.found.push_back({FoundKey::Kind::age, recipient.text(), "", file});
}

void add_certificate(WhoOpens& who, const evidence::Certificate& certificate,
                     const std::string& file, const Utc& now) {
  const auto same = [&](const auto& other) { return other.fingerprint == certificate.fingerprint; };
  if (std::ranges::any_of(who.certificates, same)) return;
  using Time = evidence::Certificate::Time;
  const Time time = certificate.at(now);
  const std::string said =
      fmt::format("{}{}{}", file, file.empty() ? "" : ", ",
                  to_iso8601(time == Time::not_yet ? certificate.not_before : certificate.not_after)
                      .substr(0, 10));
  if (time == Time::expired) add_note(who, "certificate_expired", said);
  if (time == Time::not_yet) add_note(who, "certificate_not_yet", said);
  if (time == Time::valid) who.somebody_without_warning = true;
  who.certificates.push_back(certificate);
  who.found.push_back({FoundKey::Kind::certificate, certificate.subject,
                       evidence::hex(certificate.fingerprint), file});
}

void take_card(WhoOpens& who, formats::ReadCard read, const std::string& file) {
  for (const formats::CardTrouble& trouble : read.troubles) {
    add_note(
        who, card_row(trouble.kind),
        trouble.line == 0 ? file : fmt::format("{}, {}: {}", file, trouble.line, trouble.text));
  }
  if (read.card.empty()) return;
  who.card = std::move(read.card);
  who.contact = std::move(read.text);
  who.contact_file = file;
}

Result<void> add_recipient(WhoOpens& who, const std::string& typed, const Utc& now) {
  std::error_code ignored;
  if (typed.starts_with("age1") && !std::filesystem::exists(typed, ignored)) {
    const auto recipient = TRY(evidence::age::Recipient::parse(typed));
    add_age(who, recipient, "");
    return {};
  }
  const std::string shown = printable(typed);
  const std::string bytes =
      TRY(evidence::read_text(evidence::Files::disk(), typed, evidence::certificate_file_limit));
  const auto file = evidence::read_key_file(bytes);
  if (!file) return fail(file.error().code, shown + ": " + file.error().what);
  if (file->is_secret()) {
    return fail(Errc::refused, shown + ": " + file->what + "; give the public key, keep this one");
  }
  if (file->certificate) {
    if (const auto receives = evidence::check_receives(*file->certificate); !receives) {
      return fail(receives.error().code, shown + ": " + receives.error().what);
    }
    if (file->other_certificates > 0) add_note(who, "certificate_others", shown);
    add_certificate(who, *file->certificate, shown, now);
    return {};
  }
  if (file->kind == evidence::KeyFile::Kind::recipients && file->bad_lines.empty()) {
    for (const auto& recipient : file->recipients) add_age(who, recipient, shown);
    return {};
  }
  if (!file->bad_lines.empty()) {
    return fail(Errc::malformed,
                fmt::format("{}: line {} is no age recipient", shown, file->bad_lines.front()));
  }
  return fail(
      Errc::unsupported,
      fmt::format("{}: {}", shown, file->what.empty() ? "no key in this file" : file->what));
}

Result<void> add_contact(WhoOpens& who, const std::filesystem::path& path) {
  const std::string bytes = TRY(evidence::read_text(evidence::Files::disk(), path, card_limit));
  auto read = formats::read_contact_card(std::as_bytes(std::span(bytes)));
  const std::string shown = printable(path.string());
  if (read.text.empty() && !bytes.empty()) return fail(Errc::malformed, shown + " is not a text");
  // Asked for by name: kept as it is, even when no line of it has the form of a card.
  const std::string text = read.text;
  take_card(who, std::move(read), shown);
  who.contact = text;
  who.contact_file = shown;
  return {};
}

}  // namespace trousse::playbooks
