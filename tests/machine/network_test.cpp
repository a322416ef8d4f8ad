// SPDX-License-Identifier: Apache-2.0
#include "machine/network.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sched.h>

#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

namespace trousse::machine {
namespace {

namespace fs = std::filesystem;
using Kind = NetworkPort::Kind;

/// /sys/class as the kernel shows it for one machine.
class MadeUpPorts {
 public:
  std::string root() const { return folder_.path().string(); }

  void write(const std::string& path, const std::string& text) const {
    const fs::path whole = root() + path;
    fs::create_directories(whole.parent_path());
    tests::write_file(whole, text);
  }
  // `carrier` empty: the port is switched off, and the kernel refuses to say.
  void port(const std::string& name, const std::string& carrier, const std::string& uevent = "",
            bool hardware = true) const {
    const std::string path = "/sys/class/net/" + name;
    write(path + "/type", "1\n");
    write(path + "/operstate", carrier == "1" ? "up\n" : "down\n");
    write(path + "/uevent", uevent + "INTERFACE=" + name + "\n");
    if (!carrier.empty()) write(path + "/carrier", carrier + "\n");
    if (hardware) fs::create_directories(root() + path + "/device");
  }
  void radio(const std::string& name, const std::string& soft, const std::string& hard) const {
    write("/sys/class/rfkill/" + name + "/soft", soft + "\n");
    write("/sys/class/rfkill/" + name + "/hard", hard + "\n");
  }

 private:
  tests::TemporaryFolder folder_;
};

const std::set<std::string> nobody;

}  // namespace

TEST_CASE("a machine without a cable and with its radios off shows no connection") {
  const MadeUpPorts pc;
  pc.port("enp3s0", "0");
  pc.port("wlp2s0", "", "DEVTYPE=wlan\n");
  pc.radio("rfkill0", "1", "0");
  pc.write("/proc/net/route", "Iface\tDestination\tGateway \n");
  const Isolation seen = isolation(pc.root(), nobody);
  REQUIRE(seen.ports.size() == 2);
  CHECK(seen.ports[0].name == "enp3s0");
  CHECK(seen.ports[0].kind == Kind::wired);
  CHECK(seen.ports[0].plugged == Known::no);
  CHECK(seen.ports[1].kind == Kind::wifi);
  CHECK(seen.ports[1].plugged == Known::no);
  CHECK(seen.radios_off == Known::yes);
  CHECK(seen.routes == Known::no);
  CHECK(seen.cut() == Known::yes);
}

TEST_CASE("a cable that is in is a connection, whether the port has an address or not") {
  const MadeUpPorts pc;
  pc.port("enp3s0", "1");
  CHECK(isolation(pc.root(), nobody).cut() == Known::no);
  const Isolation seen = isolation(pc.root(), std::set<std::string>{"enp3s0"});
  CHECK(seen.ports[0].address == Known::yes);
  CHECK(seen.cut() == Known::no);
}

TEST_CASE("an address that stays after the cable has left reaches nobody") {
  const MadeUpPorts pc;
  pc.port("enp3s0", "0");
  CHECK(isolation(pc.root(), std::set<std::string>{"enp3s0"}).cut() == Known::yes);
}

TEST_CASE("what the kernel does not say is unknown: a socket that is switched off, addresses") {
  const MadeUpPorts pc;
  pc.port("enp3s0", "");
  const Isolation seen = isolation(pc.root(), std::nullopt);
  CHECK(seen.ports[0].plugged == Known::unknown);
  CHECK(seen.ports[0].address == Known::unknown);
  CHECK(seen.firewall == Known::unknown);
  CHECK(seen.routes == Known::unknown);
  CHECK(seen.cut() == Known::unknown);
}

TEST_CASE("a radio that is on, or has no switch, leaves a doubt") {
  const MadeUpPorts on;
  on.port("wlp2s0", "", "DEVTYPE=wlan\n");
  on.radio("rfkill0", "0", "0");
  CHECK(isolation(on.root(), nobody).radios_off == Known::no);
  CHECK(isolation(on.root(), nobody).cut() == Known::unknown);
  const MadeUpPorts without_switch;
  without_switch.port("wwan0", "", "DEVTYPE=wwan\n");
  const Isolation seen = isolation(without_switch.root(), nobody);
  CHECK(seen.ports[0].kind == Kind::mobile);
  CHECK(seen.radios_off == Known::unknown);
}

TEST_CASE("ports that software made are left out, and the machine's own loop") {
  const MadeUpPorts pc;
  pc.port("docker0", "1", "", false);
  pc.write("/sys/class/net/lo/type", "772\n");
  CHECK(isolation(pc.root(), nobody).ports.empty());
  CHECK(isolation(pc.root(), nobody, Ports::all).ports.size() == 1);
  CHECK(isolation(pc.root(), nobody).cut() == Known::yes);
}

TEST_CASE("a machine that shows nothing at all has no port") {
  const tests::TemporaryFolder empty;
  CHECK(isolation(empty.path().string(), nobody).ports.empty());
}

TEST_CASE("this machine can be asked, whatever it answers") {
  const auto addressed = addressed_ports();
  const Isolation seen = isolation("/", addressed);
  for (const auto& port : seen.ports) CHECK_FALSE(port.name.empty());
  NetworkWatch watch;
  if (watch.hears()) CHECK_FALSE(watch.changed());
}

namespace {

enum Outcome {
  as_promised = 0,
  not_heard,
  not_seen_plugged,
  not_told,
  not_seen_pulled,
  no_namespace = 77
};

bool command(const std::string& text) {
  return std::system((text + " >/dev/null 2>&1").c_str()) == 0;
}

// In a network of its own: a cable between two ports of software, whose other end is pulled.
int pull_a_cable(const std::string& root) {
  if (::unshare(CLONE_NEWNET | CLONE_NEWNS) != 0) return no_namespace;
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return no_namespace;
  fs::create_directories(root + "/sys");
  if (::mount("sysfs", (root + "/sys").c_str(), "sysfs", MS_RDONLY, nullptr) != 0) {
    return no_namespace;
  }
  if (!command("ip link add here type veth peer name there") || !command("ip link set here up") ||
      !command("ip link set there up")) {
    return no_namespace;
  }
  // Without the kernel's socket `changed` is always true, and would prove nothing.
  NetworkWatch watch;
  if (!watch.hears()) return not_heard;
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  static_cast<void>(watch.changed());
  const auto state_of_here = [&] {
    for (const auto& port : isolation(root, addressed_ports(), Ports::all).ports) {
      if (port.name == "here") return port.plugged;
    }
    return Known::unknown;
  };
  if (state_of_here() != Known::yes) return not_seen_plugged;
  if (!command("ip link set there down")) return no_namespace;
  // Nothing but the kernel's message ends this; a busy machine may take its time.
  const auto pulled = std::chrono::steady_clock::now();
  const auto is_late = [&] {
    return std::chrono::steady_clock::now() - pulled > std::chrono::seconds(60);
  };
  while (!watch.changed()) {
    if (is_late()) return not_told;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  while (state_of_here() != Known::no) {
    if (is_late()) return not_seen_pulled;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return as_promised;
}

}  // namespace

TEST_CASE("a cable that is pulled is told by the kernel itself, not by looking again") {
  const tests::TemporaryFolder folder;
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(pull_a_cable(folder.path().string()));
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  if (WEXITSTATUS(status) == no_namespace) {
    WARN("skipped: no network of its own may be made here (CAP_NET_ADMIN, CAP_SYS_ADMIN, ip)");
    return;
  }
  CHECK(WEXITSTATUS(status) == as_promised);
}

}  // namespace trousse::machine
