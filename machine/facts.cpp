// SPDX-License-Identifier: Apache-2.0
#include "machine/facts.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "core/json_fields.hpp"
#include "core/text.hpp"
#include "machine/kernel_files.hpp"

namespace trousse::machine {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_proc = std::size_t{256} << 10;

// The value of the first line "name : value" of a file of /proc.
std::string value_of(std::string_view text, std::string_view name) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const auto colon = line.find(':');
    if (!line.starts_with(name) || colon == std::string_view::npos) continue;
    const auto first = line.find_first_not_of(" \t", colon + 1);
    if (first == std::string_view::npos) return {};
    return printable(line.substr(first), 200);
  }
  return {};
}

unsigned lines_beginning(std::string_view text, std::string_view name) {
  unsigned count = 0;
  for (std::size_t at = 0; at != std::string_view::npos && at < text.size();) {
    if (text.substr(at).starts_with(name)) ++count;
    const auto end = text.find('\n', at);
    at = end == std::string_view::npos ? end : end + 1;
  }
  return count;
}

// "MemTotal:       16106956 kB" and the others: units of 1024 bytes.
std::uint64_t memory_of(std::string_view text, std::string_view name) {
  const std::string value = value_of(text, name);
  std::uint64_t kibibytes = 0;
  const auto read = std::from_chars(value.data(), value.data() + value.size(), kibibytes);
  const bool plain = read.ec == std::errc() && kibibytes < (std::uint64_t{1} << 50);
  return plain && value.ends_with(" kB") ? kibibytes << 10 : 0;
}

void put(Json& object, const char* name, const std::string& text) {
  if (!text.empty()) object[name] = valid_utf8(text);
}

void put(Json& object, const char* name, const std::optional<bool>& flag) {
  if (flag) object[name] = *flag;
}

void put(Json& object, const char* name, std::uint64_t number) {
  if (number != 0) object[name] = number;
}

}  // namespace

Facts facts(const std::string& root) {
  Facts out;
  out.identity = identity(root);
  out.firmware = firmware(root);
  const std::string processors = bytes_of(root, "/proc/cpuinfo", most_proc).value_or("");
  out.processor = value_of(processors, "model name");
  out.processors = lines_beginning(processors, "processor\t");
  out.memory = memory_of(bytes_of(root, "/proc/meminfo", most_proc).value_or(""), "MemTotal");
  out.kernel = line_of(root, "/proc/sys/kernel/osrelease");
  out.hidden = hidden_disks(root);
  out.boot = line_of(root, "/proc/sys/kernel/random/boot_id");
  return out;
}

std::uint64_t available_memory(const std::string& root) {
  return memory_of(bytes_of(root, "/proc/meminfo", most_proc).value_or(""), "MemAvailable");
}

std::string to_json(const Facts& facts) {
  Json out = Json::object();
  const Identity& identity = facts.identity;
  put(out, "vendor", identity.vendor);
  put(out, "product", identity.product);
  put(out, "version", identity.version);
  put(out, "serial", identity.serial);
  put(out, "board_vendor", identity.board_vendor);
  put(out, "board", identity.board_name);
  put(out, "chassis", identity.chassis);
  put(out, "bios_vendor", identity.bios_vendor);
  put(out, "bios_version", identity.bios_version);
  put(out, "bios_date", identity.bios_date);
  const Firmware& firmware = facts.firmware;
  out["firmware"] = firmware.kind == Firmware::Kind::uefi ? "uefi" : "bios";
  put(out, "secure_boot", firmware.secure_boot);
  put(out, "setup_mode", firmware.setup_mode);
  put(out, "tpm", firmware.tpm);
  put(out, "tpm_version", firmware.tpm_version);
  put(out, "processor", facts.processor);
  put(out, "processors", std::uint64_t{facts.processors});
  put(out, "memory", facts.memory);
  put(out, "kernel", facts.kernel);
  put(out, "hidden_disks", std::uint64_t{facts.hidden.remapped});
  put(out, "storage_without_driver",
      fmt::format("{}", fmt::join(facts.hidden.without_driver, ", ")));
  put(out, "boot", facts.boot);
  return json_fields::line(out);
}

}  // namespace trousse::machine
