// SPDX-License-Identifier: Apache-2.0
// The architecture as a test: reads the source tree and fails with a sentence.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

namespace fs = std::filesystem;

namespace {

const fs::path root = TROUSSE_SOURCE_DIR;

// docs/architecture.md, "Floors": a room may include rooms of lower floors only.
const std::map<std::string, int> floor_of = {{"core", 1},       {"disks", 2},    {"formats", 2},
                                             {"machine", 2},    {"evidence", 2}, {"words", 2},
                                             {"collectors", 3}, {"scanners", 3}, {"papers", 3},
                                             {"playbooks", 4},  {"tui", 5},      {"cli", 5}};

struct SourceFile {
  std::string room;
  std::string name;  // "disks/tsk.cpp"
  std::vector<std::string> lines;
};

std::vector<SourceFile> sources() {
  std::vector<SourceFile> all;
  for (const auto& [room, number] : floor_of) {
    if (!fs::exists(root / room)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / room)) {
      const auto extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp" && extension != ".def") continue;
      SourceFile file{room, fs::relative(entry.path(), root).string(), {}};
      std::ifstream in(entry.path());
      for (std::string line; std::getline(in, line);) file.lines.push_back(line);
      all.push_back(std::move(file));
    }
  }
  return all;
}

// One complaint a line, so that a failure reads as a list of what to mend.
void expect_none(const std::vector<std::string>& complaints) {
  std::string all;
  for (const auto& complaint : complaints) all += complaint + "\n";
  INFO(all);
  CHECK(complaints.empty());
}

const std::regex quoted_include(R"re(^\s*#include\s+"([a-z]+)/)re");
const std::regex angle_include(R"(^\s*#include\s+<([^>]+)>)");

}  // namespace

TEST_CASE("the tree is found, so that the checks below check something") {
  CHECK(sources().size() > 40);
}

TEST_CASE("a room includes rooms of lower floors only") {
  std::vector<std::string> complaints;
  for (const auto& file : sources()) {
    for (const auto& line : file.lines) {
      std::smatch match;
      if (!std::regex_search(line, match, quoted_include)) continue;
      const std::string other = match[1];
      // The program's own file puts the rooms together; no other file of a face knows another face.
      if (other == file.room || file.name == "cli/main.cpp") continue;
      const auto floor = floor_of.find(other);
      if (floor == floor_of.end()) {
        complaints.push_back(file.name + " includes '" + other + "', which is no room");
      } else if (floor->second >= floor_of.at(file.room)) {
        complaints.push_back(file.name + " includes the room '" + other +
                             "', which is not on a lower floor");
      }
    }
  }
  expect_none(complaints);
}

TEST_CASE("two hands never touch: what reads disks does not know what writes the case") {
  std::vector<std::string> complaints;
  for (const auto& file : sources()) {
    for (const auto& line : file.lines) {
      const bool reads_and_writes =
          (file.room == "disks" && line.find("\"evidence/") != std::string::npos) ||
          (file.room == "evidence" && line.find("\"disks/") != std::string::npos);
      if (reads_and_writes) complaints.push_back(file.name + ": " + line);
    }
  }
  expect_none(complaints);
}

TEST_CASE("a C library is known to one room only, and to few files of it") {
  struct Wrapped {
    std::string header;
    std::string room;
    std::size_t most_files;
  };
  // More than one file only where the binding is too long for one; each is in docs/architecture.md.
  const std::vector<Wrapped> libraries = {
      {"tsk/", "disks", 6},        {"libewf", "disks", 1},       {"yaml-cpp/", "formats", 1},
      {"pcre2", "formats", 1},     {"archive.h", "evidence", 4}, {"archive_entry.h", "evidence", 4},
      {"openssl/", "evidence", 8}, {"zstd.h", "evidence", 2},    {"yara", "scanners", 2},
      {"seccomp.h", "cli", 1},     {"isa-l.h", "evidence", 2},   {"cairo", "papers", 1},
      {"pango", "papers", 1},      {"qrencode.h", "papers", 1},  {"ncurses", "tui", 1}};
  std::vector<std::string> complaints;
  std::map<std::string, std::set<std::string>> users;
  for (const auto& file : sources()) {
    for (const auto& line : file.lines) {
      std::smatch match;
      if (!std::regex_search(line, match, angle_include)) continue;
      const std::string header = match[1];
      for (const auto& library : libraries) {
        if (header.rfind(library.header, 0) != 0) continue;
        users[library.header].insert(file.name);
        if (file.room != library.room) {
          complaints.push_back(file.name + " includes <" + header + ">, which belongs to " +
                               library.room);
        }
        if (file.name.size() > 4 && file.name.substr(file.name.size() - 4) == ".hpp" &&
            header.rfind("tsk/", 0) != 0) {
          complaints.push_back(file.name + " shows <" + header + "> to its readers");
        }
      }
    }
  }
  for (const auto& library : libraries) {
    if (users[library.header].size() > library.most_files) {
      complaints.push_back("<" + library.header + "> is included by more files than planned");
    }
  }
  expect_none(complaints);
}

TEST_CASE("nothing opens, mounts or runs but in the files made for it") {
  const std::map<std::string, std::set<std::string>> allowed = {
      {R"((::|[^a-z_.>])open\(.*O_)",
       {"disks/open_readonly.cpp", "evidence/files.cpp", "cli/confine.cpp",
        "machine/kernel_files.cpp", "machine/clocks.cpp"}},
      {R"((^|[^a-z_])(system|popen|execvp?e?|execl|posix_spawnp?|fork)\()",
       {"playbooks/child.cpp", "playbooks/trial.cpp", "cli/guarded_program.cpp"}},
      {R"((^|[^a-z_])u?mount2?\()", {}},
      // But to our own kernel, which says when a cable leaves: such a socket reaches no machine.
      // A local socket leads to no machine either: a program of ours waits at it.
      {R"((^|[^a-z_])socket\((?!AF_NETLINK))", {"cli/clamd.cpp"}},
      {R"(O_RDWR|O_WRONLY|O_CREAT|O_APPEND)",
       {"evidence/files.cpp", "playbooks/child.cpp", "cli/confine.cpp"}},
      {R"(std::ofstream|std::fstream|fopen\()", {}}};
  std::vector<std::string> complaints;
  for (const auto& [pattern, files] : allowed) {
    const std::regex expression(pattern);
    for (const auto& file : sources()) {
      if (files.contains(file.name)) continue;
      for (const auto& line : file.lines) {
        const std::string code = line.substr(0, line.find("//"));
        if (code.find("SCMP_SYS") != std::string::npos) continue;
        if (std::regex_search(code, expression)) complaints.push_back(file.name + ": " + line);
      }
    }
  }
  expect_none(complaints);
}

TEST_CASE("a file is short enough to be read at once") {
  std::vector<std::string> complaints;
  for (const auto& file : sources()) {
    const bool header = file.name.ends_with(".hpp");
    const bool table = file.name.ends_with(".def");
    const std::size_t most = header ? 150 : 400;
    if (!table && file.lines.size() > most) {
      complaints.push_back(file.name + " has " + std::to_string(file.lines.size()) + " lines");
    }
  }
  expect_none(complaints);
}

TEST_CASE("what a doctor reads is in words and in the libraries, nowhere else") {
  std::vector<std::string> complaints;
  for (const auto& file : sources()) {
    if (file.room == "words") continue;
    for (const auto& line : file.lines) {
      const std::string code = line.substr(0, line.find("//"));
      const bool accented = std::any_of(
          code.begin(), code.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
      if (accented) complaints.push_back(file.name + ": " + line);
    }
  }
  expect_none(complaints);
}

TEST_CASE("every file says its licence in its first lines") {
  std::vector<std::string> complaints;
  for (const auto& file : sources()) {
    const bool said =
        !file.lines.empty() &&
        file.lines[0].find("SPDX-License-Identifier: Apache-2.0") != std::string::npos;
    if (!said) complaints.push_back(file.name);
  }
  expect_none(complaints);
}

TEST_CASE("names say what a thing is") {
  const std::set<std::string> forbidden = {"util", "utils",  "helper", "helpers", "manager",
                                           "misc", "common", "base",   "impl",    "stuff"};
  std::vector<std::string> complaints;
  for (const auto& file : sources()) {
    const std::string stem = fs::path(file.name).stem().string();
    if (forbidden.contains(stem)) complaints.push_back(file.name);
  }
  expect_none(complaints);
}
