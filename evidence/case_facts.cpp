// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "core/text.hpp"
#include "evidence/archive_form.hpp"
#include "evidence/case_keys.hpp"

namespace trousse::evidence {
namespace {

constexpr std::uint64_t format_version = 1;

Sha256 sha256_from(const std::string& hex) {
  Sha256 out{};
  if (hex.size() != 2 * out.size()) return out;
  for (std::size_t i = 0; i < out.size(); ++i) {
    unsigned value = 0;
    std::from_chars(hex.data() + 2 * i, hex.data() + 2 * i + 2, value, 16);
    out[i] = static_cast<std::byte>(value);
  }
  return out;
}

bool is_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
  });
}

// Archives made before certificates could be given lack the field.
Result<std::vector<CertificateFacts>> certificates_in(const Json& in) {
  std::vector<CertificateFacts> all;
  const auto list = in.find("certificates");
  if (list == in.end()) return all;
  if (!list->is_array()) return fail(Errc::malformed, "case.json: a wrong list of certificates");
  for (const Json& row : *list) {
    if (!row.is_object()) return fail(Errc::malformed, "case.json: a wrong certificate");
    CertificateFacts facts{printable(text_of(row, "subject"), 200), text_of(row, "sha256"),
                           text_of(row, "file")};
    const bool twice = std::ranges::find(all, facts.file, &CertificateFacts::file) != all.end();
    if (facts.sha256.size() != 64 || !is_hex(facts.sha256) || !is_envelope_name(facts.file) ||
        !is_archive_name(facts.file) || twice) {
      return fail(Errc::malformed, "case.json: a wrong certificate");
    }
    all.push_back(std::move(facts));
  }
  return all;
}

}  // namespace

PartFacts part_from(const Json& line) {
  PartFacts part{text_of(line, "name"), number_of(line, "size"),
                 sha256_from(text_of(line, "sha256")), 0};
  const std::string crc = text_of(line, "crc32");
  std::from_chars(crc.data(), crc.data() + crc.size(), part.crc32, 16);
  return part;
}

std::string CaseFacts::text() const {
  Json out;
  out["format"] = "trousse-case";
  out["version"] = format_version;
  out["id"] = id;
  out["created"] = created;
  out["tool"] = tool;
  out["language"] = language;
  out["contact"] = valid_utf8(contact);
  out["case_key"] = own.text();
  out["recipients"] = Json::array();
  for (const age::Recipient& recipient : recipients) out["recipients"].push_back(recipient.text());
  out["certificates"] = Json::array();
  for (const CertificateFacts& one : certificates) {
    out["certificates"].push_back(
        {{"subject", one.subject}, {"sha256", one.sha256}, {"file", one.file}});
  }
  out["rescue_code"] = has_rescue_code;
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<CaseFacts> CaseFacts::parse(std::string_view text) {
  const Json in = TRY(parse_object(text));
  if (text_of(in, "format") != "trousse-case") return fail(Errc::malformed, "not a case.json");
  if (number_of(in, "version") != format_version) {
    return fail(Errc::unsupported, "a case of a later version");
  }
  CaseFacts facts;
  facts.id = text_of(in, "id");
  facts.created = text_of(in, "created");
  facts.tool = text_of(in, "tool");
  facts.language = text_of(in, "language");
  facts.contact = text_of(in, "contact");
  facts.own = TRY(age::Recipient::parse(text_of(in, "case_key")));
  const auto recipients = in.find("recipients");
  if (facts.id.empty() || recipients == in.end() || !recipients->is_array()) {
    return fail(Errc::malformed, "case.json lacks a field");
  }
  for (const Json& recipient : *recipients) {
    if (!recipient.is_string()) return fail(Errc::malformed, "case.json: a wrong recipient");
    const std::string key = recipient.get<std::string>();
    facts.recipients.push_back(TRY(age::Recipient::parse(key)));
  }
  facts.certificates = TRY(certificates_in(in));
  const auto rescue = in.find("rescue_code");
  facts.has_rescue_code = rescue != in.end() && rescue->is_boolean() && rescue->get<bool>();
  return facts;
}

Json part_fields(const PartFacts& part) {
  Json out;
  out["name"] = part.name;
  out["size"] = part.size;
  out["sha256"] = to_hex(part.sha256);
  out["crc32"] = fmt::format("{:08x}", part.crc32);
  return out;
}

bool is_own_event(std::string_view event) {
  constexpr std::array<std::string_view, 17> own{
      "created", "reopened",     "torn",    "begin",   "part",    "end",
      "seal",    "sealed",       "image",   "closing", "segment", "differs",
      "imaged",  "part_closing", "resumed", "paused",  "room"};
  return std::ranges::find(own, event) != own.end();
}

std::vector<age::Recipient> CaseBody::everyone() const {
  std::vector<age::Recipient> all{facts.own};
  all.insert(all.end(), facts.recipients.begin(), facts.recipients.end());
  return all;
}

}  // namespace trousse::evidence
