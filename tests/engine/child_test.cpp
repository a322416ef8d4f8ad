// SPDX-License-Identifier: Apache-2.0
#include "playbooks/child.hpp"

#include <chrono>
#include <thread>

#include "tests/support/catch.hpp"

using namespace trousse;
using namespace trousse::playbooks;

namespace {

// The shell stands for our own program here: it writes, waits and dies as the test wants.
std::unique_ptr<Child> script(const std::string& text) {
  auto child = Child::start("/bin/sh", {"-c", text});
  REQUIRE(child);
  return std::move(*child);
}

struct Heard {
  std::vector<std::string> lines;
  int code = 0;
};

Heard all_of(Child& child) {
  Heard heard;
  for (int i = 0; i < 1500; ++i) {
    const auto code = child.ended();
    for (auto& line : child.events(code ? 0 : 20)) heard.lines.push_back(std::move(line));
    if (code) {
      heard.code = *code;
      return heard;
    }
  }
  FAIL("the child does not end");
  return heard;
}

}  // namespace

TEST_CASE("what a child writes on its events and on its output is told apart, and its exit code") {
  const auto child = script("echo one >&3; echo out; echo two >&3; echo err >&2; exit 4");
  const Heard heard = all_of(*child);
  CHECK(heard.lines == std::vector<std::string>{"one", "two"});
  CHECK(child->output() == "out\n");
  CHECK(heard.code == 4);
}

TEST_CASE("a child that dies is told, with what it said before") {
  const auto child = script("echo one >&3; kill -SEGV $$");
  const Heard heard = all_of(*child);
  CHECK(heard.code == -1);
  CHECK(heard.lines == std::vector<std::string>{"one"});
}

TEST_CASE("a child asked to stop ends in its own order") {
  const auto child = script("trap 'exit 130' INT; echo ready >&3; while :; do sleep 0.05; done");
  std::vector<std::string> lines;
  while (lines.empty()) lines = child->events(50);
  child->ask_to_stop();
  CHECK(all_of(*child).code == 130);
}

TEST_CASE("a line without end does not fill the memory, and the next ones are heard") {
  const auto child = script("head -c 3000000 /dev/zero | tr '\\0' x >&3; echo >&3; echo next >&3");
  CHECK(all_of(*child).lines == std::vector<std::string>{"next"});
}

TEST_CASE("output beyond its limit is left out, and the child is not blocked by it") {
  const auto child = script("head -c 20000000 /dev/zero; exit 0");
  CHECK(all_of(*child).code == 0);
  CHECK(child->output().size() == std::size_t{16} << 20);
}

TEST_CASE("what a child is given is a file with a size on its standard input") {
  const std::string given = "patients: " + std::string(200000, 'x') + "\n";
  auto child = Child::start(
      "/bin/sh", {"-c", "wc -c <" + std::string(input_path) + "; cat | tail -c 3"}, given);
  REQUIRE(child);
  CHECK(all_of(**child).code == 0);
  CHECK((*child)->output() == std::to_string(given.size()) + "\nxx\n");
}

TEST_CASE("a child gets no input, and none of our descriptors but its three") {
  const auto child = script("cat; ls /proc/self/fd | wc -l");
  CHECK(all_of(*child).code == 0);
  // 0, 1, 2, 3 and the one by which ls reads the folder.
  CHECK(child->output() == "5\n");
}

TEST_CASE("a program that is not there is an error, not a dead child") {
  const auto child = Child::start("/nowhere/trousse", {});
  REQUIRE_FALSE(child);
  CHECK(child.error().code == Errc::missing);
}

TEST_CASE("what a child wrote can be forgotten") {
  const auto child = script("echo 12344-56781");
  all_of(*child);
  child->forget_output();
  CHECK(child->output().empty());
}
