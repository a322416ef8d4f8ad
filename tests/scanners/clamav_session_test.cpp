// SPDX-License-Identifier: Apache-2.0
#include "scanners/clamav_session.hpp"

#include <atomic>

#include <sys/mman.h>

#include <fmt/format.h>

#include "tests/scanners/fake_clamd.hpp"
#include "tests/support/catch.hpp"

using namespace trousse;
using namespace trousse::tests;
using namespace trousse::scanners;

namespace {

using namespace std::chrono_literals;
using Kind = ClamAnswer::Kind;

std::string with_zero(std::string text) { return text + '\0'; }

Descriptor file_of(std::string_view bytes) {
  Descriptor file(::memfd_create("test", MFD_CLOEXEC));
  REQUIRE(::write(file.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  return file;
}

Result<ClamAnswer> shown(ClamSession& session, std::string_view bytes,
                         std::chrono::milliseconds time = 10s) {
  const Descriptor file = file_of(bytes);
  return session.show(file.get(), time, {});
}

// A session of which the first content is answered so.
Result<ClamAnswer> answered(std::optional<std::string> by, bool& over) {
  FakeClamd clamd([&](unsigned, const std::string&) { return by; });
  ClamSession session(clamd.connected());
  auto answer = shown(session, "x");
  over = session.is_over();
  return answer;
}

}  // namespace

TEST_CASE("an answer is a number, a file, and one of three words") {
  const auto found = parse_clam_answer("12: fd[9]: Win.Test: a-1.UNOFFICIAL FOUND");
  REQUIRE(found);
  CHECK(found->number == 12);
  CHECK(found->answer.kind == Kind::found);
  CHECK(found->answer.text == "Win.Test: a-1.UNOFFICIAL");
  const auto nothing = parse_clam_answer("1: fd[10]: OK");
  REQUIRE(nothing);
  CHECK(nothing->answer.kind == Kind::nothing);
  const auto failed = parse_clam_answer("3: fd[10]: Can't allocate memory ERROR");
  REQUIRE(failed);
  CHECK(failed->answer.kind == Kind::failed);
  CHECK(failed->answer.text == "Can't allocate memory");
}

TEST_CASE("what is no answer is none") {
  for (const char* text : {"", "OK", "fd[9]: OK", "1 fd[9]: OK", "-1: fd[9]: OK", "1: OK",
                           "1: fd[9] OK", "1: fd[9]: ", "1: fd[9]:  FOUND", "1: fd[9]: FOUND",
                           "1: fd[9]: OK ", "1: fd[9]: ok", "99999999999999999999: fd[9]: OK",
                           "UNKNOWN COMMAND", "COMMAND READ TIMED OUT", "1: /etc/passwd: OK"}) {
    INFO(text);
    CHECK_FALSE(parse_clam_answer(text));
  }
}

TEST_CASE("a signature's name is short and can be shown, whatever it is") {
  const auto found =
      parse_clam_answer("1: fd[9]: \x1b]0;owned\x07" + std::string(3'000, 'A') + " FOUND");
  REQUIRE(found);
  CHECK(found->answer.text.find('\x1b') == std::string::npos);
  CHECK(found->answer.text.size() < 250);
}

TEST_CASE("contents go one after the other, and each gets its own answer") {
  FakeClamd clamd([](unsigned number, const std::string& content) -> std::optional<std::string> {
    if (content == "VERSION") return with_zero(fmt::format("{}: ClamAV 1.4.6/27400/Mon", number));
    const bool bad = content.find("bad") != std::string::npos;
    return with_zero(fmt::format("{}: fd[8]: {}", number, bad ? "Test.Bad-1 FOUND" : "OK"));
  });
  ClamSession session(clamd.connected());
  const auto version = session.version(10s, {});
  REQUIRE(version);
  CHECK(*version == "ClamAV 1.4.6/27400/Mon");
  for (int i = 0; i < 50; ++i) {
    const bool bad = i % 3 == 0;
    const auto answer = shown(session, bad ? "a bad one" : "another");
    REQUIRE(answer);
    CHECK(answer->kind == (bad ? Kind::found : Kind::nothing));
    CHECK(answer->text == (bad ? "Test.Bad-1" : ""));
  }
  CHECK_FALSE(session.is_over());
}

TEST_CASE("an answer may come in pieces") {
  FakeClamd clamd([pieces = 0](unsigned, const std::string&) mutable {
    return ++pieces == 1
               ? std::optional<std::string>("1: fd[9")
               : std::optional<std::string>(with_zero("]: OK") + with_zero("2: fd[9]: OK"));
  });
  ClamSession session(clamd.connected());
  const auto first = shown(session, "a", 50ms);
  REQUIRE(first);
  CHECK(first->kind == Kind::late);
  const auto second = shown(session, "b");
  REQUIRE(second);
  CHECK(second->kind == Kind::nothing);
}

TEST_CASE("garbage, an answer without end and a death each end the session, once and for all") {
  const std::string endless(20'000, 'x');
  for (const auto& by :
       {std::optional<std::string>(with_zero("garbage")), std::optional<std::string>(with_zero("")),
        std::optional<std::string>(with_zero("7: fd[9]: OK")),
        std::optional<std::string>(with_zero("0: fd[9]: OK\n\n")),
        std::optional<std::string>(endless), std::optional<std::string>()}) {
    INFO(by.value_or("death").substr(0, 40));
    bool over = false;
    const auto answer = answered(by, over);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Errc::refused);
    CHECK(over);
  }
}

TEST_CASE("after a death every question is answered at once") {
  FakeClamd clamd([](unsigned number, const std::string&) -> std::optional<std::string> {
    if (number == 3) return std::nullopt;
    return with_zero(fmt::format("{}: fd[8]: OK", number));
  });
  ClamSession session(clamd.connected());
  CHECK(shown(session, "a"));
  CHECK(shown(session, "b"));
  for (int i = 0; i < 3; ++i) {
    const auto answer = shown(session, "c");
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Errc::refused);
  }
  CHECK_FALSE(session.version(10s, {}));
}

TEST_CASE("an answer that comes too late is not taken for the next one's") {
  std::string kept;
  FakeClamd clamd([&](unsigned number, const std::string&) -> std::optional<std::string> {
    if (number == 1) return "";
    return with_zero("1: fd[9]: Test.First FOUND") + with_zero("2: fd[9]: OK");
  });
  ClamSession session(clamd.connected());
  const auto first = shown(session, "a", 50ms);
  REQUIRE(first);
  CHECK(first->kind == Kind::late);
  const auto second = shown(session, "b");
  REQUIRE(second);
  CHECK(second->kind == Kind::nothing);
  CHECK_FALSE(session.is_over());
}

TEST_CASE("who never answers is asked three times, no more") {
  FakeClamd clamd([](unsigned, const std::string&) { return std::optional<std::string>(""); });
  ClamSession session(clamd.connected());
  for (int i = 0; i < 3; ++i) {
    CHECK_FALSE(session.is_over());
    const auto answer = shown(session, "a", 20ms);
    REQUIRE(answer);
    CHECK(answer->kind == Kind::late);
  }
  CHECK(session.is_over());
}

TEST_CASE("a wish to stop is heard while an answer is waited for") {
  FakeClamd clamd([](unsigned, const std::string&) { return std::optional<std::string>(""); });
  ClamSession session(clamd.connected());
  std::stop_source stop;
  stop.request_stop();
  const Descriptor file = file_of("a");
  const auto answer = session.show(file.get(), 60s, stop.get_token());
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == Errc::cancelled);
}

TEST_CASE("workers share what connections there are") {
  CHECK(ClamSessions({}).of(0) == nullptr);
  FakeClamd one([](unsigned, const std::string&) { return std::optional<std::string>(); });
  FakeClamd other([](unsigned, const std::string&) { return std::optional<std::string>(); });
  std::vector<Descriptor> ends;
  ends.push_back(one.connected());
  ends.push_back(other.connected());
  ClamSessions sessions(std::move(ends));
  CHECK(sessions.of(0) != sessions.of(1));
  CHECK(sessions.of(2) == sessions.of(0));
  CHECK(sessions.is_first_to_tell());
  CHECK_FALSE(sessions.is_first_to_tell());
}
