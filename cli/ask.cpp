// SPDX-License-Identifier: Apache-2.0
#include "cli/ask.hpp"

#include <cstdio>

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <fmt/format.h>

#include "cli/print.hpp"
#include "evidence/primitives.hpp"

namespace trousse::cli {
namespace {

constexpr std::size_t longest_line = 1024;
constexpr std::size_t groups_in_all = 8;

/// Nothing that is typed is shown while it lives; the end of the line still is.
class NoEcho {
 public:
  NoEcho() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    silent.c_lflag |= static_cast<tcflag_t>(ECHONL);
    changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;
  ~NoEcho() {
    if (changed_) ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
  }
  bool holds() const { return changed_; }

 private:
  termios before_{};
  bool changed_ = false;
};

// A signal must end the question: what is waited for is waited for in short pieces.
Result<char> next_letter(const Context& context) {
  constexpr int milliseconds = 200;
  while (!context.stop.stop_requested()) {
    pollfd waiting{STDIN_FILENO, POLLIN, 0};
    if (::poll(&waiting, 1, milliseconds) <= 0) continue;
    char letter = 0;
    if (::read(STDIN_FILENO, &letter, 1) != 1) break;
    return letter;
  }
  return fail(Errc::cancelled, "nothing was typed");
}

void say_on_terminal(const std::string& text) {
  fmt::print(stderr, "{}", text);
  std::fflush(stderr);
}

}  // namespace

bool somebody_types() { return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1; }

Result<std::string> ask_line(const Context& context, const std::string& prompt, bool hidden) {
  std::optional<NoEcho> silence;
  if (hidden) {
    silence.emplace();
    if (!silence->holds()) return fail(Errc::refused, "this terminal cannot hide what is typed");
  }
  say_on_terminal(prompt + " ");
  std::string line;
  line.reserve(longest_line + 1);  // so that no copy is left behind by growing
  while (true) {
    const auto letter = next_letter(context);
    if (!letter) {
      evidence::wipe(line);
      return tl::unexpected<Error>(letter.error());
    }
    if (*letter == '\n') break;
    if (line.size() >= longest_line) {
      evidence::wipe(line);
      return fail(Errc::usage, "a line longer than any password or code");
    }
    line += *letter;
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

Result<evidence::RescueCode> ask_rescue_code(const Context& context) {
  using evidence::RescueCode;
  say_on_terminal(say(context, words::Id::code_ask) + "\n");
  std::string typed;  // the lines that hold, one after the other
  const evidence::WipedOnExit guard{typed};
  std::size_t groups = 0;
  while (true) {
    const std::string line =
        TRY(ask_line(context, say(context, words::Id::code_group, {std::to_string(groups + 1)})));
    if (line.find_first_not_of(" \t") == std::string::npos) continue;
    const std::string longer = typed.empty() ? line : typed + " " + line;
    const auto counted = RescueCode::groups_in(longer);
    if (!counted) {
      // Only what this line brought is typed again.
      std::string group = std::to_string(groups + 1);
      if (counted.error().what.starts_with("group ")) group = counted.error().what.substr(6);
      say_on_terminal(say(context, words::Id::rescue_wrong_group, {group}) + "\n");
      continue;
    }
    typed = longer;
    groups = *counted;
    if (groups < groups_in_all) continue;
    auto code = RescueCode::parse(typed);
    if (code) return code;
    // Two keyboards, two readings: begin again, with digits.
    say_on_terminal(say(context, words::Id::code_again) + "\n");
    evidence::wipe(typed);
    typed.clear();
    groups = 0;
  }
}

}  // namespace trousse::cli
