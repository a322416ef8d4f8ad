// SPDX-License-Identifier: Apache-2.0
#include "machine/hidden_disks.hpp"

#include <filesystem>

#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

namespace trousse::machine {
namespace {

namespace fs = std::filesystem;

/// /sys/bus/pci as the kernel shows it for one machine.
class MadeUpBus {
 public:
  std::string root() const { return folder_.path().string(); }

  void device(const std::string& address, const std::string& kind, const std::string& id,
              bool driver) const {
    const fs::path place = root() + "/sys/bus/pci/devices/" + address;
    fs::create_directories(place);
    tests::write_file(place / "class", kind + "\n");
    tests::write_file(place / "vendor", "0x8086\n");
    tests::write_file(place / "device", id + "\n");
    if (driver) fs::create_directories(place / "driver");
  }
  void remapped(const std::string& address, const std::string& count) const {
    tests::write_file(root() + "/sys/bus/pci/devices/" + address + "/remapped_nvme", count + "\n");
  }

 private:
  tests::TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("A machine whose controllers all have a driver hides no disk") {
  const MadeUpBus bus;
  bus.device("0000:00:17.0", "0x010601", "0xa0d3", true);
  bus.remapped("0000:00:17.0", "0");
  bus.device("0000:01:00.0", "0x010802", "0xf1aa", true);
  bus.device("0000:00:1f.3", "0x040380", "0xa0c8", false);  // sound: no storage
  CHECK_FALSE(hidden_disks(bus.root()).any());
}

TEST_CASE("NVMe disks behind an Intel controller in RST mode are counted") {
  const MadeUpBus bus;
  bus.device("0000:00:17.0", "0x010400", "0x2822", true);
  bus.remapped("0000:00:17.0", "2");
  const auto found = hidden_disks(bus.root());
  CHECK(found.remapped == 2);
  CHECK(found.without_driver.empty());
  CHECK(found.any());
}

TEST_CASE("A storage controller that no driver took is named") {
  const MadeUpBus bus;
  bus.device("0000:00:0e.0", "0x010400", "0x9a0b", false);  // Volume Management Device
  const auto found = hidden_disks(bus.root());
  CHECK(found.remapped == 0);
  CHECK(found.without_driver == std::vector<std::string>{"8086:9a0b"});
}

TEST_CASE("What the kernel does not say hides nothing, and a count out of reason is bounded") {
  const tests::TemporaryFolder nothing;
  CHECK_FALSE(hidden_disks(nothing.path().string()).any());
  const MadeUpBus bus;
  bus.device("0000:00:17.0", "0x010400", "0x2822", true);
  bus.remapped("0000:00:17.0", "4000000000");
  CHECK(hidden_disks(bus.root()).remapped == 3);
  bus.remapped("0000:00:17.0", "many");
  CHECK(hidden_disks(bus.root()).remapped == 0);
}

}  // namespace trousse::machine
