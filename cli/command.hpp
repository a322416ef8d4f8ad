// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "collectors/definition.hpp"
#include "core/event.hpp"
#include "evidence/age.hpp"
#include "words/language.hpp"
#include "words/messages.hpp"

namespace CLI {
class App;
}

namespace trousse::cli {

/// What a shell sees (docs/command-line.md).
enum class Exit : int {
  done = 0,
  usage = 2,
  input = 3,       ///< the source, the case or the archive cannot be used
  incomplete = 4,  ///< done, but something listed could not be read
  not_whole = 5,   ///< verification failed
  no_space = 6,
  cancelled = 130,  ///< what was closed is kept
};

/// What every command shares, filled from the options before the command's own name.
struct Context {
  words::Language language = words::Language::french;
  bool json = false;
  int events_fd = -1;
  int answers_fd = -1;
  std::stop_token stop;
  Exit exit = Exit::done;
};

/// A command declares its options and its callback on the application.
/// To add one: a file here, `void declare_x(CLI::App&, Context&)` below, a line in commands.cpp.
void declare_sources(CLI::App& app, Context& context);
void declare_case(CLI::App& app, Context& context);
void declare_collect(CLI::App& app, Context& context);
void declare_acquire(CLI::App& app, Context& context);
void declare_scan(CLI::App& app, Context& context);
void declare_seal(CLI::App& app, Context& context);
void declare_verify(CLI::App& app, Context& context);
void declare_open(CLI::App& app, Context& context);
void declare_run(CLI::App& app, Context& context);
void declare_report(CLI::App& app, Context& context);
void declare_journal(CLI::App& app, Context& context);
void declare_timestamp(CLI::App& app, Context& context);
void declare_papers(CLI::App& app, Context& context);
void declare_sheet(CLI::App& app, Context& context);
void declare_playbook(CLI::App& app, Context& context);
void declare_key(CLI::App& app, Context& context);

/// Every command of the product, in the order of the help.
void declare_all(CLI::App& app, Context& context);

/// Says an error on stderr in three sentences (what happened, what is safe, what to do now) and
/// the technical detail, sends it to --events, and sets the exit code that its kind has.
void say_error(Context& context, const Error& error);

/// The same where a command knows more than the kind of the error says.
void say_refusal(Context& context, const Error& error, const words::ErrorSentences& three);
/// A line of its own on stderr, in words of `words`.
void say_line(const std::string& line);

/// The face of a step on a terminal and on --events FD: one JSON object a line there; here a line
/// that is drawn again while a terminal looks, notes and serious findings on lines of their own.
EventSink face(const Context& context);
/// Ends the line that `face` draws again.
void end_line();

}  // namespace trousse::cli
