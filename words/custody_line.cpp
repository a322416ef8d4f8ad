// SPDX-License-Identifier: Apache-2.0
#include "words/custody_line.hpp"

#include <algorithm>

#include "core/json_fields.hpp"
#include "core/text.hpp"
#include "words/custody.hpp"
#include "words/labels.hpp"

namespace trousse::words {
namespace {

constexpr std::size_t longest = 200;
constexpr std::size_t most_items = 16;

std::string joined(const std::vector<std::string>& texts, const char* between) {
  std::string out;
  for (const std::string& one : texts) {
    if (!one.empty()) out += (out.empty() ? "" : between) + one;
  }
  return out;
}

std::string step_word(const std::string& step, Language language) {
  const auto row = id_of("step_" + step);
  return row ? std::string(text(*row, language)) : printable(step, 64);
}

const CustodyLine::Json& member(const CustodyLine::Json& object, const char* name) {
  static const CustodyLine::Json nothing = CustodyLine::Json::object();
  const auto found = object.find(name);
  return found != object.end() && found->is_object() ? *found : nothing;
}

void say_disk(CustodyLine& line) {
  const CustodyLine disk(member(line.fields(), "source"), line.language());
  const std::string size = disk.number("size") > 0 ? disk.bytes("size") : "";
  line.say(Id::custody_disk, {joined({disk.text("model"), size}, ", ")});
  line.say(Id::custody_serial, {disk.text("serial")});
  if (disk.has("read_only")) line.say(Id::custody_read_only, {disk.flag("read_only")});
  const auto volumes = disk.fields().find("volumes");
  if (volumes != disk.fields().end() && volumes->is_array()) {
    line.say(Id::custody_volumes, {number(volumes->size(), line.language())});
  }
}

void say_versions(CustodyLine& line) {
  const CustodyLine versions(member(line.fields(), "versions"), line.language());
  const std::string own = versions.text("trousse");
  if (!own.empty()) line.say(Id::custody_versions, {"trousse " + own});
  line.say(Id::custody_key, {versions.text("key")});
  const auto named = [&](const char* which) {
    std::vector<std::string> all;
    for (const auto& [name, value] : member(versions.fields(), which).items()) {
      if (all.size() == most_items) break;
      all.push_back(printable(name, 32) + " " + CustodyLine::shown(value, line.language()));
    }
    return joined(all, ", ");
  };
  line.say(Id::custody_libraries, {named("libraries")});
  line.say(Id::custody_programs, {named("programs")});
  const auto rules = versions.fields().find("rules");
  if (rules == versions.fields().end() || !rules->is_array()) return;
  std::size_t said = 0;
  for (const auto& rule : *rules) {
    if (!rule.is_object() || ++said > most_items) continue;
    const CustodyLine set(rule, line.language());
    std::string name = set.raw("set");
    std::replace(name.begin(), name.end(), '-', '_');
    const auto row = id_of("rules_" + name.substr(0, 64));
    const std::string word = row ? std::string(text(*row, line.language())) : set.text("set");
    line.say(Id::custody_rules, {word + ", " + set.count("files"), set.text("sha256")});
  }
}

}  // namespace

bool CustodyLine::flag_set(const char* name) const {
  const auto found = fields_.find(name);
  return found != fields_.end() && found->is_boolean() && found->get<bool>();
}

std::uint64_t CustodyLine::number(const char* name) const {
  const auto found = fields_.find(name);
  return found != fields_.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

std::string CustodyLine::raw(const char* name) const {
  const auto found = fields_.find(name);
  return found != fields_.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string CustodyLine::text(const char* name) const { return printable(raw(name), longest); }

std::vector<std::string> CustodyLine::texts(const char* name) const {
  std::vector<std::string> out;
  const auto found = fields_.find(name);
  if (found == fields_.end() || !found->is_array()) return out;
  for (const auto& value : *found) {
    if (!value.is_string() || out.size() == most_items) continue;
    out.push_back(printable(value.get_ref<const std::string&>(), longest));
  }
  return out;
}

std::string CustodyLine::count(const char* name) const {
  return words::number(number(name), language_);
}

std::string CustodyLine::bytes(const char* name) const { return size(number(name), language_); }

std::string CustodyLine::flag(const char* name) const {
  const auto found = fields_.find(name);
  const bool known = found != fields_.end() && found->is_boolean();
  if (!known) return std::string(words::text(Id::unknown_value, language_));
  return std::string(words::text(found->get<bool>() ? Id::yes : Id::no, language_));
}

std::string CustodyLine::moment_of(const char* name) const {
  const std::string iso = raw(name);
  return iso.empty() ? iso : moment(std::string_view(iso), language_);
}

void CustodyLine::say(Id id, const std::vector<std::string>& values) {
  const bool nothing =
      !values.empty() && std::all_of(values.begin(), values.end(),
                                     [](const std::string& value) { return value.empty(); });
  if (!nothing) said_.push_back(filled(id, language_, values));
}

void CustodyLine::say_hash(const char* name) {
  const std::string hash = text(name);
  say(Id::custody_short_hash, {hash.substr(0, 16)});
  say(Id::custody_hash, {hash});
}

std::string CustodyLine::shown(const Json& value, Language language) {
  if (value.is_string()) return printable(value.get_ref<const std::string&>(), longest);
  if (value.is_boolean()) {
    return std::string(words::text(value.get<bool>() ? Id::yes : Id::no, language));
  }
  return printable(json_fields::line(value), longest);
}

void say_machine(CustodyLine& line) {
  std::string name = joined({line.text("vendor"), line.text("product"), line.text("version")}, " ");
  if (name.empty()) name = text(Id::custody_machine_unknown, line.language());
  line.say(Id::custody_machine, {name});
  line.say(Id::custody_serial, {line.text("serial")});
  line.say(Id::custody_board, {joined({line.text("board_vendor"), line.text("board")}, " ")});
  line.say(Id::custody_chassis, {line.text("chassis")});
  const std::string kind = folded(line.text("firmware")) == "uefi" ? "UEFI" : "BIOS";
  line.say(
      Id::custody_bios,
      {joined({kind, line.text("bios_vendor"), line.text("bios_version"), line.text("bios_date")},
              ", ")});
  if (kind == "UEFI") line.say(Id::custody_secure_boot, {line.flag("secure_boot")});
  if (line.flag_set("setup_mode")) line.say(Id::custody_setup_mode);
  if (line.has("tpm")) {
    line.say(Id::custody_tpm, {joined({line.flag("tpm"), line.text("tpm_version")}, ", ")});
  }
  line.say(Id::custody_processor, {line.text("processor")});
  if (line.number("memory") > 0) line.say(Id::custody_memory, {line.bytes("memory")});
  line.say(Id::custody_kernel, {line.text("kernel")});
  if (line.number("hidden_disks") > 0) {
    line.say(Id::custody_hidden_disks, {std::to_string(line.number("hidden_disks"))});
  }
  line.say(Id::custody_no_driver, {line.text("storage_without_driver")});
}

void say_clock(CustodyLine& line) {
  line.say(Id::custody_clock);
  std::string rtc = line.text("rtc");
  std::replace(rtc.begin(), rtc.end(), 'T', ' ');
  line.say(Id::custody_rtc, {rtc});
  line.say(Id::custody_system, {line.moment_of("system")});
  if (line.has("uptime")) {
    line.say(Id::custody_uptime, {duration(line.number("uptime"), line.language())});
  }
  const auto offset = custody_offset(line.fields());
  if (line.raw("source") != "watch" || !offset) return line.say(Id::custody_watch_none);
  line.say(Id::custody_watch, {line.text("typed"), line.text("zone")});
  if (*offset == 0) return line.say(Id::custody_agrees);
  const auto seconds = static_cast<std::uint64_t>(*offset > 0 ? *offset : -*offset);
  line.say(*offset > 0 ? Id::custody_behind : Id::custody_ahead,
           {duration(seconds, line.language())});
}

void say_network(CustodyLine& line) {
  const auto known = [&](const CustodyLine& of, const char* name, Id yes, Id no) {
    const std::string value = of.raw(name);
    return std::string(text(value == "yes"  ? yes
                            : value == "no" ? no
                                            : Id::unknown_value,
                            line.language()));
  };
  line.say(Id::custody_network, {known(line, "cut", Id::network_is_cut, Id::network_is_not_cut)});
  line.say(Id::custody_given, {line.moment_of("seen")});
  const auto ports = line.fields().find("ports");
  std::size_t told = 0;
  if (ports != line.fields().end() && ports->is_array()) {
    for (const auto& one : *ports) {
      if (!one.is_object() || ++told > most_items) continue;
      const CustodyLine port(one, line.language());
      const auto row = id_of("port_" + port.raw("kind").substr(0, 32));
      std::string seen = known(port, "plugged", Id::port_is_plugged, Id::port_is_not_plugged);
      if (port.raw("address") == "yes") {
        seen += ", " + std::string(text(Id::port_has_address, line.language()));
      }
      line.say(Id::custody_port, {std::string(text(row.value_or(Id::port_other), line.language())),
                                  port.text("name"), seen});
    }
  }
  line.say(Id::custody_radios, {known(line, "radios_off", Id::yes, Id::no)});
  line.say(Id::custody_firewall, {known(line, "firewall", Id::yes, Id::no)});
}

void say_begin(CustodyLine& line) {
  line.say(Id::custody_begin, {line.count("number"), step_word(line.raw("step"), line.language())});
  say_disk(line);
  say_versions(line);
}

void say_end(CustodyLine& line) {
  const std::string how = line.raw("how");
  const Id id = how == "done"        ? Id::custody_end_done
                : how == "cancelled" ? Id::custody_end_cancelled
                                     : Id::custody_end_interrupted;
  line.say(id, {line.count("number"), step_word(line.raw("step"), line.language())});
  if (line.number("asked") > 0) {
    line.say(Id::custody_asked, {line.count("asked"), line.count("answers")});
  }
  if (line.number("taken") > 0) {
    line.say(Id::custody_taken, {line.count("taken"), line.bytes("bytes")});
  }
  if (line.number("scanned") > 0) line.say(Id::custody_scanned, {line.count("scanned")});
  if (line.number("findings") > 0) line.say(Id::custody_findings, {line.count("findings")});
}

}  // namespace trousse::words
