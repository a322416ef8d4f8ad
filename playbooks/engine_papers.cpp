// SPDX-License-Identifier: Apache-2.0
// The papers beside a sealed archive: `trousse papers` as a child, from what the engine heard.
#include <algorithm>

#include <fmt/format.h>

#include "papers/facts_json.hpp"
#include "papers/paper.hpp"
#include "playbooks/case_papers.hpp"
#include "playbooks/process_engine.hpp"

namespace trousse::playbooks {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view points_paper = "control-points";

words::Language language_of(const std::string& name) {
  return name == "en" ? words::Language::english : words::Language::french;
}

std::string file_of(const papers::Paper& paper, words::Language language) {
  return std::string(words::text(paper.file, language)) + ".pdf";
}

// "+15 min": how far the watch is from the clock of this machine.
std::string offset_in_words(const std::string& answer) {
  if (answer.empty() || answer == "same") return {};
  return (answer.starts_with('-') ? "" : "+") + answer + " min";
}

}  // namespace

words::ReportFacts ProcessEngine::gathered() const {
  const words::ReportFacts collected = collected_.tally().facts();
  const words::ReportFacts scanned = scanned_.tally().facts();
  Tally all;
  all.edit() = collected.began.empty() ? scanned : collected;
  if (!collected.began.empty()) {
    for (const auto& finding : scanned.findings) all.hear(finding);
    for (const auto& note : scanned.notes) all.hear(note);
    all.hear(scanned_.scan());
    auto& facts = all.edit();
    facts.findings_in_all = collected.findings_in_all + scanned.findings_in_all;
    facts.was_interrupted = collected.was_interrupted || scanned.was_interrupted;
    facts.troubles_in_all += scanned.troubles_in_all;
    for (std::size_t i = 0; i < facts.earlier_levels.size(); ++i) {
      facts.earlier_levels[i] += scanned.earlier_levels[i];
    }
    facts.ended = scanned.ended.empty() ? collected.ended : scanned.ended;
  }
  words::ReportFacts facts = all.facts();
  if (facts.case_id.empty()) facts.case_id = case_id_;
  return facts;
}

ProcessEngine::~ProcessEngine() = default;

std::string ProcessEngine::paper_facts(const WritePapers& wish) const {
  const auto report = gathered();
  const std::string archive = fs::path(sealed_told_.archive).filename().string();
  const auto clock = answered_.find("clock");
  const CaseKnown known{report,
                        answered_,
                        options_.contacts,
                        archive,
                        sealed_told_.sha256,
                        sealed_told_.short_fingerprint,
                        network_cut_,
                        offset_in_words(clock == answered_.end() ? "" : clock->second)};
  return papers::to_json(facts_for_papers(known, wish, language_of(options_.language)));
}

void ProcessEngine::begin(const WritePapers& wish) {
  const auto refused = [&](const Error& error) {
    reports_.emplace_back(PapersWritten{papers_.string(), {}, error});
  };
  if (sealed_told_.archive.empty()) return refused({Errc::usage, "nothing is sealed yet"});
  if (child_) return refused({Errc::refused, "a step is at work already"});
  papers_ = fs::path(sealed_told_.archive).replace_extension("") += "-papiers";
  std::vector<std::string> arguments{"--lang",   options_.language, "papers",        "--facts",
                                     input_path, "--out",           papers_.string()};
  if (wish.points_only) {
    arguments.insert(arguments.end(), {"--only", std::string(points_paper)});
    std::error_code ignored;
    for (const auto& paper : papers::all_papers()) {
      if (paper.name == points_paper) {
        fs::remove(papers_ / file_of(paper, language_of(options_.language)), ignored);
      }
    }
  }
  arguments.insert(arguments.begin(), {"--events", std::to_string(child_events_fd)});
  // What is known is told in memory: a file on the key would stay there in clear, deleted or not.
  auto started = Child::start(options_.program, arguments, paper_facts(wish));
  if (!started) return refused(started.error());
  child_ = std::move(*started);
  task_ = Task::papers;
  last_error_.reset();
}

void ProcessEngine::end_papers(int code) {
  std::error_code ignored;
  PapersWritten written{papers_.string(), {}, {}};
  const auto language = language_of(options_.language);
  for (const auto& paper : papers::all_papers()) {
    const std::string name = file_of(paper, language);
    if (!fs::is_regular_file(papers_ / name, ignored)) continue;
    written.papers.push_back({name, std::string(words::text(paper.title, language))});
  }
  if (code != 0) {
    written.error = last_error_.value_or(Error{Errc::refused, fmt::format("exit code {}", code)});
  }
  reports_.emplace_back(std::move(written));
}

}  // namespace trousse::playbooks
