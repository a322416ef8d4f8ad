// SPDX-License-Identifier: Apache-2.0
#include "scanners/counts.hpp"

#include <iterator>

#include <fmt/format.h>

#include "core/json_fields.hpp"

namespace trousse::scanners {
namespace {

struct Count {
  const char* name;
  std::uint64_t Scanned::*value;
  bool of_volume;
};
constexpr Count all_counts[] = {{"files", &Scanned::files, true},
                                {"streams", &Scanned::streams, true},
                                {"bytes", &Scanned::bytes, true},
                                {"findings", &Scanned::findings, true},
                                {"failed", &Scanned::failed, true},
                                {"timed_out", &Scanned::timed_out, true},
                                {"rules", &Scanned::rules, false},
                                {"rules_left_out", &Scanned::rules_left_out, false},
                                {"events", &Scanned::events, true},
                                {"sigma_rules", &Scanned::sigma_rules, false},
                                {"clamav_shown", &Scanned::clamav_shown, true},
                                {"clamav_passed_over", &Scanned::clamav_passed_over, true},
                                {"clamav_unanswered", &Scanned::clamav_unanswered, true}};

}  // namespace

void add(const Scanned& more, Scanned& to) {
  add_seen(more, to);
  for (const Count& count : all_counts) {
    if (!count.of_volume) to.*count.value = more.*count.value;
  }
}

void add_seen(const Scanned& more, Scanned& to) {
  for (const Count& count : all_counts) {
    if (count.of_volume) to.*count.value += more.*count.value;
  }
}

void put_counts(nlohmann::ordered_json& object, const Scanned& scanned) {
  for (const Count& count : all_counts) object[count.name] = scanned.*count.value;
}

std::string counts_text(const Scanned& scanned) {
  std::string text;
  for (const Count& count : all_counts) {
    fmt::format_to(std::back_inserter(text), R"({}"{}":{})", text.empty() ? "" : ",", count.name,
                   scanned.*count.value);
  }
  return text;
}

Scanned counts_in(const nlohmann::ordered_json& object) {
  Scanned scanned;
  for (const Count& count : all_counts)
    scanned.*count.value = json_fields::number_at(object, count.name);
  return scanned;
}

}  // namespace trousse::scanners
