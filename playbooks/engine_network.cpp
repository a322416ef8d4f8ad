// SPDX-License-Identifier: Apache-2.0
// What the engine tells of the network of this machine, and what goes into the journal of it.
#include "core/json_fields.hpp"
#include "playbooks/process_engine.hpp"

namespace trousse::playbooks {
namespace {

using json_fields::Json;

std::string_view word_of(Known known) {
  switch (known) {
    case Known::yes: return "yes";
    case Known::no: return "no";
    case Known::unknown: break;
  }
  return "unknown";
}

std::string_view word_of(NetworkPort::Kind kind) {
  switch (kind) {
    case NetworkPort::Kind::wired: return "wired";
    case NetworkPort::Kind::wifi: return "wifi";
    case NetworkPort::Kind::mobile: return "mobile";
    case NetworkPort::Kind::bluetooth: return "bluetooth";
    case NetworkPort::Kind::other: break;
  }
  return "other";
}

}  // namespace

std::string network_line(const Isolation& seen, const Utc& when) {
  Json ports = Json::array();
  for (const auto& port : seen.ports) {
    ports.push_back({{"name", port.name},
                     {"kind", word_of(port.kind)},
                     {"plugged", word_of(port.plugged)},
                     {"address", word_of(port.address)}});
  }
  const Json line = {{"seen", to_iso8601(when)},
                     {"cut", word_of(seen.cut())},
                     {"radios_off", word_of(seen.radios_off)},
                     {"routes", word_of(seen.routes)},
                     {"firewall", word_of(seen.firewall)},
                     {"ports", ports}};
  return json_fields::line(line);
}

void ProcessEngine::begin(const WatchIsolation&) { network_watch_.emplace(); }

// The kernel says at once when a cable leaves; radios it does not tell of here, so that all is
// read again from time to time.
void ProcessEngine::look_at_network() {
  if (!network_watch_) return;
  constexpr auto every = std::chrono::milliseconds(900);
  const auto moment = std::chrono::steady_clock::now();
  const bool told = network_watch_->hears() && network_watch_->changed();
  if (!told && isolation_ && moment - network_seen_ < every) return;
  network_seen_ = moment;
  const Isolation seen = machine::isolation("/", machine::addressed_ports());
  if (isolation_ == seen) return;
  isolation_ = seen;
  reports_.emplace_back(seen);
  // What changes once the case is there is custody too.
  if (!case_.empty()) network_log_.push_back(network_line(seen, now()));
}

Result<void> ProcessEngine::journal_network(evidence::Case& into) {
  for (const auto& line : network_log_) TRY(into.journal("network", line));
  network_log_.clear();
  return {};
}

}  // namespace trousse::playbooks
