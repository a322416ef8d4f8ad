// SPDX-License-Identifier: Apache-2.0
// How many events a second a folder of Sigma rules is asked of, on one processor:
//   sigma_matching RULES_FOLDER [EVENTS]
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "formats/sigma.hpp"

using namespace trousse::formats;

namespace {

/// Of the processor, so that what else the machine does counts less.
double seconds_since(std::clock_t start) {
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

void load(SigmaRules& rules, const std::filesystem::path& folder) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".yml") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    rules.add(entry.path().filename().string(), text);
  }
}

/// An everyday event of each of three kinds; `i` changes it, so that nothing is asked twice.
LogRecord everyday(std::uint32_t i) {
  LogRecord record;
  record.computer = "CABINET-1";
  record.provider = "Microsoft-Windows-Security-Auditing";
  record.channel = "Security";
  record.number = i;
  if (i % 3 == 0) {
    record.event_id = 4688;
    record.data = {{"SubjectUserSid", "S-1-5-18"},
                   {"SubjectUserName", "CABINET-1$"},
                   {"SubjectDomainName", "WORKGROUP"},
                   {"SubjectLogonId", "0x3e7"},
                   {"NewProcessId", fmt::format("{:#x}", i)},
                   {"NewProcessName", "C:\\Program Files\\Logiciel Medical\\Bin\\dossier.exe"},
                   {"TokenElevationType", "%%1936"},
                   {"ProcessId", "0x2b0"},
                   {"CommandLine", fmt::format("\"C:\\Program Files\\Logiciel Medical\\Bin\\"
                                               "dossier.exe\" --poste 2 --patient {} --langue fr",
                                               i)},
                   {"TargetUserName", "-"},
                   {"ParentProcessName", "C:\\Windows\\explorer.exe"},
                   {"MandatoryLabel", "S-1-16-8192"}};
  } else if (i % 3 == 1) {
    record.event_id = 4624;
    record.data = {{"SubjectUserName", "CABINET-1$"},
                   {"TargetUserName", "medecin"},
                   {"LogonType", "5"},
                   {"LogonProcessName", "Advapi"},
                   {"AuthenticationPackageName", "Negotiate"},
                   {"WorkstationName", "-"},
                   {"IpAddress", "-"},
                   {"ProcessName", "C:\\Windows\\System32\\services.exe"}};
  } else {
    record.channel = "System";
    record.provider = "Service Control Manager";
    record.event_id = 7036;
    record.data = {{"param1", "Windows Update"}, {"param2", fmt::format("running {}", i)}};
  }
  return record;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: sigma_matching RULES_FOLDER [EVENTS]\n");
    return 2;
  }
  const auto events = static_cast<std::uint32_t>(argc > 2 ? std::atoi(argv[2]) : 30'000);
  SigmaRules rules;
  const auto start = std::clock();
  load(rules, argv[1]);
  fmt::print("{} rules read in {:.1f} s, {} left out\n", rules.count(), seconds_since(start),
             rules.left_out().size());
  const char* const kinds[] = {"Security 4688", "Security 4624", "System 7036"};
  for (std::uint32_t kind = 0; kind < 3; ++kind) {
    std::size_t matches = 0;
    const auto before = std::clock();
    for (std::uint32_t i = kind; i < 3 * events; i += 3) matches += rules.match(everyday(i)).size();
    fmt::print("{}: {:.0f} events a second ({} matches)\n", kinds[kind],
               events / seconds_since(before), matches);
  }
  return 0;
}
