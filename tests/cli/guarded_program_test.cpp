// SPDX-License-Identifier: Apache-2.0
#include "cli/guarded_program.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <thread>

#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::tests;
using namespace trousse::cli;

namespace fs = std::filesystem;

namespace {

struct Ran {
  std::optional<std::string> words;
  bool folder_is_left = true;
};

GuardedProgram::Wish wish_of(std::vector<std::string> command, const fs::path& folder) {
  fs::create_directories(folder);
  return {std::move(command), {"/usr", "/lib", "/lib64", "/etc/ld.so.cache"}, folder.string()};
}

/// Until it ends by itself.
Ran ran(std::vector<std::string> command) {
  const TemporaryFolder place;
  const fs::path folder = place.path() / "own";
  auto program = GuardedProgram::start(wish_of(std::move(command), folder));
  REQUIRE(program);
  Ran out;
  for (int i = 0; i < 1'000 && !out.words; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    out.words = program->last_words();
  }
  out.folder_is_left = fs::exists(folder);
  return out;
}

}  // namespace

TEST_CASE("a program's last words are heard, and its folder is gone once it has ended") {
  const Ran echo = ran({"/usr/bin/printf", "hello"});
  REQUIRE(echo.words);
  CHECK(*echo.words == "hello");
  CHECK_FALSE(echo.folder_is_left);
}

TEST_CASE("of many words the last ones are kept") {
  const Ran many = ran({"/usr/bin/seq", "20000"});
  REQUIRE(many.words);
  CHECK(many.words->size() == 4096);
  CHECK(many.words->ends_with("19999\n20000\n"));
}

TEST_CASE("a guarded program runs no other, and a program that is not there is said") {
  const Ran shell = ran({"/usr/bin/dash", "-c", "printf one; /usr/bin/printf two"});
  REQUIRE(shell.words);
  CHECK(shell.words->starts_with("one"));
  CHECK(shell.words->find("two") == std::string::npos);
  const Ran none = ran({"/usr/bin/no-such-program"});
  REQUIRE(none.words);
  CHECK(none.words->find("No such file") != std::string::npos);
}

TEST_CASE("a guarded program that still works is ended, and its folder is gone") {
  const TemporaryFolder place;
  const fs::path folder = place.path() / "own";
  {
    auto program = GuardedProgram::start(wish_of({"/usr/bin/sleep", "600"}, folder));
    REQUIRE(program);
    CHECK_FALSE(program->last_words());
    CHECK(fs::exists(folder));
  }
  CHECK_FALSE(fs::exists(folder));
}
