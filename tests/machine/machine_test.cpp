// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "machine/clocks.hpp"
#include "machine/facts.hpp"
#include "machine/kernel_files.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

namespace trousse::machine {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// A tree such as the kernel shows it, for one machine.
class MadeUpMachine {
 public:
  std::string root() const { return folder_.path().string(); }

  void write(const std::string& path, const std::string& text) const {
    const fs::path whole = folder_.path().string() + path;
    fs::create_directories(whole.parent_path());
    tests::write_file(whole, text);
  }

  void dmi(const std::string& name, const std::string& text) const {
    write("/sys/class/dmi/id/" + name, text);
  }

  // Attributes (runtime and boot-service access), then the value.
  void efi(const std::string& name, const std::string& value) const {
    write("/sys/firmware/efi/efivars/" + name + "-8be4df61-93ca-11d2-aa0d-00e098032b8c",
          std::string("\x06\0\0\0", 4) + value);
  }

 private:
  tests::TemporaryFolder folder_;
};

const std::string on(1, '\1');
const std::string off(1, '\0');

}  // namespace

TEST_CASE("A machine is described as its firmware and its kernel describe it") {
  const MadeUpMachine pc;
  pc.dmi("sys_vendor", "LENOVO\n");
  pc.dmi("product_name", "21HD0000FR\n");
  pc.dmi("product_version", "ThinkPad T14 Gen 4\n");
  pc.dmi("product_serial", "PF4ABCDE\n");
  pc.dmi("board_vendor", "LENOVO\n");
  pc.dmi("board_name", "21HD0000FR\n");
  pc.dmi("chassis_type", "10\n");
  pc.dmi("bios_vendor", "LENOVO\n");
  pc.dmi("bios_version", "N3QET40W (1.40 )\n");
  pc.dmi("bios_date", "03/05/2025\n");
  pc.efi("SecureBoot", on);
  pc.efi("SetupMode", off);
  pc.write("/sys/class/tpm/tpm0/tpm_version_major", "2\n");
  pc.write("/proc/cpuinfo",
           "processor\t: 0\nmodel name\t: 13th Gen Intel(R) Core(TM) i5-1335U\n\n"
           "processor\t: 1\nmodel name\t: 13th Gen Intel(R) Core(TM) i5-1335U\n");
  pc.write("/proc/meminfo", "MemTotal:       16106956 kB\nMemFree: 1 kB\nMemAvailable:   2 kB\n");
  pc.write("/proc/sys/kernel/osrelease", "6.12.9-amd64\n");
  pc.write("/proc/sys/kernel/random/boot_id", "2f0e7f9a-0c43-4d6c-a1d4-5b1e6f4f0001\n");

  const Facts found = facts(pc.root());
  CHECK(found.identity.chassis == "notebook");
  CHECK(found.firmware.kind == Firmware::Kind::uefi);
  CHECK(found.processors == 2);
  CHECK(found.memory == 16'106'956ull * 1024);
  CHECK(available_memory(pc.root()) == 2048);
  CHECK(available_memory(pc.root() + "/nowhere") == 0);
  CHECK(Json::parse(to_json(found)) == Json({{"vendor", "LENOVO"},
                                             {"product", "21HD0000FR"},
                                             {"version", "ThinkPad T14 Gen 4"},
                                             {"serial", "PF4ABCDE"},
                                             {"board_vendor", "LENOVO"},
                                             {"board", "21HD0000FR"},
                                             {"chassis", "notebook"},
                                             {"bios_vendor", "LENOVO"},
                                             {"bios_version", "N3QET40W (1.40 )"},
                                             {"bios_date", "03/05/2025"},
                                             {"firmware", "uefi"},
                                             {"secure_boot", true},
                                             {"setup_mode", false},
                                             {"tpm", true},
                                             {"tpm_version", "2"},
                                             {"processor", "13th Gen Intel(R) Core(TM) i5-1335U"},
                                             {"processors", 2},
                                             {"memory", 16'106'956ull * 1024},
                                             {"kernel", "6.12.9-amd64"},
                                             {"boot", "2f0e7f9a-0c43-4d6c-a1d4-5b1e6f4f0001"}}));
}

TEST_CASE("What a machine does not say is not known, and nothing stands for it") {
  const MadeUpMachine pc;
  const Facts found = facts(pc.root());
  CHECK(found.firmware.kind == Firmware::Kind::bios);
  CHECK_FALSE(found.firmware.secure_boot);
  CHECK_FALSE(found.firmware.tpm);
  CHECK(to_json(found) == R"({"firmware":"bios"})");
  const Clocks read = clocks(pc.root());
  CHECK(read.rtc.empty());
  CHECK_FALSE(read.uptime);
  CHECK(read.system.seconds > 1'700'000'000);
}

TEST_CASE("A machine with UEFI and no variable of Secure Boot is not said to have it on or off") {
  const MadeUpMachine pc;
  pc.write("/sys/firmware/efi/fw_platform_size", "64\n");
  SECTION("no variable at all") {}
  SECTION("a variable of another length") {
    pc.efi("SecureBoot", on + on);
    pc.efi("SetupMode", "");
  }
  SECTION("a value that the specification does not have") { pc.efi("SecureBoot", "\x02"); }
  const Firmware found = firmware(pc.root());
  CHECK(found.kind == Firmware::Kind::uefi);
  CHECK_FALSE(found.secure_boot);
  CHECK_FALSE(found.setup_mode);
}

TEST_CASE("What a maker wrote is shown printable, on one line and cut") {
  const MadeUpMachine pc;
  pc.dmi("sys_vendor", "  A\x1b[2JB \nsecond line\n");
  pc.dmi("product_name", std::string(5'000, 'x'));
  pc.dmi("product_serial", std::string("\xff\xfe bad", 6));
  pc.dmi("chassis_type", "not a number\n");
  const Identity found = identity(pc.root());
  CHECK(found.vendor == "A\\x1b[2JB");
  CHECK(found.product.size() <= 203);
  CHECK(printable(found.serial) == found.serial);
  CHECK(found.chassis.empty());
}

TEST_CASE("What stands under a name without being a file of the kernel is not read") {
  const MadeUpMachine pc;
  fs::create_directories(pc.root() + "/sys/class/dmi/id/sys_vendor");
  REQUIRE(::mkfifo((pc.root() + "/sys/class/dmi/id/product_name").c_str(), 0600) == 0);
  const Identity found = identity(pc.root());
  CHECK(found.vendor.empty());
  CHECK(found.product.empty());
}

TEST_CASE("The real-time clock is given as it stands, and only a calendar time is one") {
  const MadeUpMachine pc;
  pc.write("/proc/uptime", "512.34 900.00\n");
  pc.write("/sys/class/rtc/rtc0/date", "2026-11-24\n");
  SECTION("a time") {
    pc.write("/sys/class/rtc/rtc0/time", "19:05:12\n");
    CHECK(clocks(pc.root()).rtc == "2026-11-24T19:05:12");
  }
  SECTION("no time of day") {
    pc.write("/sys/class/rtc/rtc0/time", "25:05:12\n");
    CHECK(clocks(pc.root()).rtc.empty());
  }
  CHECK(clocks(pc.root()).uptime == 512u);
}

TEST_CASE("This machine is described too, whatever it is, by reading alone") {
  const Facts found = facts();
  CHECK_FALSE(found.kernel.empty());
  CHECK(found.memory > 0);
  CHECK(found.boot == facts().boot);
  CHECK(Json::parse(to_json(found)).at("kernel") == found.kernel);
  const Clocks first = clocks();
  const Clocks second = clocks();
  CHECK(second.system >= first.system);
}

}  // namespace trousse::machine
