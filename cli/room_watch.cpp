// SPDX-License-Identifier: Apache-2.0
#include "cli/room_watch.hpp"

#include <array>
#include <cerrno>
#include <optional>
#include <string_view>
#include <vector>

#include <poll.h>
#include <unistd.h>

#include <fmt/format.h>

#include "cli/print.hpp"
#include "core/json.hpp"

namespace trousse::cli {
namespace {

using evidence::Room;
using evidence::WhenShort;

struct Answer {
  std::string_view word;
  WhenShort meaning;
  words::Id sentence;
};
constexpr std::array when_short{Answer{"go_on", WhenShort::go_on, words::Id::key_go_on},
                                Answer{"seal", WhenShort::seal, words::Id::key_seal},
                                Answer{"stop", WhenShort::stop, words::Id::key_stop}};
constexpr std::array when_foreseen{Answer{"go_on", WhenShort::go_on, words::Id::key_start},
                                   Answer{"stop", WhenShort::stop, words::Id::key_stop}};

std::span<const Answer> answers_to(const Room& room) {
  return room.foreseen ? std::span<const Answer>(when_foreseen)
                       : std::span<const Answer>(when_short);
}

// One line from a descriptor, byte by byte: what comes after it is for somebody else. Nothing when
// there is no more, or when a person wishes to stop.
std::optional<std::string> line_from(int fd, const std::stop_token& stop) {
  constexpr int patience = 200;  // milliseconds between looks at the wish to stop
  constexpr std::size_t longest = 64;
  std::string line;
  while (!stop.stop_requested()) {
    pollfd waiting{fd, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, patience);
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    char letter = 0;
    if (ready < 0 || ::read(fd, &letter, 1) != 1) return std::nullopt;
    if (letter == '\n') return line;
    if (line.size() < longest) line += letter;
  }
  return std::nullopt;
}

void say_line(const std::string& text) {
  const std::string line = text + "\n";
  static_cast<void>(::write(STDERR_FILENO, line.data(), line.size()) < 0);
}

class RoomQuestion {
 public:
  RoomQuestion(const Context& context, WhenShort otherwise)
      : language_(context.language),
        events_(context.events_fd >= 0 ? face(context) : EventSink()),
        answers_fd_(context.answers_fd),
        stop_(context.stop),
        otherwise_(otherwise) {}

  WhenShort operator()(const Room& room) const {
    if (stop_.stop_requested()) return WhenShort::stop;
    tell(room);
    if (answers_fd_ >= 0) return from_line(room);
    end_line();
    const words::Id what = room.foreseen ? words::Id::key_foreseen : words::Id::key_short;
    say_line(words::filled(
        what, language_, {words::size(room.free, language_), words::size(room.needed, language_)}));
    const bool a_person_is_there = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1;
    if (a_person_is_there) return from_person(room);
    return room.foreseen ? WhenShort::go_on : otherwise_;
  }

 private:
  void tell(const Room& room) const {
    if (!events_) return;
    Decision decision;
    decision.id = room.foreseen ? "key_foreseen" : "key_short";
    for (const Answer& answer : answers_to(room)) decision.answers.emplace_back(answer.word);
    decision.free = room.free;
    decision.needed = room.needed;
    events_(decision);
  }

  // A word that is no answer, or nobody left to give one: what --when-full says.
  WhenShort from_line(const Room& room) const {
    const auto line = line_from(answers_fd_, stop_);
    for (const Answer& answer : answers_to(room)) {
      if (line && *line == answer.word) return answer.meaning;
    }
    return otherwise_;
  }

  WhenShort from_person(const Room& room) const {
    const auto answers = answers_to(room);
    while (true) {
      for (std::size_t i = 0; i < answers.size(); ++i) {
        say_line(fmt::format("  {}  {}", i + 1, words::text(answers[i].sentence, language_)));
      }
      say_line(std::string(words::text(words::Id::key_choose, language_)));
      const auto line = line_from(STDIN_FILENO, stop_);
      if (!line) return WhenShort::stop;
      for (std::size_t i = 0; i < answers.size(); ++i) {
        if (*line == fmt::format("{}", i + 1)) return answers[i].meaning;
      }
    }
  }

  words::Language language_;
  EventSink events_;
  int answers_fd_;
  std::stop_token stop_;
  WhenShort otherwise_;
};

}  // namespace

evidence::WhenShort when_short_of(const std::string& word) {
  return word == "seal" ? WhenShort::seal : WhenShort::stop;
}

evidence::RoomWatch room_watch(const Context& context, evidence::WhenShort otherwise) {
  return RoomQuestion(context, otherwise);
}

}  // namespace trousse::cli
