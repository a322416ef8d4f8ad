// SPDX-License-Identifier: Apache-2.0
#include "scanners/scan_place.hpp"

#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/json_fields.hpp"
#include "evidence/hash.hpp"
#include "scanners/counts.hpp"

namespace trousse::scanners {
namespace {

using json_fields::Json;
using json_fields::number_at;

std::string hash_of(const ReadingOrder& order) {
  evidence::Sha256Stream hash;
  for (std::uint64_t i = 0; i < order.size(); ++i) {
    std::array<std::byte, 8> bytes{};
    std::uint64_t entry = order.entry(i);
    for (std::byte& each : bytes) {
      each = static_cast<std::byte>(entry);
      entry >>= 8;
    }
    hash.add(bytes);
  }
  return evidence::hex(hash.finish());
}

}  // namespace

Result<ScanPlace> ScanPlace::in(const ReadingOrder& order, const std::string& marked,
                                Scanned& scanned) {
  ScanPlace place;
  place.size_ = order.size();
  place.order_ = hash_of(order);
  if (marked.empty()) return place;
  const auto before = json_fields::parse(marked);
  if (!before || json_fields::text_at(*before, "order") != place.order_ ||
      number_at(*before, "next") > place.size_) {
    return fail(Errc::not_whole, "the volume does not list as it did before the interruption");
  }
  place.start_ = place.next_ = number_at(*before, "next");
  for (const Json& index : json_fields::member(*before, "in_hand")) {
    if (index.is_number_unsigned()) place.cut_.insert(index.get<std::uint64_t>());
  }
  place.in_hand_ = place.cut_;
  Scanned until = counts_in(*before);
  until.rules = scanned.rules;
  until.rules_left_out = scanned.rules_left_out;
  until.sigma_rules = scanned.sigma_rules;
  add(until, scanned);
  return place;
}

std::optional<Scanned> ScanPlace::whole(const std::string& marked) {
  const auto before = json_fields::parse(marked);
  if (!before || number_at(*before, "whole") == 0) return std::nullopt;
  return scanned_until(marked);
}

std::uint64_t ScanPlace::reached(const std::string& marked) {
  const auto before = json_fields::parse(marked);
  return before ? number_at(*before, "next") : 0;
}

Scanned scanned_until(const std::string& marked) {
  const auto before = json_fields::parse(marked);
  return before ? counts_in(*before) : Scanned{};
}

std::optional<std::uint64_t> ScanPlace::next() {
  if (handed_ == size_) return std::nullopt;
  const std::uint64_t index = handed_++;
  if (index >= next_) {
    next_ = index + 1;
    in_hand_.insert(index);
  }
  return index;
}

// Written for each entry: by hand, where a JSON object would cost more than many a small file.
std::string ScanPlace::written(const Scanned& scanned, bool is_whole) const {
  return fmt::format(R"({{"whole":{},"next":{},"in_hand":[{}],"order":"{}",{}}})", is_whole ? 1 : 0,
                     next_, fmt::join(in_hand_, ","), order_, counts_text(scanned));
}

}  // namespace trousse::scanners
