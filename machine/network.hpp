// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>

#include "core/isolation.hpp"

/// The ways out of this machine, as its kernel shows them now. Only reads: no port is switched on
/// or off, and a port that is switched off does not say whether a cable is in.
namespace trousse::machine {

/// What is looked at: ports with hardware behind them, or those made by software as well.
enum class Ports { hardware, all };

/// By /sys/class/net, /sys/class/rfkill and /proc/net below `root` ("/" but in tests).
/// `addressed`: names of the ports that have an address; nothing: not known.
Isolation isolation(const std::string& root, const std::optional<std::set<std::string>>& addressed,
                    Ports which = Ports::hardware);

/// The names of the ports of this machine that have an address. Nothing when it cannot be asked.
std::optional<std::set<std::string>> addressed_ports();

/// Hears from the kernel that a port changed (rtnetlink(7): RTM_NEWLINK, RTM_NEWADDR and their
/// likes), so that a cable that is pulled is seen at once. Where the kernel gives no such socket,
/// `changed` is true each time: who asks looks again.
class NetworkWatch {
 public:
  NetworkWatch();
  ~NetworkWatch();
  NetworkWatch(const NetworkWatch&) = delete;
  NetworkWatch& operator=(const NetworkWatch&) = delete;

  bool hears() const { return socket_ >= 0; }
  /// Whether something changed since the last call; does not wait.
  bool changed();

 private:
  int socket_ = -1;
};

}  // namespace trousse::machine
