// SPDX-License-Identifier: Apache-2.0
#include "cli/guarded_program.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/confine.hpp"

namespace trousse::cli {
namespace {

constexpr std::size_t longest_words = 4096;

struct Ends {
  Descriptor read, write;
};

Result<Ends> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(Errc::refused, std::strerror(errno));
  return Ends{Descriptor(ends[0]), Descriptor(ends[1])};
}

// What a child does not need is not its own: the lock of a case, the disk, the screen.
void close_all_but(std::array<int, 3> kept) {
  std::sort(kept.begin(), kept.end());
  unsigned next = 0;
  for (const int one : kept) {
    const auto number = static_cast<unsigned>(one);
    if (number > next) ::close_range(next, number - 1, 0);
    next = number + 1;
  }
  ::close_range(next, ~0U, 0);
}

void say(int to, std::string_view text) {
  static_cast<void>(!::write(to, text.data(), text.size()));
}

[[noreturn]] void become(const GuardedProgram::Wish& wish, int output) {
  ::setpgid(0, 0);
  const int nothing = ::memfd_create("nothing", 0);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  ::close_range(3, ~0U, 0);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) ::signal(signal, SIG_DFL);
  std::vector<std::string> words = wish.command;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  // No variable of ours steers what it loads.
  std::array<char*, 1> environment{nullptr};
  const DaemonRoom room{wish.readable, wish.folder, arguments.front()};
  if (const auto confined = confine_daemon(room); !confined) {
    say(STDERR_FILENO, confined.error().what + "\n");
  } else {
    ::execve(arguments.front(), arguments.data(), environment.data());
    say(STDERR_FILENO, std::string(std::strerror(errno)) + "\n");
  }
  ::_exit(127);
}

// Hears the program until it ends or nobody needs it any more; gives its last words.
std::string hear(int lifeline, int output) {
  std::string words;
  std::array<char, 4096> bytes;
  std::array<pollfd, 2> waits{{{lifeline, POLLIN, 0}, {output, POLLIN, 0}}};
  for (;;) {
    if (::poll(waits.data(), waits.size(), -1) < 0) {
      if (errno == EINTR) continue;
      return words;
    }
    if (waits[0].revents != 0) return words;
    if (waits[1].revents == 0) continue;
    const ssize_t count = ::read(output, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return words;
    words.append(bytes.data(), static_cast<std::size_t>(count));
    if (words.size() > longest_words) words.erase(0, words.size() - longest_words);
  }
}

[[noreturn]] void guard(const GuardedProgram::Wish& wish, int lifeline, int words) {
  ::setsid();
  // It ends when we do, and by nothing else.
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) ::signal(signal, SIG_IGN);
  std::array<int, 2> output{};
  const bool piped = ::pipe2(output.data(), O_CLOEXEC) == 0;
  const pid_t program = piped ? ::fork() : -1;
  if (program == 0) become(wish, output[1]);
  std::string last = std::strerror(errno);
  if (program > 0) {
    ::setpgid(program, program);
    close_all_but({lifeline, words, output[0]});
    last = hear(lifeline, output[0]);
    ::kill(-program, SIGKILL);  // what it started as well
    ::kill(program, SIGKILL);
    ::waitpid(program, nullptr, 0);
  }
  std::error_code ignored;
  std::filesystem::remove_all(wish.folder, ignored);
  say(words, last);
  // Nothing of the parent's is flushed, closed or destroyed twice.
  ::_exit(0);
}

}  // namespace

Result<GuardedProgram> GuardedProgram::start(const Wish& wish) {
  Ends lifeline = TRY(make_pipe());
  Ends words = TRY(make_pipe());
  const pid_t child = ::fork();
  if (child < 0) return fail(Errc::refused, std::strerror(errno));
  if (child == 0) {
    // Else it would keep itself alive.
    ::close(lifeline.write.get());
    guard(wish, lifeline.read.get(), words.write.get());
  }
  return GuardedProgram(child, std::move(lifeline.write), std::move(words.read));
}

GuardedProgram::GuardedProgram(pid_t guard, Descriptor lifeline, Descriptor words)
    : guard_(guard), lifeline_(std::move(lifeline)), words_(std::move(words)) {}

GuardedProgram::GuardedProgram(GuardedProgram&& other) noexcept
    : guard_(std::exchange(other.guard_, -1)),
      lifeline_(std::move(other.lifeline_)),
      words_(std::move(other.words_)) {}

GuardedProgram::~GuardedProgram() {
  lifeline_.reset();
  if (guard_ <= 0) return;
  while (::waitpid(guard_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::optional<std::string> GuardedProgram::last_words() {
  pollfd wait{words_.get(), POLLIN, 0};
  if (::poll(&wait, 1, 0) <= 0) return std::nullopt;
  std::string text;
  std::array<char, longest_words> bytes;
  for (;;) {
    const ssize_t count = ::read(words_.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(bytes.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace trousse::cli
