// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/demonstration.hpp"

#include <cstdlib>
#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "evidence/hash.hpp"
#include "tests/support/support.hpp"

namespace trousse::tests {

namespace fs = std::filesystem;

namespace {

Demonstration make() {
  static const TemporaryFolder folder;
  Demonstration made;
  made.image = folder.path() / "disk.img";
  const fs::path expected = folder.path() / "expected.json";
  const std::string command =
      fmt::format("'{}' demo '{}' --expected '{}' >'{}' 2>&1", TROUSSE_MAKE_DISK,
                  made.image.string(), expected.string(), (folder.path() / "log").string());
  if (std::system(command.c_str()) != 0) {
    fmt::print(stderr, "make_disk failed: {}\n", read_file(folder.path() / "log"));
    std::abort();
  }
  const auto list = nlohmann::json::parse(read_file(expected));
  made.volume_offset = list.at("volume_offset");
  for (const auto& row : list.at("streams")) {
    made.streams.push_back({row.at("path"), row.at("stream"), row.at("entry"), row.at("size"),
                            row.at("sha256"), row.value("wof", false), row.value("deleted", false),
                            row.value("hole", std::uint64_t{0})});
  }
  return made;
}

}  // namespace

const Demonstration& demonstration() {
  static const Demonstration made = make();
  return made;
}

std::string sha256_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  evidence::Sha256Stream hash;
  std::vector<char> buffer(1 << 20);
  while (in) {
    in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    hash.add(std::as_bytes(std::span(buffer).first(static_cast<std::size_t>(in.gcount()))));
  }
  return evidence::hex(hash.finish());
}

}  // namespace trousse::tests
