// SPDX-License-Identifier: Apache-2.0
#include "cli/verdict.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "cli/print.hpp"
#include "cli/stamps.hpp"
#include "words/custody.hpp"

namespace trousse::cli {
namespace {

using evidence::Fault;
using words::Id;

struct FaultWord {
  Fault::Kind kind;
  Id sentence;
  const char* word;
};

constexpr FaultWord fault_words[] = {
    {Fault::Kind::missing, Id::fault_missing, "missing"},
    {Fault::Kind::changed, Id::fault_changed, "changed"},
    {Fault::Kind::added, Id::fault_added, "added"},
    {Fault::Kind::unsigned_file, Id::fault_unsigned_file, "unsigned_file"},
    {Fault::Kind::bad_signature, Id::fault_bad_signature, "bad_signature"},
    {Fault::Kind::bad_journal, Id::fault_bad_journal, "bad_journal"},
    {Fault::Kind::truncated, Id::fault_truncated, "truncated"}};

const FaultWord& words_of(Fault::Kind kind) {
  for (const auto& row : fault_words) {
    if (row.kind == kind) return row;
  }
  return fault_words[0];
}

void print_json(const evidence::Verdict& verdict,
                const std::vector<evidence::FoundTimestamp>* stamps) {
  nlohmann::ordered_json object = {{"whole", verdict.whole},
                                   {"case", verdict.case_id},
                                   {"created", verdict.created},
                                   {"sealed", verdict.sealed},
                                   {"parts", verdict.parts},
                                   {"ended_early", verdict.ended_early},
                                   {"unread", verdict.unread},
                                   {"images", verdict.images},
                                   {"images_missing", verdict.images_missing.size()},
                                   {"fingerprint", verdict.fingerprint},
                                   {"short_fingerprint", verdict.short_fingerprint},
                                   {"other_signers", verdict.other_signers},
                                   {"faults", nlohmann::ordered_json::array()}};
  for (const auto& fault : verdict.faults) {
    object["faults"].push_back(
        {{"kind", words_of(fault.kind).word}, {"path", fault.path}, {"detail", fault.detail}});
  }
  if (!verdict.operator_typed.empty()) object["operator_typed"] = verdict.operator_typed;
  if (verdict.clock_offset) object["clock_offset"] = *verdict.clock_offset;
  if (stamps != nullptr) object["timestamps"] = json_of(*stamps);
  print_object(object);
}

/// The faults of one file and one kind: a change shows in several checks, and is one change.
struct FaultGroup {
  const Fault* first;
  std::string details;
};

std::vector<FaultGroup> grouped(const std::vector<Fault>& faults) {
  constexpr std::size_t most = 50;
  std::vector<FaultGroup> groups;
  for (const Fault& fault : faults) {
    const auto same = [&](const FaultGroup& group) {
      return group.first->kind == fault.kind && group.first->path == fault.path;
    };
    auto group = std::find_if(groups.begin(), groups.end(), same);
    if (group == groups.end()) {
      if (groups.size() == most) continue;
      groups.push_back({&fault, ""});
      group = std::prev(groups.end());
    }
    if (fault.detail.empty() || group->details.size() > 400) continue;
    group->details += (group->details.empty() ? "" : "; ") + fault.detail;
  }
  return groups;
}

void print_faults(const Context& context, const evidence::Verdict& verdict) {
  for (const FaultGroup& group : grouped(verdict.faults)) {
    if (group.first->path.empty() && group.first->kind != Fault::Kind::truncated) {
      print_wrapped(context, Id::fault_structure, {}, 2);
    } else if (group.first->kind == Fault::Kind::truncated && group.first->path.empty()) {
      print_wrapped(context, Id::fault_cut, {}, 2);
    } else {
      print_wrapped(context, words_of(group.first->kind).sentence, {group.first->path}, 2);
    }
    if (!group.details.empty()) {
      print_wrapped(context, Id::fault_detail, {group.details}, 4);
    }
  }
  // The sums are signed: what they cover and no fault names is as it was sealed.
  print_wrapped(context,
                verdict.fingerprint.empty() ? Id::verdict_nothing_holds : Id::verdict_rest_holds,
                {}, 2);
}

void print_clock(const Context& context, const evidence::Verdict& verdict) {
  print_wrapped(context, Id::verdict_clock, {}, 4);
  if (!verdict.clock_offset) return;
  const std::int64_t offset = *verdict.clock_offset;
  if (offset == 0) return print_wrapped(context, Id::verdict_watch_agrees, {}, 4);
  const auto seconds = static_cast<std::uint64_t>(offset > 0 ? offset : -offset);
  print_wrapped(context, offset > 0 ? Id::verdict_watch_behind : Id::verdict_watch_ahead,
                {words::duration(seconds, context.language)}, 4);
}

void print_who_and_when(const Context& context, const evidence::Verdict& verdict) {
  if (!verdict.case_id.empty()) print_wrapped(context, Id::verdict_case, {verdict.case_id}, 2);
  if (!verdict.created.empty()) {
    print_wrapped(context, Id::verdict_created, {moment(context, verdict.created)}, 2);
  }
  if (!verdict.sealed.empty()) {
    print_wrapped(context, Id::verdict_sealed, {moment(context, verdict.sealed)}, 2);
    print_clock(context, verdict);
  }
  if (!verdict.operator_typed.empty()) {
    print_wrapped(context, Id::verdict_operator, {verdict.operator_typed}, 2);
  } else if (verdict.whole) {
    print_wrapped(context, Id::verdict_no_operator, {}, 2);
  }
  for (const auto& signer : verdict.other_signers) {
    print_wrapped(context, Id::verdict_other_signer, {signer}, 2);
  }
  print_wrapped(context, Id::verdict_parts, {std::to_string(verdict.parts)}, 2);
  // Whole is not complete: what was sealed is all there, and says what it lacks.
  if (verdict.ended_early > 0) {
    print_wrapped(context, Id::verdict_ended_early, {std::to_string(verdict.ended_early)}, 2);
  }
  if (verdict.unread > 0) {
    print_wrapped(context, Id::verdict_unread, {words::number(verdict.unread, context.language)},
                  2);
  }
}

}  // namespace

void print_verdict(Context& context, const evidence::Verdict& verdict,
                   const std::vector<evidence::FoundTimestamp>* stamps) {
  end_line();
  if (!verdict.images_missing.empty()) context.exit = Exit::incomplete;
  if (!verdict.whole) context.exit = Exit::not_whole;
  if (context.json) {
    if (stamps != nullptr && !all_hold(*stamps) && verdict.whole) context.exit = Exit::incomplete;
    return print_json(verdict, stamps);
  }
  print_wrapped(context, verdict.whole ? Id::verdict_whole : Id::verdict_not_whole);
  if (!verdict.whole) print_faults(context, verdict);
  print_who_and_when(context, verdict);
  if (verdict.images > 0) {
    const auto missing = verdict.images_missing.size();
    print_wrapped(context, Id::verdict_images,
                  {std::to_string(verdict.images - missing), std::to_string(verdict.images)}, 2);
    if (missing > 0) {
      print_wrapped(context, Id::verdict_images_missing, {std::to_string(missing)}, 2);
    }
  }
  if (stamps != nullptr) print_stamps(context, *stamps);
  if (!verdict.short_fingerprint.empty()) {
    print_wrapped(context, Id::verdict_fingerprint, {verdict.short_fingerprint}, 2);
    print_wrapped(context, Id::verdict_full_fingerprint, {verdict.fingerprint}, 2);
    print_wrapped(context, Id::verdict_compare, {}, 2);
    print_wrapped(context, Id::verdict_compare_why, {}, 2);
  }
  if (!verdict.whole) print_wrapped(context, Id::verdict_keep, {}, 2);
}

}  // namespace trousse::cli
