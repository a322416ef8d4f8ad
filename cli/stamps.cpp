// SPDX-License-Identifier: Apache-2.0
#include "cli/stamps.hpp"

#include <algorithm>

#include "cli/print.hpp"
#include "core/text.hpp"

namespace trousse::cli {

using words::Id;

void print_stamp(const Context& context, const evidence::Timestamp& stamp) {
  print_wrapped(context, Id::stamp_holds,
                {words::moment(stamp.time, context.language), stamp.authority}, 2);
  print_wrapped(context, Id::stamp_means, {}, 2);
  if (!stamp.chain) return print_wrapped(context, Id::stamp_judge, {}, 2);
  if (*stamp.chain) return print_wrapped(context, Id::stamp_chain_holds, {}, 2);
  print_wrapped(context, Id::stamp_chain_fails, {stamp.chain_trouble}, 2);
}

bool all_hold(const std::vector<evidence::FoundTimestamp>& stamps) {
  return std::all_of(stamps.begin(), stamps.end(), [](const evidence::FoundTimestamp& one) {
    return one.holds && one.stamp->chain.value_or(true);
  });
}

void print_stamps(Context& context, const std::vector<evidence::FoundTimestamp>& stamps) {
  for (const auto& one : stamps) {
    if (one.holds) {
      print_stamp(context, *one.stamp);
      continue;
    }
    print_wrapped(context, Id::stamp_fault, {one.name, one.trouble}, 2);
    print_wrapped(context, Id::stamp_fault_of_stamp, {}, 2);
  }
  if (!all_hold(stamps) && context.exit == Exit::done) context.exit = Exit::incomplete;
}

nlohmann::ordered_json json_of(const evidence::Timestamp& stamp) {
  nlohmann::ordered_json out = {{"time", to_iso8601(stamp.time)},
                                {"authority", stamp.authority},
                                {"serial", stamp.serial},
                                {"policy", stamp.policy},
                                {"sha256", to_hex(stamp.hash)}};
  if (stamp.chain) out["chain"] = *stamp.chain;
  if (!stamp.chain_trouble.empty()) out["chain_trouble"] = stamp.chain_trouble;
  return out;
}

nlohmann::ordered_json json_of(const std::vector<evidence::FoundTimestamp>& stamps) {
  auto all = nlohmann::ordered_json::array();
  for (const auto& one : stamps) {
    nlohmann::ordered_json object = {{"file", one.name}, {"holds", one.holds}};
    if (one.stamp) object.update(json_of(*one.stamp));
    if (!one.trouble.empty()) object["trouble"] = one.trouble;
    all.push_back(std::move(object));
  }
  return all;
}

}  // namespace trousse::cli
