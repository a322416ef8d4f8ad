// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <vector>

namespace trousse {

enum class Known { yes, no, unknown };

/// One way out of the machine, as its system shows it now.
struct NetworkPort {
  enum class Kind { wired, wifi, mobile, bluetooth, other };
  std::string name;  ///< of the system, "enp3s0"
  Kind kind = Kind::wired;
  Known plugged = Known::unknown;  ///< a cable is in, or a radio is joined to something
  Known address = Known::unknown;  ///< it has an address, so it may speak
  friend bool operator==(const NetworkPort&, const NetworkPort&) = default;
};

/// What is known of how far the machine is cut from the others.
struct Isolation {
  std::vector<NetworkPort> ports;
  Known radios_off = Known::unknown;  ///< every radio is blocked, or there is none
  Known firewall = Known::unknown;    ///< everything is dropped, in and out
  Known routes = Known::unknown;      ///< the kernel knows a way to another machine
  friend bool operator==(const Isolation&, const Isolation&) = default;

  /// `no` as soon as one port is plugged or has an address; `yes` when all is known to be cut.
  Known cut() const {
    const auto any = [&](auto member, Known value) {
      return std::ranges::any_of(ports,
                                 [&](const NetworkPort& port) { return port.*member == value; });
    };
    if (any(&NetworkPort::plugged, Known::yes) || any(&NetworkPort::address, Known::yes)) {
      return Known::no;
    }
    const bool doubt = any(&NetworkPort::plugged, Known::unknown) ||
                       any(&NetworkPort::address, Known::unknown) || radios_off != Known::yes;
    return doubt ? Known::unknown : Known::yes;
  }
};

}  // namespace trousse
