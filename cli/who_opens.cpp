// SPDX-License-Identifier: Apache-2.0
#include "cli/who_opens.hpp"

#include <nlohmann/json.hpp>

#include "cli/print.hpp"

namespace trousse::cli {
namespace {

using Json = nlohmann::ordered_json;
using playbooks::FoundKey;
using words::Id;

Json party(const Contact& one) {
  Json object = Json::object();
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) object[name] = value;
  };
  add("name", one.name);
  add("phone", one.phone);
  add("email", one.email);
  add("hours", one.hours);
  add("contract", one.contract);
  add("address", one.address);
  return object;
}

Json card(const ContactCard& one) {
  Json object = Json::object();
  const auto add = [&](const char* name, const Contact& value) {
    if (!value.empty()) object[name] = party(value);
  };
  add("provider", one.provider);
  add("insurer", one.insurer);
  add("practice", one.practice);
  add("order", one.order);
  add("mssante", one.mssante);
  if (!one.notes.empty()) object["notes"] = one.notes;
  return object;
}

void print_json(const playbooks::WhoOpens& who, bool rescue_code) {
  Json object = {{"step", "keys"}, {"opened_by", Json::array()}};
  for (const FoundKey& key : who.found) {
    const bool age = key.kind == FoundKey::Kind::age;
    object["opened_by"].push_back({{"kind", age ? "age" : "certificate"},
                                   {"who", key.who},
                                   {"sha256", key.fingerprint},
                                   {"file", key.file}});
  }
  object["rescue_code"] = rescue_code;
  object["contact_file"] = who.contact_file;
  object["contact"] = card(who.card);
  object["notes"] = Json::array();
  for (const Note& note : who.notes) {
    object["notes"].push_back({{"id", note.id}, {"detail", note.detail}});
  }
  print_object(object);
}

}  // namespace

void say_notes(const playbooks::WhoOpens& who, const Context& context) {
  // A face says the first ten and leaves the rest to the report: a new one for each.
  for (const Note& note : who.notes) face(context)(Event(note));
}

void print_who_opens(const playbooks::WhoOpens& who, bool rescue_code, const Context& context) {
  if (context.json) return print_json(who, rescue_code);
  print(context, Id::keys_title);
  for (const FoundKey& key : who.found) {
    const bool age = key.kind == FoundKey::Kind::age;
    print(context, age ? Id::keys_age : Id::keys_certificate, {key.who}, 2);
    if (!age) print(context, Id::keys_fingerprint, {key.fingerprint}, 4);
    if (!key.file.empty()) print(context, Id::keys_found_in, {key.file}, 4);
  }
  if (rescue_code) print(context, Id::keys_rescue, {}, 2);
  if (!who.found.empty()) print(context, Id::keys_check);
  if (who.contact_file.empty()) return;
  print(context, Id::card_found_in, {who.contact_file});
  const auto& provider = who.card.provider;
  const auto& insurer = who.card.insurer;
  if (!provider.empty()) print(context, Id::card_provider, {provider.name, provider.phone}, 2);
  if (!insurer.empty()) print(context, Id::card_insurer, {insurer.name, insurer.phone}, 2);
}

std::string kit_facts(const playbooks::WhoOpens& who) {
  const Json facts = {{"recipients", who.recipients.size()},
                      {"certificates", who.certificates.size()},
                      {"contact", !who.contact_file.empty()},
                      {"notes", who.notes.size()}};
  return facts.dump();
}

}  // namespace trousse::cli
