// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdio>
#include <memory>
#include <mutex>

#include <sys/ioctl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "cli/command.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "words/messages.hpp"

namespace trousse::cli {
namespace {

using Clock = std::chrono::steady_clock;

bool terminal_looks() { return ::isatty(STDERR_FILENO) == 1; }

std::size_t terminal_width() {
  winsize size{};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20;
  return known ? size.ws_col : 80;
}

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written <= 0) return;  // nobody listens any more: the step goes on without a face
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void draw(const Progress& progress, words::Language language) {
  // Collection and scan count files, the others bytes (core/event.hpp).
  const bool counts = progress.step == "collect" || progress.step == "scan";
  const auto amount = [&](std::uint64_t value) {
    return counts ? words::number(value, language) : words::size(value, language);
  };
  std::string line = fmt::format("  {}: {}", progress.step, amount(progress.done));
  if (progress.total > 0) line += fmt::format(" / {}", amount(progress.total));
  line += fmt::format("  [{} | {}]  ", progress.taken, progress.findings);
  const std::size_t width = terminal_width() - 1;
  if (line.size() < width) line += printable(progress.now, width - line.size());
  write_all(STDERR_FILENO, fmt::format("\r\x1b[K{}", line.substr(0, width)));
}

class Face {
 public:
  Face(int fd, words::Language language) : fd_(fd), language_(language) {}

  void hear(const Event& event) {
    const std::lock_guard guard(lock_);
    if (fd_ >= 0) write_all(fd_, to_json(event) + "\n");
    if (const auto* progress = std::get_if<Progress>(&event)) {
      // A face that is drawn for each file would cost more than the file.
      const auto moment = Clock::now();
      if (!terminal_looks() || moment - drawn_ < std::chrono::milliseconds(200)) return;
      drawn_ = moment;
      draw(*progress, language_);
    }
    if (const auto* note = std::get_if<Note>(&event)) say_note(*note);
  }

 private:
  // A folder of rules may hold hundreds that are not supported: the report lists them.
  void say_note(const Note& note) {
    constexpr unsigned most = 10;
    if (++notes_ > most) return;
    const std::string clear = terminal_looks() ? "\r\x1b[K" : "";
    write_all(STDERR_FILENO, fmt::format("{}  - {}\n", clear, words::sentence(note, language_)));
    if (notes_ == most) {
      write_all(STDERR_FILENO,
                fmt::format("  - {}\n", words::text(words::Id::notes_in_report, language_)));
    }
  }

  int fd_;
  words::Language language_;
  unsigned notes_ = 0;
  std::mutex lock_;
  Clock::time_point drawn_{};
};

Exit exit_of(Errc code) {
  switch (code) {
    case Errc::usage:
    case Errc::exists: return Exit::usage;
    case Errc::key_full: return Exit::no_space;
    case Errc::not_whole:
    case Errc::wrong_key: return Exit::not_whole;
    case Errc::cancelled: return Exit::cancelled;
    default: return Exit::input;
  }
}

}  // namespace

EventSink face(const Context& context) {
  const auto shown = std::make_shared<Face>(context.events_fd, context.language);
  return [shown](const Event& event) { shown->hear(event); };
}

void end_line() {
  if (terminal_looks()) write_all(STDERR_FILENO, "\r\x1b[K");
}

void say_error(Context& context, const Error& error) {
  say_refusal(context, error, words::sentences(error.code, context.language));
}

void say_line(const std::string& line) {
  end_line();
  write_all(STDERR_FILENO, line + "\n");
}

void say_refusal(Context& context, const Error& error, const words::ErrorSentences& three) {
  say_line(fmt::format("trousse: {}\n{}\n{}\n{}", printable(error.what), three.happened, three.safe,
                       three.now));
  if (context.events_fd >= 0) write_all(context.events_fd, to_json(Event(error)) + "\n");
  context.exit = exit_of(error.code);
}

}  // namespace trousse::cli
