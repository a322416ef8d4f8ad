// SPDX-License-Identifier: Apache-2.0
#include "playbooks/versions.hpp"

#include <cstdlib>

#include <nlohmann/json.hpp>

#include "core/version.hpp"
#include "tests/support/catch.hpp"

using namespace trousse;
using namespace trousse::playbooks;

namespace {

// The variable as a test wishes it, and as it was afterwards.
class KeySays {
 public:
  explicit KeySays(const char* text) { ::setenv(name, text, 1); }
  ~KeySays() { ::unsetenv(name); }
  KeySays(const KeySays&) = delete;
  KeySays& operator=(const KeySays&) = delete;

 private:
  static constexpr const char* name = "TROUSSE_KEY_VERSION";
};

}  // namespace

TEST_CASE("the version of the bootable key stands in the versions of a step and in the report") {
  const std::string key = std::string(version) + " 9028ef1fc602 2026-11-30T06:41:00Z";
  const KeySays says(key.c_str());
  const auto told = nlohmann::json::parse(versions());
  CHECK(told.at("key") == key);
  CHECK(told.at("trousse") == std::string(version));
  CHECK_FALSE(told.at("libraries").empty());
  CHECK(tool_version() == key);
}

TEST_CASE("a program that a step asks is named with what it says of itself") {
  const auto told = nlohmann::json::parse(versions({}, {{"clamd", "ClamAV 1.4.6/27400/Mon"}}));
  CHECK(told.at("programs").at("clamd") == "ClamAV 1.4.6/27400/Mon");
  CHECK_FALSE(nlohmann::json::parse(versions({}, {{"clamd", ""}})).contains("programs"));
}

TEST_CASE("on another machine no version of a key is told, and ours is named") {
  for (const char* nothing : {"", static_cast<const char*>(nullptr)}) {
    if (nothing != nullptr) ::setenv("TROUSSE_KEY_VERSION", nothing, 1);
    CHECK_FALSE(nlohmann::json::parse(versions()).contains("key"));
    CHECK(tool_version() == std::string(version));
    ::unsetenv("TROUSSE_KEY_VERSION");
  }
}

TEST_CASE("a hostile word for the key's version stays one short line that can be shown") {
  const KeySays says((std::string("1\x1b[2J\n") + std::string(5'000, 'x')).c_str());
  const std::string told = key_version();
  CHECK(told.size() <= 110);
  CHECK(told.find('\x1b') == std::string::npos);
  CHECK(told.find('\n') == std::string::npos);
}
