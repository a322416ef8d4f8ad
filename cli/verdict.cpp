// SPDX-License-Identifier: Apache-2.0
#include "cli/verdict.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/print.hpp"

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

void print_json(const evidence::Verdict& verdict) {
  nlohmann::ordered_json object = {{"whole", verdict.whole},
                                   {"case", verdict.case_id},
                                   {"created", verdict.created},
                                   {"sealed", verdict.sealed},
                                   {"parts", verdict.parts},
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
  fmt::print("{}\n", object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace

void print_verdict(Context& context, const evidence::Verdict& verdict) {
  end_line();
  if (!verdict.images_missing.empty()) context.exit = Exit::incomplete;
  if (!verdict.whole) context.exit = Exit::not_whole;
  if (context.json) return print_json(verdict);
  print(context, verdict.whole ? Id::verdict_whole : Id::verdict_not_whole);
  for (const auto& fault : verdict.faults) {
    std::string what = fault.path;
    if (!fault.detail.empty()) what += (what.empty() ? "" : ": ") + fault.detail;
    print(context, words_of(fault.kind).sentence, {what}, 2);
  }
  if (!verdict.case_id.empty()) print(context, Id::verdict_case, {verdict.case_id}, 2);
  if (!verdict.created.empty()) {
    print(context, Id::verdict_created, {moment(context, verdict.created)}, 2);
  }
  if (!verdict.sealed.empty()) {
    print(context, Id::verdict_sealed, {moment(context, verdict.sealed)}, 2);
    print(context, Id::verdict_clock, {}, 2);
  }
  print(context, Id::verdict_parts, {std::to_string(verdict.parts)}, 2);
  if (verdict.images > 0) {
    const auto missing = verdict.images_missing.size();
    print(context, Id::verdict_images,
          {std::to_string(verdict.images - missing), std::to_string(verdict.images)}, 2);
    if (missing > 0) print(context, Id::verdict_images_missing, {std::to_string(missing)}, 2);
  }
  if (!verdict.short_fingerprint.empty()) {
    print(context, Id::verdict_fingerprint, {verdict.short_fingerprint}, 2);
    print(context, Id::verdict_full_fingerprint, {verdict.fingerprint}, 2);
    print(context, Id::verdict_compare, {}, 2);
    print(context, Id::verdict_compare_why, {}, 2);
  }
  for (const auto& signer : verdict.other_signers) {
    print(context, Id::verdict_other_signer, {signer}, 2);
  }
  if (!verdict.whole) print(context, Id::verdict_keep, {}, 2);
}

}  // namespace trousse::cli
