// SPDX-License-Identifier: Apache-2.0
#include "scanners/scan_place.hpp"

#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "evidence/hash.hpp"

namespace trousse::scanners {
namespace {

using Json = nlohmann::json;

std::uint64_t number(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

std::optional<Json> object_in(const std::string& text) {
  Json value = Json::parse(text, nullptr, false);
  return value.is_object() ? std::optional(std::move(value)) : std::nullopt;
}

void add_counts(const Json& from, Scanned& to) {
  to.files += number(from, "files");
  to.streams += number(from, "streams");
  to.bytes += number(from, "bytes");
  to.findings += number(from, "findings");
  to.failed += number(from, "failed");
  to.timed_out += number(from, "timed_out");
}

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
  const auto before = object_in(marked);
  if (!before || before->value("order", "") != place.order_ ||
      number(*before, "next") > place.size_) {
    return fail(Errc::not_whole, "the volume does not list as it did before the interruption");
  }
  place.start_ = place.next_ = number(*before, "next");
  if (const auto cut = before->find("in_hand"); cut != before->end() && cut->is_array()) {
    for (const Json& index : *cut) {
      if (index.is_number_unsigned()) place.cut_.insert(index.get<std::uint64_t>());
    }
  }
  place.in_hand_ = place.cut_;
  add_counts(*before, scanned);
  return place;
}

std::optional<Scanned> ScanPlace::whole(const std::string& marked) {
  const auto before = marked.empty() ? std::nullopt : object_in(marked);
  if (!before || number(*before, "whole") == 0) return std::nullopt;
  return scanned_until(marked);
}

Scanned scanned_until(const std::string& marked) {
  Scanned scanned;
  const auto before = marked.empty() ? std::nullopt : object_in(marked);
  if (!before) return scanned;
  add_counts(*before, scanned);
  scanned.rules = number(*before, "rules");
  scanned.rules_left_out = number(*before, "rules_left_out");
  return scanned;
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
  return fmt::format(
      R"({{"whole":{},"next":{},"in_hand":[{}],"order":"{}","files":{},"streams":{},"bytes":{},)"
      R"("findings":{},"failed":{},"timed_out":{},"rules":{},"rules_left_out":{}}})",
      is_whole ? 1 : 0, next_, fmt::join(in_hand_, ","), order_, scanned.files, scanned.streams,
      scanned.bytes, scanned.findings, scanned.failed, scanned.timed_out, scanned.rules,
      scanned.rules_left_out);
}

}  // namespace trousse::scanners
