// SPDX-License-Identifier: Apache-2.0
#include "playbooks/path.hpp"

#include <algorithm>
#include <random>

#include "tests/support/catch.hpp"

using namespace trousse;
using namespace trousse::playbooks;

namespace {

Path start(std::string_view sheet) {
  auto path = Path::start(built_in_library(), sheet);
  REQUIRE(path);
  return *path;
}

// A person who answers anything, by a seed.
struct Anyone {
  std::mt19937 dice;

  std::size_t below(std::size_t count) { return dice() % count; }

  std::string some_answer(const Ask& ask) {
    switch (ask.kind) {
      case Ask::Kind::choice: return ask.choices[below(ask.choices.size())].id;
      case Ask::Kind::hour: return "2026-11-23T18:04:00.0000000Z";
      case Ask::Kind::disk: return "/dev/nvme0n1";
      case Ask::Kind::text:
      case Ask::Kind::keys: return "given";
    }
    return {};
  }

  void state_facts(Path& path) {
    for (const std::string_view fact : known_facts) path.state(fact, below(2) == 0);
  }

  void one_step(Path& path) {
    const Step* step = path.current();
    REQUIRE(step != nullptr);
    const Ask* ask = std::get_if<Ask>(&step->verb);
    if (below(8) == 0) {
      REQUIRE(path.skip());
      return;
    }
    if (ask != nullptr) REQUIRE(path.answer(step->id, some_answer(*ask)));
    REQUIRE(path.next());
  }
};

// By answers that lead on: the first choice unless said otherwise.
void go_to(Path& path, std::string_view step, const std::map<std::string, std::string>& answers) {
  Anyone anyone{std::mt19937(1)};
  while (path.current() != nullptr && path.current()->id != step) {
    const Step& here = *path.current();
    if (const Ask* ask = std::get_if<Ask>(&here.verb)) {
      const auto given = answers.find(here.id);
      const std::string value = given != answers.end()           ? given->second
                                : ask->kind == Ask::Kind::choice ? ask->choices.front().id
                                                                 : anyone.some_answer(*ask);
      REQUIRE(path.answer(here.id, value));
    }
    REQUIRE(path.next());
  }
}

std::string place(const Path& path) {
  const Step* step = path.current();
  return path.sheet().id + "/" + (step == nullptr ? "end" : step->id) + " " +
         std::to_string(path.number()) + " of " + std::to_string(path.count());
}

}  // namespace

TEST_CASE("From any sheet, whatever the answers, the path ends") {
  for (const Playbook& sheet : built_in_library().sheets) {
    for (unsigned seed = 0; seed < 60; ++seed) {
      INFO(sheet.id << " seed " << seed);
      Anyone anyone{std::mt19937(seed)};
      Path path = start(sheet.id);
      anyone.state_facts(path);
      std::size_t steps = 0;
      while (!path.at_end() && steps < 500) {
        anyone.one_step(path);
        ++steps;
      }
      CHECK(path.at_end());
      CHECK(steps < 100);
    }
  }
}

TEST_CASE("Who skips nothing ends at the page of what follows") {
  for (const Playbook& sheet : built_in_library().sheets) {
    for (unsigned seed = 0; seed < 40; ++seed) {
      INFO(sheet.id << " seed " << seed);
      Anyone anyone{std::mt19937(seed)};
      Path path = start(sheet.id);
      const Step* last = nullptr;
      while (!path.at_end()) {
        last = path.current();
        if (const Ask* ask = std::get_if<Ask>(&last->verb)) {
          REQUIRE(path.answer(last->id, anyone.some_answer(*ask)));
        }
        REQUIRE(path.next());
      }
      REQUIRE(last != nullptr);
      CHECK(std::holds_alternative<HandOver>(last->verb));
    }
  }
}

TEST_CASE("Back and then forward again leaves everything as it was") {
  for (const Playbook& sheet : built_in_library().sheets) {
    for (unsigned seed = 0; seed < 40; ++seed) {
      Anyone anyone{std::mt19937(seed)};
      Path path = start(sheet.id);
      anyone.state_facts(path);
      while (!path.at_end()) {
        anyone.one_step(path);
        const std::string before = path.to_json();
        INFO(sheet.id << " seed " << seed << " at " << place(path));
        const std::size_t steps = 1 + anyone.below(4);
        std::size_t gone = 0;
        while (gone < steps && path.back()) ++gone;
        for (; gone > 0; --gone) {
          const bool skipped = path.outcome_of(path.current()->id) == Outcome::skipped;
          REQUIRE((skipped ? path.skip() : path.next()));
        }
        REQUIRE(path.to_json() == before);
      }
    }
  }
}

TEST_CASE("Going back loses no answer") {
  Path path = start("general");
  go_to(path, "memory", {{"care", "nobody"}, {"decided", "insurer"}});
  while (path.back()) {
  }
  CHECK(path.current()->id == "hour");
  CHECK(path.answer_of("care") == "nobody");
  CHECK(path.answer_of("decided") == "insurer");
  CHECK(path.answer_of("seen") == "given");
}

TEST_CASE("A path resumes at the same step, in another process, with all it knew") {
  for (const Playbook& sheet : built_in_library().sheets) {
    for (unsigned seed = 0; seed < 20; ++seed) {
      Anyone anyone{std::mt19937(seed)};
      Path path = start(sheet.id);
      anyone.state_facts(path);
      while (!path.at_end()) {
        anyone.one_step(path);
        const auto again = Path::from_json(built_in_library(), path.to_json());
        REQUIRE(again);
        REQUIRE(again->to_json() == path.to_json());
        REQUIRE(place(*again) == place(path));
      }
    }
  }
}

TEST_CASE("The number of a step grows by one, how many there are only shrinks") {
  for (const Playbook& sheet : built_in_library().sheets) {
    for (unsigned seed = 0; seed < 40; ++seed) {
      Anyone anyone{std::mt19937(seed)};
      Path path = start(sheet.id);
      anyone.state_facts(path);
      while (!path.at_end()) {
        const std::string followed = path.sheet().id;
        const std::size_t number = path.number();
        const std::size_t count = path.count();
        INFO(sheet.id << " seed " << seed << " at " << place(path));
        CHECK(number <= count);
        anyone.one_step(path);
        if (path.at_end() || path.sheet().id != followed) continue;
        // What is joined is counted with the step before.
        CHECK(path.number() == number + (path.current()->joined ? 0 : 1));
        CHECK(path.count() <= count);
      }
    }
  }
}

TEST_CASE("The key is offered when nobody comes today, and not when somebody does") {
  Path helped = start("general");
  go_to(helped, "handed", {{"care", "today"}});
  CHECK(helped.current()->id == "handed");
  REQUIRE(helped.next());
  CHECK(helped.current()->id == "next");

  for (const char* answer : {"helper", "nobody", "changing", "already_off"}) {
    Path alone = start("general");
    go_to(alone, "collect", {{"care", answer}});
    INFO(answer);
    CHECK(alone.current()->id == "collect");
  }
}

TEST_CASE("An hour that nobody may know may be answered so, another may not") {
  Path path = start("general");
  CHECK_FALSE(path.answer("hour", unknown_hour));
  go_to(path, "stopped", {{"care", "nobody"}});
  REQUIRE(path.answer("stopped", unknown_hour));
  CHECK(path.next());
}

TEST_CASE("On the key a step says what is true there, under the same number") {
  Path path = start("general");
  go_to(path, "stay", {});
  REQUIRE(path.current()->id == "stay");
  const Step there = seen_on_key(*path.current());
  CHECK(there.title.fr == "Ne redémarrez pas Windows");
  CHECK(lines_of(there.verb).front().text.fr.find("Windows est arrêté") != std::string::npos);
  CHECK(path.current()->title.fr == "N'éteignez rien, ne rallumez rien");
  CHECK(path.current()->on_paper);
}

TEST_CASE("A program of remote control alone proposes no sheet: it may be the provider's") {
  const Library& library = built_in_library();
  CHECK_FALSE(suggest_sheet(library, "general", {"finding.remote_access"}));
  const auto both = suggest_sheet(library, "general", {"finding.remote_access", "finding.malware"});
  REQUIRE(both);
  CHECK(both->sheet == "intrusion");
}

TEST_CASE("Another sheet begins at its first step that is not done, and keeps common answers") {
  Path path = start("malware");
  go_to(path, "findings", {{"care", "nobody"}});
  REQUIRE(path.change_sheet("ransomware"));
  CHECK(path.current()->id == "shared_disks");
  CHECK(path.answer_of("care") == "nobody");
  CHECK(path.number() == 1);
  std::vector<std::string> ids;
  while (!path.at_end()) {
    ids.push_back(path.current()->id);
    REQUIRE(path.next());
  }
  // What was done on the way here is not asked again; collecting is not done twice.
  CHECK(ids == std::vector<std::string>{"shared_disks", "ransom_message", "other_computers",
                                        "samples", "findings", "seal", "next"});
}

TEST_CASE("A change of sheet is undone by going back, or by changing again") {
  Path path = start("malware");
  go_to(path, "findings", {{"care", "nobody"}});
  const std::string before = place(path);
  REQUIRE(path.change_sheet("ransomware"));
  REQUIRE(path.back());
  CHECK(place(path) == before);
  REQUIRE(path.change_sheet("ransomware"));
  REQUIRE(path.next());
  REQUIRE(path.change_sheet("malware"));
  CHECK(place(path) == before);
  CHECK(path.change_sheet("nowhere").error().code == Errc::missing);
}

TEST_CASE("An answer leads to its sheet, and a question without an answer keeps one there") {
  Path path = start("triage");
  CHECK(path.next().error().code == Errc::usage);
  REQUIRE(path.answer("where", "computer"));
  REQUIRE(path.next());
  REQUIRE(path.answer("on_screen", "number"));
  REQUIRE(path.next());
  CHECK(path.sheet().id == "fake_support");
  REQUIRE(path.back());
  CHECK(path.current()->id == "on_screen");
  REQUIRE(path.answer("on_screen", "blocked"));
  REQUIRE(path.next());
  CHECK(path.sheet().id == "ransomware");
}

TEST_CASE("An answer is one of those offered; a path holds no free text") {
  Path path = start("general");
  CHECK(path.answer("care", "perhaps").error().code == Errc::usage);
  CHECK(path.answer("no_such_step", "nobody").error().code == Errc::usage);
  CHECK(path.answer("hour", "yesterday").error().code == Errc::usage);
  CHECK(path.answer("seen", "Madame X told me").error().code == Errc::usage);
  CHECK(path.answer("disk", "a disk of Madame X").error().code == Errc::usage);
  CHECK(path.answer("network", "given").error().code == Errc::usage);
  REQUIRE(path.answer("seen", "given"));
  path.state("disk.of_madame_x", true);
  CHECK(path.to_json().find("adame") == std::string::npos);
  CHECK(path.to_json().find("madame") == std::string::npos);
}

TEST_CASE("A kept path that was tampered with is refused or read as far as it makes sense") {
  const Library& library = built_in_library();
  for (const char* text :
       {"", "[]", "{}", "{\"format\":2}", "{\"format\":1,\"legs\":[],\"depth\":0}",
        "{\"format\":1,\"legs\":[{\"sheet\":\"general\"}],\"depth\":1}",
        "{\"format\":1,\"legs\":[{\"sheet\":\"general\"}],\"depth\":-1}",
        "{\"format\":1,\"legs\":[7],\"depth\":0}"}) {
    INFO(text);
    CHECK_FALSE(Path::from_json(library, text));
  }
  CHECK_FALSE(Path::from_json(library, std::string(300'000, '[')));
  CHECK(Path::from_json(library, "{\"format\":1,\"legs\":[{\"sheet\":\"gone\"}],\"depth\":0}")
            .error()
            .code == Errc::missing);

  const auto odd = Path::from_json(
      library,
      "{\"format\":1,\"legs\":[{\"sheet\":\"general\",\"step\":\"gone\",\"earlier\":[7,\"x y\"]}],"
      "\"depth\":0,\"answers\":{\"care\":\"perhaps\",\"hour\":[]},"
      "\"outcomes\":{\"hour\":\"done\",\"network\":\"danced\"},\"facts\":[\"moon\"]}");
  REQUIRE(odd);
  CHECK(odd->current()->id == "network");
  CHECK_FALSE(odd->answer_of("care"));
  CHECK(odd->facts().empty());
}
