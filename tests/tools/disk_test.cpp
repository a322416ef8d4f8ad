// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"
#include "tests/tools/bytes.hpp"
#include "tests/tools/disks_made.hpp"

using namespace trousse;
namespace fs = std::filesystem;

namespace {

bool same_bytes(const fs::path& a, const fs::path& b) {
  return std::system(fmt::format("cmp -s '{}' '{}'", a.string(), b.string()).c_str()) == 0;
}

std::string output_of(const std::string& command) {
  FILE* pipe = ::popen(command.c_str(), "r");
  std::string out;
  char buffer[65536];
  for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
    out.append(buffer, got);
  }
  ::pclose(pipe);
  return out;
}

/// The attribute's identifier from `istat`'s list: "Type: $DATA (128-4)   Name: payload.exe  ".
std::string attribute(const std::string& listing, const std::string& stream) {
  const std::string wanted = "Name: " + (stream.empty() ? std::string("N/A") : stream) + " ";
  std::size_t at = 0;
  while ((at = listing.find("Type: $DATA (", at)) != std::string::npos) {
    const std::string line = listing.substr(at, listing.find('\n', at) - at);
    if (line.find(wanted) != std::string::npos) {
      return line.substr(13, line.find(')') - 13);
    }
    ++at;
  }
  return "";
}

}  // namespace

TEST_CASE("The demonstration disk is the same, byte for byte, each time that it is made") {
  const tests::TemporaryFolder folder;
  const fs::path first = folder.path() / "a.img";
  const fs::path second = folder.path() / "b.img";
  REQUIRE(tools::make_demonstration_disk(first.string(), ""));
  REQUIRE(tools::make_demonstration_disk(second.string(), ""));
  CHECK(fs::file_size(first) == fs::file_size(second));
  CHECK(same_bytes(first, second));
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 2);
}

TEST_CASE("A disk is never written over a file that is there") {
  const tests::TemporaryFolder folder;
  const fs::path image = folder.path() / "a.img";
  tests::write_file(image, "precious");
  CHECK_FALSE(tools::make_demonstration_disk(image.string(), ""));
  CHECK(tests::read_file(image) == "precious");
}

TEST_CASE("The Sleuth Kit reads from the demonstration disk what the expected list says") {
  if (output_of("icat -V 2>/dev/null").empty()) {
    WARN("skipped: the Sleuth Kit's programs are not here");
    return;
  }
  const tests::TemporaryFolder folder;
  const std::string image = (folder.path() / "a.img").string();
  const std::string list = (folder.path() / "a.json").string();
  REQUIRE(tools::make_demonstration_disk(image, list));
  const auto expected = nlohmann::json::parse(tests::read_file(list));
  const auto sector = expected["volume_offset"].get<std::uint64_t>() / 512;
  std::set<std::string> kinds;
  std::size_t compared = 0;
  for (const auto& line : expected["streams"]) {
    for (const char* kind : {"wof", "lznt1", "deleted", "hole"}) {
      if (line.contains(kind)) kinds.insert(kind);
    }
    if (line.contains("wof")) continue;  // its programs do not expand these
    const auto entry = line["entry"].get<std::uint64_t>();
    INFO(line.dump());
    const std::string id =
        attribute(output_of(fmt::format("istat -o {} '{}' {}", sector, image, entry)),
                  line["stream"].get<std::string>());
    REQUIRE_FALSE(id.empty());
    const std::string content =
        output_of(fmt::format("icat -o {} '{}' {}-{}", sector, image, entry, id));
    CHECK(content.size() == line["size"].get<std::size_t>());
    CHECK(tools::sha256_hex(content) == line["sha256"].get<std::string>());
    ++compared;
  }
  CHECK(compared > 290);
  CHECK(kinds == std::set<std::string>{"deleted", "hole", "lznt1", "wof"});
}

TEST_CASE("A volume for measuring holds the files that were asked for") {
  const tests::TemporaryFolder folder;
  const fs::path image = folder.path() / "bench.img";
  REQUIRE(tools::make_bench_volume(image.string(), {500, 20 << 20}));
  if (output_of("fls -V 2>/dev/null").empty()) return;
  const std::string list =
      output_of(fmt::format("fls -r -p -F '{}' | grep -c 'fichier'", image.string()));
  CHECK(list == "500\n");
}
