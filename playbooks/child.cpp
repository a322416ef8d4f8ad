// SPDX-License-Identifier: Apache-2.0
#include "playbooks/child.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <spawn.h>

#include "core/descriptor.hpp"

namespace trousse::playbooks {
namespace {

constexpr std::size_t longest_line = std::size_t{1} << 20;
constexpr std::size_t longest_output = std::size_t{16} << 20;

struct Pipe {
  int read = -1, write = -1;
};

Result<Pipe> open_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(Errc::refused, std::strerror(errno));
  return Pipe{ends[0], ends[1]};
}

void close_both(const Pipe& pipe) {
  ::close(pipe.read);
  ::close(pipe.write);
}

// The read end never waits; a large pipe lets a fast step work on while a screen is drawn.
void prepare(const Pipe& pipe) {
  ::fcntl(pipe.read, F_SETFL, O_NONBLOCK);
  ::fcntl(pipe.read, F_SETPIPE_SZ, 1 << 20);  // a wish: the usual size does too
}

struct Actions {
  posix_spawn_file_actions_t actions;
  Actions() { ::posix_spawn_file_actions_init(&actions); }
  ~Actions() { ::posix_spawn_file_actions_destroy(&actions); }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
};

// A file that no disk ever holds, at its beginning.
Result<Descriptor> file_in_memory(std::string_view bytes) {
  Descriptor file(::memfd_create("input", MFD_CLOEXEC));
  while (file.get() >= 0 && !bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return fail(Errc::refused, std::strerror(errno));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (file.get() < 0 || ::lseek(file.get(), 0, SEEK_SET) != 0) {
    return fail(Errc::refused, std::strerror(errno));
  }
  return file;
}

Result<pid_t> spawn(const std::string& program, const std::vector<std::string>& arguments,
                    const Descriptor& input, const Pipe& output, const Pipe& events) {
  Actions files;
  ::posix_spawn_file_actions_adddup2(&files.actions, input.get(), STDIN_FILENO);
  ::posix_spawn_file_actions_addopen(&files.actions, STDERR_FILENO, "/dev/null", O_RDWR, 0);
  ::posix_spawn_file_actions_adddup2(&files.actions, output.write, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&files.actions, events.write, child_events_fd);
  ::posix_spawn_file_actions_addclosefrom_np(&files.actions, child_events_fd + 1);

  std::vector<std::string> words{"trousse"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t process = 0;
  const int error =
      ::posix_spawn(&process, program.c_str(), &files.actions, nullptr, argv.data(), environ);
  if (error != 0) {
    return fail(error == ENOENT ? Errc::missing : Errc::refused,
                program + ": " + std::strerror(error));
  }
  return process;
}

// What is there now; true when the other end is closed.
bool read_all(int fd, std::string& into, std::size_t most) {
  std::array<char, 65536> bytes;
  for (;;) {
    const ssize_t count = ::read(fd, bytes.data(), bytes.size());
    if (count == 0) return true;
    if (count < 0) return errno != EAGAIN && errno != EINTR;
    const auto room = most - std::min(most, into.size());
    into.append(bytes.data(), std::min(static_cast<std::size_t>(count), room));
  }
}

}  // namespace

Result<std::unique_ptr<Child>> Child::start(const std::string& program,
                                            const std::vector<std::string>& arguments,
                                            std::string_view input) {
  const auto given = TRY(file_in_memory(input));
  const Pipe output = TRY(open_pipe());
  const auto events = open_pipe();
  if (!events) {
    close_both(output);
    return tl::unexpected(events.error());
  }
  prepare(output);
  prepare(*events);
  const auto process = spawn(program, arguments, given, output, *events);
  ::close(output.write);
  ::close(events->write);
  if (!process) {
    ::close(output.read);
    ::close(events->read);
    return tl::unexpected(process.error());
  }
  return std::unique_ptr<Child>(new Child(*process, output.read, events->read));
}

Child::Child(pid_t process, int output, int events)
    : process_(process), output_fd_(output), events_fd_(events) {}

Child::~Child() {
  using namespace std::chrono_literals;
  if (!code_) {
    ask_to_stop();
    // A step that closes a part on a slow key needs some seconds; it is read meanwhile, or it
    // would wait for a full pipe.
    const auto until = std::chrono::steady_clock::now() + 30s;
    while (!ended() && std::chrono::steady_clock::now() < until) {
      lines_.clear();
      std::this_thread::sleep_for(20ms);
    }
    if (!code_) {
      ::kill(process_, SIGKILL);
      ::waitpid(process_, nullptr, 0);
    }
  }
  ::close(output_fd_);
  ::close(events_fd_);
  forget_output();
}

bool Child::wait_for(int milliseconds) const {
  std::array<pollfd, 2> waits{{{output_fd_, POLLIN, 0}, {events_fd_, POLLIN, 0}}};
  return ::poll(waits.data(), waits.size(), milliseconds) > 0;
}

void Child::drain() {
  read_all(output_fd_, output_, longest_output);
  std::string bytes;
  read_all(events_fd_, bytes, std::size_t{64} << 20);
  for (const char letter : bytes) {
    if (letter != '\n') {
      line_too_long_ = line_too_long_ || line_.size() >= longest_line;
      if (!line_too_long_) line_ += letter;
      continue;
    }
    if (!line_too_long_) lines_.push_back(std::move(line_));
    line_.clear();
    line_too_long_ = false;
  }
}

std::vector<std::string> Child::events(int milliseconds) {
  if (milliseconds > 0 && lines_.empty()) wait_for(milliseconds);
  drain();
  return std::exchange(lines_, {});
}

std::optional<int> Child::ended() {
  if (code_) return code_;
  int status = 0;
  const pid_t got = ::waitpid(process_, &status, WNOHANG);
  if (got == 0) {
    drain();
    return std::nullopt;
  }
  drain();  // what it wrote before it ended
  code_ = got == process_ && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return code_;
}

void Child::ask_to_stop() const {
  if (!code_) ::kill(process_, SIGINT);
}

void Child::forget_output() {
  std::fill(output_.begin(), output_.end(), '\0');
  output_.clear();
}

}  // namespace trousse::playbooks
