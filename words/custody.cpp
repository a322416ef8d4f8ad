// SPDX-License-Identifier: Apache-2.0
#include "words/custody.hpp"

#include <array>

#include "core/text.hpp"
#include "core/time.hpp"
#include "words/custody_line.hpp"
#include "words/labels.hpp"
#include "words/messages.hpp"

namespace trousse::words {
namespace {

void created(CustodyLine& line) {
  line.say(Id::custody_created, {line.text("case"), line.text("tool")});
  line.say(Id::custody_recipients, {line.count("recipients")});
  line.say(Id::custody_rescue_code, {line.flag("rescue_code")});
}

void reopened(CustodyLine& line) {
  line.say(Id::custody_reopened);
  if (line.number("partials_dropped") > 0) {
    line.say(Id::custody_dropped, {line.count("partials_dropped")});
  }
}

void torn(CustodyLine& line) { line.say(Id::custody_torn, {line.count("bytes")}); }

void typed(CustodyLine& line) { line.say(Id::custody_operator, {line.text("typed")}); }

void confined(CustodyLine& line) {
  line.say(Id::custody_confined);
  std::string holds;
  for (const std::string& one : line.texts("holds")) {
    const auto row = id_of("protection_" + one);
    holds += (holds.empty() ? "" : ", ") +
             (row ? std::string(text(*row, line.language())) : printable(one, 64));
  }
  line.say(Id::custody_holds, {holds});
  std::string lacks;
  for (const std::string& one : line.texts("lacks")) lacks += (lacks.empty() ? "" : ", ") + one;
  line.say(Id::custody_lacks, {lacks});
}

void part(CustodyLine& line) {
  line.say(Id::custody_part, {line.text("name"), line.bytes("size")});
  if (line.flag_set("recovered")) line.say(Id::custody_recovered);
  if (line.has("files")) {
    line.say(Id::custody_part_files, {line.count("files"), line.bytes("bytes")});
  }
  line.say_hash("sha256");
}

void part_closing(CustodyLine& line) {
  line.say(Id::custody_part_closing, {line.text("name"), line.bytes("size")});
}

std::string step_name(const CustodyLine& line) {
  const auto row = id_of("step_" + line.raw("step"));
  return row ? std::string(text(*row, line.language())) : line.text("step");
}

void resumed(CustodyLine& line) {
  line.say(Id::custody_resumed, {step_name(line), line.count("parts")});
}

void paused(CustodyLine& line) { line.say(Id::custody_paused, {step_name(line)}); }

void reader_died(CustodyLine& line) {
  line.say(Id::custody_reader_died,
           {line.count("volume"), line.text("file_system"), line.text("death")});
}

void room(CustodyLine& line) {
  line.say(Id::custody_room, {line.bytes("free"), line.bytes("needed")});
  line.say(line.raw("answer") == "seal" ? Id::custody_room_seal : Id::custody_room_stop);
}

void code_given(CustodyLine& line) { line.say(Id::custody_code_given); }

void seal(CustodyLine& line) {
  line.say(Id::custody_seal, {line.text("case"), line.count("parts")});
  line.say(Id::custody_fingerprint, {line.text("short_fingerprint")});
  line.say(Id::custody_full_fingerprint, {line.text("certificate")});
}

void sealed(CustodyLine& line) {
  line.say(Id::custody_sealed, {line.bytes("size")});
  line.say_hash("sha256");
}

// Its title, where the sheets know it.
void sheet(CustodyLine& line) {
  const std::string title = line.answer("sheet", line.raw("sheet")).answer;
  line.say(Id::custody_sheet, {title.empty() ? line.text("sheet") : printable(title, 200)});
}

void answer(CustodyLine& line) {
  AnswerWords words = line.answer(line.raw("step"), line.raw("value"));
  if (words.question.empty()) words.question = line.text("step");
  if (words.answer.empty()) words.answer = line.text("value");
  line.say(Id::custody_question, {printable(words.question, 200)});
  line.say(Id::custody_answer, {printable(words.answer, 200)});
  line.say(Id::custody_given, {line.moment_of("given")});
}

void other(CustodyLine& line) {
  line.say(Id::custody_other, {line.text("event")});
  for (const auto& [name, value] : line.fields().items()) {
    if (name == "n" || name == "time" || name == "event" || name == "prev") continue;
    line.say(Id::note_unknown, {name, CustodyLine::shown(value, line.language())});
  }
}

struct Event {
  std::string_view name;
  void (*say)(CustodyLine&);
};

constexpr std::array events{Event{"created", created},
                            Event{"reopened", reopened},
                            Event{"torn", torn},
                            Event{"operator", typed},
                            Event{"machine", say_machine},
                            Event{"clock", say_clock},
                            Event{"confined", confined},
                            Event{"begin", say_begin},
                            Event{"part", part},
                            Event{"end", say_end},
                            Event{"seal", seal},
                            Event{"sealed", sealed},
                            Event{"resumed", resumed},
                            Event{"paused", paused},
                            Event{"room", room},
                            Event{"part_closing", part_closing},
                            Event{"network", say_network},
                            Event{"rescue_code_given", code_given},
                            Event{"answer", answer},
                            Event{"sheet", sheet},
                            Event{"reader_died", reader_died}};

std::optional<Utc> time_of(const nlohmann::ordered_json& line) {
  const auto found = line.find("time");
  if (found == line.end() || !found->is_string()) return std::nullopt;
  return from_iso8601(found->get_ref<const std::string&>());
}

}  // namespace

std::vector<std::string> custody(const nlohmann::ordered_json& fields, Language language,
                                 const AnswerReader& answers) {
  CustodyLine line(fields, language, answers);
  const std::string name = line.raw("event");
  auto say = other;
  for (const Event& event : events) {
    if (event.name == name) say = event.say;
  }
  say(line);
  return line.take();
}

std::string custody_title(std::uint64_t count, const nlohmann::ordered_json& line,
                          Language language) {
  const auto time = time_of(line);
  if (!time) return filled(Id::journal_when_unknown, language, {number(count, language)});
  return filled(Id::journal_when, language, {number(count, language), moment(*time, language)});
}

std::string custody_watch(const nlohmann::ordered_json& line, std::int64_t offset,
                          Language language) {
  const auto time = time_of(line);
  if (!time) return {};
  return filled(Id::journal_watch, language,
                {moment(Utc{time->seconds + offset, time->nanoseconds}, language)});
}

std::string duration(std::uint64_t seconds, Language language) {
  struct Unit {
    std::uint64_t seconds;
    Id word;
  };
  constexpr std::array units{Unit{86'400, Id::unit_days}, Unit{3'600, Id::unit_hours},
                             Unit{60, Id::unit_minutes}, Unit{1, Id::unit_seconds}};
  std::string out;
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (seconds < units[i].seconds && i + 1 < units.size()) continue;
    out = filled(units[i].word, language, {number(seconds / units[i].seconds, language)});
    const std::uint64_t rest = seconds % units[i].seconds;
    if (rest == 0 || rest < units[i + 1].seconds) break;
    out +=
        " " + filled(units[i + 1].word, language, {number(rest / units[i + 1].seconds, language)});
    break;
  }
  return out;
}

std::optional<std::int64_t> custody_offset(const nlohmann::ordered_json& line) {
  constexpr std::int64_t most = 100'000'000'000;  // some three thousand years
  const auto found = line.find("offset");
  if (found == line.end() || !found->is_number_integer()) return std::nullopt;
  const auto offset = found->get<std::int64_t>();
  if (offset < -most || offset > most) return std::nullopt;
  return offset;
}

}  // namespace trousse::words
