// SPDX-License-Identifier: Apache-2.0
#include "cli/going_on.hpp"

#include <filesystem>

#include <nlohmann/json.hpp>

#include "cli/custody.hpp"
#include "cli/print.hpp"
#include "cli/sealing.hpp"
#include "evidence/archive.hpp"
#include "evidence/files.hpp"
#include "playbooks/going_on.hpp"

namespace trousse::cli {
namespace {

namespace fs = std::filesystem;
using words::Id;

constexpr std::string_view code_given = "rescue_code_given";
constexpr const char* going_away = ".removed";

std::string step_name(const Context& context, const std::string& step) {
  if (step == "collect") return say(context, Id::step_collect);
  if (step == "scan") return say(context, Id::step_scan);
  return step == "report" ? say(context, Id::step_report) : step;
}

void print_json(const evidence::Case& opened, const evidence::Standing& standing) {
  nlohmann::ordered_json object = {{"step", "resume"},
                                   {"case", opened.id()},
                                   {"parts", standing.parts},
                                   {"bytes", standing.bytes},
                                   {"dropped", standing.reopening.partials_dropped},
                                   {"steps", nlohmann::ordered_json::array()}};
  for (const auto& step : standing.steps) {
    object["steps"].push_back({{"step", step.name}, {"how", step.how}});
  }
  print_object(object);
}

void print_standing(const Context& context, const evidence::Case& opened) {
  const auto standing = opened.standing();
  if (context.json) return print_json(opened, standing);
  print(context, Id::going_on_title);
  print(context, Id::going_on_parts,
        {std::to_string(standing.parts), words::size(standing.bytes, context.language)}, 2);
  if (standing.reopening.partials_dropped > 0) {
    print(context, Id::going_on_dropped, {std::to_string(standing.reopening.partials_dropped)}, 2);
  }
  if (standing.reopening.torn > 0) print(context, Id::going_on_torn, {}, 2);
  for (const auto& step : standing.steps) {
    if (step.how == "interrupted") continue;
    const bool has_place = step.facts.is_object();
    const Id id = !step.how.empty() ? Id::going_on_done
                  : has_place       ? Id::going_on_cut
                                    : Id::going_on_again;
    print(context, id, {step_name(context, step.name)}, 2);
  }
  if (opened.has_note(code_given)) print(context, Id::going_on_code, {}, 2);
}

// The code in a file that an earlier run wrote just before it was cut.
bool opens_it(const std::string& file, const fs::path& rescue_key) {
  auto& files = evidence::Files::disk();
  constexpr std::uint64_t most = 4096;
  const auto text = evidence::read_text(files, file, most);
  const auto sealed = files.read(rescue_key);
  if (!text || !sealed) return false;
  const auto code = evidence::RescueCode::parse(*text);
  if (!code) return false;
  const std::vector<evidence::age::Opener> openers{evidence::age::Passphrase{code->text()}};
  const auto nowhere = [](std::span<const std::byte>) -> Result<void> { return {}; };
  return evidence::age::decrypt(**sealed, openers, nowhere).has_value();
}

}  // namespace

Result<void> note_code_given(evidence::Case& opened) { return opened.journal(code_given, "{}"); }

Result<std::optional<evidence::Case>> reopen(Context& context, const std::string& folder,
                                             const playbooks::Examined& examined,
                                             const StepOptions& step, const KeyOptions& keys) {
  std::error_code ignored;
  if (!fs::exists(fs::path(folder) / "case.json", ignored)) return std::optional<evidence::Case>();
  auto opened = TRY(reopen_case(folder));
  const fs::path rescue_key = fs::path(folder) / "keys" / "rescue.age";
  const bool lacks_code = fs::exists(rescue_key, ignored) && !opened.has_note(code_given);
  if (lacks_code && opens_it(keys.rescue_code_file, rescue_key)) {
    TRY(note_code_given(opened));
  } else if (lacks_code && opened.standing().steps.empty()) {
    // Cut before its code reached anybody: nobody could open it, and nothing is in it.
    fs::remove_all(folder, ignored);
    return std::optional<evidence::Case>();
  }
  const bool same = TRY(playbooks::is_of(opened, examined, step.chosen_volume()));
  if (!same) {
    return fail(Errc::exists, folder + " holds a case of another disk, or of other volumes of it");
  }
  print_standing(context, opened);
  return std::optional(std::move(opened));
}

void remove_case(const std::string& folder) {
  const std::string going = folder + going_away;
  std::error_code ignored;
  fs::remove_all(going, ignored);
  if (evidence::Files::disk().publish(folder, going)) fs::remove_all(going, ignored);
}

Result<bool> finish_sealed(Context& context, const std::string& out, const std::string& folder,
                           bool keep_case) {
  std::error_code ignored;
  const bool was_being_removed = fs::exists(folder + going_away, ignored);
  if (was_being_removed && !fs::exists(folder, ignored)) {
    const auto verdict = evidence::verify(out, watch(context, "verify"));
    if (!verdict || !verdict->whole) return false;
    fs::remove_all(folder + going_away, ignored);
    if (!context.json) print(context, Id::going_on_sealed);
    return true;
  }
  const auto seal = TRY(evidence::finish_sealing(folder, out, watch(context, "verify")));
  if (!seal) return false;
  if (!keep_case) remove_case(folder);
  if (!context.json) print(context, Id::going_on_sealed);
  print_seal(context, *seal, out);
  return true;
}

}  // namespace trousse::cli
