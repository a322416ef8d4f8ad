// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <map>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/print.hpp"
#include "evidence/journal_walk.hpp"
#include "evidence/signature.hpp"
#include "playbooks/answers.hpp"
#include "words/custody.hpp"
#include "words/wrap.hpp"

namespace trousse::cli {
namespace {

using evidence::JournalFault;
using evidence::WalkedLine;
using words::Id;

constexpr std::size_t most_faults = 20;

/// What a first reading tells: whether the chain holds, and by how much each line's clock is off.
struct Survey {
  std::uint64_t lines = 0;
  std::uint64_t readable = 0;
  std::vector<std::pair<std::uint64_t, JournalFault>> faults;
  std::uint64_t faults_in_all = 0;
  /// From this line on, up to the next: seconds to add, where a watch was compared.
  std::map<std::uint64_t, std::optional<std::int64_t>> offsets{{1, std::nullopt}};

  std::optional<std::int64_t> offset_at(std::uint64_t number) const {
    return std::prev(offsets.upper_bound(number))->second;
  }
};

// Written when a case is opened again, right before the `machine` of that start.
bool belongs_to_next_start(const WalkedLine& line) {
  return line.event == "torn" || line.event == "reopened" ||
         (line.event == "part" && line.fields.contains("recovered"));
}

Survey survey(std::string_view text) {
  Survey out;
  std::uint64_t start = 0;  // of the lines that belong to the next `machine`, 0 when there is none
  bool machine_seen = false;
  evidence::walk_journal(text, [&](const WalkedLine& line) {
    out.lines = line.number;
    if (!line.event.empty()) ++out.readable;
    for (const JournalFault fault : line.faults) {
      ++out.faults_in_all;
      if (out.faults.size() < most_faults) out.faults.emplace_back(line.number, fault);
    }
    if (line.event == "machine") {
      if (machine_seen) out.offsets[start != 0 ? start : line.number] = std::nullopt;
      machine_seen = true;
    } else if (line.event == "clock") {
      const auto offset = words::custody_offset(line.fields);
      if (offset) out.offsets.rbegin()->second = offset;
    }
    if (!belongs_to_next_start(line)) {
      start = 0;
    } else if (start == 0) {
      start = line.number;
    }
    return true;
  });
  return out;
}

const char* word_of(JournalFault fault) {
  switch (fault) {
    case JournalFault::unreadable: return "unreadable";
    case JournalFault::number: return "number";
    case JournalFault::chain: return "chain";
    case JournalFault::torn: break;
  }
  return "torn";
}

void print_fault(const Context& context, std::uint64_t line, JournalFault fault) {
  const std::string here = std::to_string(line);
  switch (fault) {
    case JournalFault::unreadable:
      return print_wrapped(context, Id::journal_unreadable_line, {here}, 2);
    case JournalFault::number: return print_wrapped(context, Id::journal_number_line, {here}, 2);
    case JournalFault::chain:
      if (line == 1) return print_wrapped(context, Id::journal_first_line, {here}, 2);
      return print_wrapped(context, Id::journal_chain_line, {here, std::to_string(line - 1)}, 2);
    case JournalFault::torn: return print_wrapped(context, Id::journal_torn_line, {here}, 2);
  }
}

void print_verdict(const Context& context, const Survey& survey) {
  const bool whole = survey.faults_in_all == 0;
  print_wrapped(context, whole ? Id::journal_whole : Id::journal_broken, {}, 0);
  for (const auto& [line, fault] : survey.faults) print_fault(context, line, fault);
  if (survey.faults_in_all > survey.faults.size()) {
    print_wrapped(context, Id::journal_more_faults,
                  {std::to_string(survey.faults_in_all - survey.faults.size())}, 2);
  }
  print_wrapped(context, Id::journal_lines, {std::to_string(survey.lines)}, 2);
  print_wrapped(context, Id::journal_stated, {}, 2);
  print_wrapped(context, Id::journal_only_sealed, {}, 2);
}

// The seal's certificate as it stands on the paper.
void add_short_fingerprint(evidence::Json& fields) {
  const std::string hex = evidence::text_of(fields, "certificate");
  std::array<std::byte, 32> bytes{};
  if (hex.size() != 2 * bytes.size()) return;
  for (std::size_t i = 0; i < hex.size(); ++i) {
    const auto digit = std::string_view("0123456789abcdef").find(hex[i]);
    if (digit == std::string_view::npos) return;
    bytes[i / 2] = (bytes[i / 2] << 4) | static_cast<std::byte>(digit);
  }
  fields["short_fingerprint"] = evidence::short_fingerprint(bytes);
}

void print_event(const Context& context, const WalkedLine& line,
                 const std::optional<std::int64_t>& offset) {
  fmt::print("\n");
  if (line.event.empty()) {
    const JournalFault fault = line.faults.empty() ? JournalFault::unreadable : line.faults[0];
    return print_fault(context, line.number, fault);
  }
  evidence::Json fields = line.fields;
  if (line.event == "seal") add_short_fingerprint(fields);
  fmt::print("{}\n", words::custody_title(line.number, fields, context.language));
  if (offset && *offset != 0) {
    fmt::print("  {}\n", words::custody_watch(fields, *offset, context.language));
  }
  for (const JournalFault fault : line.faults) print_fault(context, line.number, fault);
  std::size_t indent = 2;
  for (const std::string& sentence :
       words::custody(fields, context.language, playbooks::answer_in_words)) {
    fmt::print("{}\n", words::wrapped(sentence, indent));
    indent = 4;
  }
}

void print_json(std::string_view text, const Survey& survey) {
  nlohmann::ordered_json verdict = {{"whole", survey.faults_in_all == 0},
                                    {"lines", survey.lines},
                                    {"faults_in_all", survey.faults_in_all},
                                    {"faults", nlohmann::ordered_json::array()}};
  for (const auto& [line, fault] : survey.faults) {
    verdict["faults"].push_back({{"line", line}, {"kind", word_of(fault)}});
  }
  print_object(verdict);
  evidence::walk_journal(text, [&](const WalkedLine& line) {
    if (!line.event.empty()) print_object(line.fields);
    return true;
  });
}

Result<void> journal(Context& context, const std::string& place) {
  const std::string text = TRY(evidence::journal_text(place));
  const Survey found = survey(text);
  if (found.readable == 0) {
    return fail(Errc::malformed, place + ": no line of it is of a journal");
  }
  if (found.faults_in_all > 0) context.exit = Exit::not_whole;
  if (context.json) {
    print_json(text, found);
    return {};
  }
  print_verdict(context, found);
  evidence::walk_journal(text, [&](const WalkedLine& line) {
    print_event(context, line, found.offset_at(line.number));
    return !context.stop.stop_requested();
  });
  return {};
}

}  // namespace

void declare_journal(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("journal", "Print the custody journal of a case or an archive");
  const auto place = std::make_shared<std::string>();
  command->add_option("place", *place, "Archive, folder of a case, or journal.jsonl")->required();
  command->footer("Example: trousse journal dossier.zip");
  command->callback([&context, place] {
    if (auto done = journal(context, *place); !done) say_error(context, done.error());
  });
}

}  // namespace trousse::cli
