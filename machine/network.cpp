// SPDX-License-Identifier: Apache-2.0
#include "machine/network.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <ifaddrs.h>
#include <net/if.h>

#include "machine/kernel_files.hpp"

namespace trousse::machine {
namespace {

using Kind = NetworkPort::Kind;

// Documentation/ABI/testing/sysfs-class-net, uevent of drivers: DEVTYPE=wlan, wwan, bluetooth.
Kind kind_of(const std::string& root, const std::string& port) {
  const std::string uevent = bytes_of(root, port + "/uevent").value_or("");
  const auto is = [&](const char* type) {
    return uevent.find(std::string("DEVTYPE=") + type + "\n") != std::string::npos;
  };
  if (is("wlan") || is_there(root, port + "/phy80211") || is_there(root, port + "/wireless")) {
    return Kind::wifi;
  }
  if (is("wwan")) return Kind::mobile;
  if (is("bluetooth")) return Kind::bluetooth;
  constexpr const char* ethernet = "1";  // ARPHRD_ETHER
  return line_of(root, port + "/type") == ethernet ? Kind::wired : Kind::other;
}

// `carrier` cannot be read while the port is switched off (EINVAL).
Known plugged(const std::string& root, const std::string& port, Kind kind) {
  const std::string carrier = line_of(root, port + "/carrier");
  if (carrier == "1") return Known::yes;
  if (carrier == "0") return Known::no;
  // A radio that is switched off is joined to nothing; a socket may hold a cable all the same.
  const bool off = line_of(root, port + "/operstate") == "down";
  return off && kind != Kind::wired && kind != Kind::other ? Known::no : Known::unknown;
}

bool has_hardware(const std::string& root, const std::string& port) {
  return is_there(root, port + "/device");
}

Known all_radios_off(const std::string& root, const std::vector<NetworkPort>& ports) {
  bool any = false;
  for (const std::string& name : names_in(root, "/sys/class/rfkill")) {
    const std::string radio = "/sys/class/rfkill/" + name;
    const std::string soft = line_of(root, radio + "/soft");
    const std::string hard = line_of(root, radio + "/hard");
    any = true;
    if (soft == "1" || hard == "1") continue;
    return soft == "0" && hard == "0" ? Known::no : Known::unknown;
  }
  if (any) return Known::yes;
  // No switch for radios: there is no radio, or the kernel was built without switches.
  const bool seen = !names_in(root, "/sys/class/bluetooth").empty() ||
                    std::ranges::any_of(ports, [](const NetworkPort& port) {
                      return port.kind == Kind::wifi || port.kind == Kind::mobile;
                    });
  return seen ? Known::unknown : Known::yes;
}

// proc_net(5): a line of titles, then one for each route of IPv4 (that of the loop is not there).
Known any_route(const std::string& root) {
  constexpr std::size_t enough = 65'536;
  const auto table = bytes_of(root, "/proc/net/route", enough);
  if (!table) return Known::unknown;
  const auto titles = table->find('\n');
  const bool more =
      titles != std::string::npos && table->find_first_not_of(" \n", titles) != std::string::npos;
  return more ? Known::yes : Known::no;
}

}  // namespace

Isolation isolation(const std::string& root, const std::optional<std::set<std::string>>& addressed,
                    Ports which) {
  Isolation seen;
  for (const std::string& name : names_in(root, "/sys/class/net")) {
    const std::string path = "/sys/class/net/" + name;
    constexpr const char* loop = "772";  // ARPHRD_LOOPBACK
    if (line_of(root, path + "/type") == loop || !is_there(root, path + "/type")) continue;
    if (which == Ports::hardware && !has_hardware(root, path)) continue;
    NetworkPort port;
    port.name = name;
    port.kind = kind_of(root, path);
    port.plugged = plugged(root, path, port.kind);
    if (addressed) port.address = addressed->contains(name) ? Known::yes : Known::no;
    // An address on a port without a cable reaches nobody.
    if (port.plugged == Known::no) port.address = Known::no;
    seen.ports.push_back(port);
  }
  seen.radios_off = all_radios_off(root, seen.ports);
  seen.routes = any_route(root);
  return seen;
}

std::optional<std::set<std::string>> addressed_ports() {
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0) return std::nullopt;
  std::set<std::string> names;
  for (const ifaddrs* one = all; one != nullptr; one = one->ifa_next) {
    if (one->ifa_addr == nullptr || one->ifa_name == nullptr) continue;
    const auto family = one->ifa_addr->sa_family;
    if (family == AF_INET || family == AF_INET6) names.insert(one->ifa_name);
  }
  ::freeifaddrs(all);
  return names;
}

NetworkWatch::NetworkWatch()
    : socket_(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE)) {
  if (socket_ < 0) return;
  sockaddr_nl wish{};
  wish.nl_family = AF_NETLINK;
  wish.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
  if (::bind(socket_, reinterpret_cast<const sockaddr*>(&wish), sizeof wish) != 0) {
    ::close(socket_);
    socket_ = -1;
  }
}

NetworkWatch::~NetworkWatch() {
  if (socket_ >= 0) ::close(socket_);
}

// What the messages say is read from the kernel's files: a message only says that it is time.
bool NetworkWatch::changed() {
  if (!hears()) return true;
  std::array<char, 8192> message{};
  bool any = false;
  constexpr int most = 1000;
  for (int i = 0; i < most; ++i) {
    const ssize_t got = ::recv(socket_, message.data(), message.size(), 0);
    // ENOBUFS: messages were lost, which is a change too.
    if (got < 0) return any || errno == ENOBUFS;
    any = true;
  }
  return any;
}

}  // namespace trousse::machine
