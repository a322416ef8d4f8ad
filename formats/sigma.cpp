// SPDX-License-Identifier: Apache-2.0
#include "formats/sigma.hpp"

#include <algorithm>
#include <atomic>
#include <unordered_map>

#include <fmt/format.h>

#include "core/text.hpp"
#include "formats/sigma_detection.hpp"
#include "formats/sigma_documents.hpp"
#include "formats/sigma_logs.hpp"

namespace trousse::formats {
namespace {

constexpr std::size_t most_rules = 20'000;
// A file of a million empty rules is not told line by line.
constexpr std::size_t most_left_out = 20'000;
// A rule that names more events stands with those for any.
constexpr std::size_t most_ids = 1000;

}  // namespace

struct SigmaRules::Impl {
  /// A rule as it looks at the events of one place.
  struct PlacedRule {
    std::size_t number;
    SigmaDialect dialect;
    std::optional<SigmaItem> event_type;
  };

  /// The rules for the events of one channel, by number of event.
  struct ChannelRules {
    std::unordered_map<std::uint32_t, std::vector<PlacedRule>> by_id;
    std::vector<PlacedRule> for_any_id;
  };
  struct Loaded {
    SigmaRule facts;
    SigmaDetection detection;
  };

  SigmaShared shared;
  SigmaFieldNames::Number event_id = shared.names.number("EventID");
  SigmaFieldNames::Number event_type = shared.names.number("EventType");
  std::vector<Loaded> rules;
  std::uint64_t for_other_logs = 0;
  std::vector<std::string> left_out;
  std::unordered_map<std::string, ChannelRules> channels;  // "" for those of any channel
  mutable std::atomic<std::uint64_t> gave_up{0};

  void leave_out(std::string_view file, std::string_view title, std::string_view why) {
    if (left_out.size() > most_left_out) return;
    if (left_out.size() == most_left_out) {
      left_out.push_back(
          fmt::format("more than {} rules: the others are not named", most_left_out));
      return;
    }
    std::string line = printable(file, 200);
    if (!title.empty()) line += ": " + printable(title, 200);
    left_out.push_back(line + ": " + printable(why, 500));
  }

  Result<void> take(const SigmaDocument& document, std::string_view file);
  void place(const SigmaLogPlace& place, std::size_t number);
  void ask(std::string_view channel, const LogRecord& record, const SigmaRecord& fields,
           std::vector<std::size_t>& matched) const;
};

Result<void> SigmaRules::Impl::take(const SigmaDocument& document, std::string_view file) {
  const Yaml* source = document.yaml.find("logsource");
  std::vector<SigmaLogPlace> places;
  if (source != nullptr) {
    places = TRY(sigma_log_places(source->text("product"), source->text("category"),
                                  source->text("service")));
    if (places.empty()) {
      ++for_other_logs;
      return {};
    }
  }
  if (!document.trouble.empty()) return fail(Errc::unsupported, document.trouble);
  if (source == nullptr) return fail(Errc::malformed, "no logsource");
  if (rules.size() == most_rules) {
    return fail(Errc::unsupported, fmt::format("more than {} rules", most_rules));
  }
  const Yaml* detection = document.yaml.find("detection");
  if (detection == nullptr) return fail(Errc::malformed, "no detection");
  SigmaDetection read = TRY(SigmaDetection::read(*detection, shared));
  rules.push_back({sigma_rule_facts(document.yaml, file), std::move(read)});
  for (const SigmaLogPlace& each : places) place(each, rules.size() - 1);
  return {};
}

void SigmaRules::Impl::place(const SigmaLogPlace& place, std::size_t number) {
  PlacedRule placed{number, place.dialect, std::nullopt};
  if (!place.event_type.empty()) {
    placed.event_type = SigmaItem::beginning(event_type, place.event_type);
  }
  ChannelRules& channel = channels[place.channel];
  auto ids = rules[number].detection.event_ids(event_id);
  if (!place.ids.empty()) {
    std::set<std::uint32_t> here(place.ids.begin(), place.ids.end());
    if (ids) std::erase_if(here, [&](std::uint32_t id) { return !ids->contains(id); });
    ids = std::move(here);
  }
  if (!ids || ids->size() > most_ids) return channel.for_any_id.push_back(std::move(placed));
  for (const std::uint32_t id : *ids) channel.by_id[id].push_back(placed);
}

void SigmaRules::Impl::ask(std::string_view channel, const LogRecord& record,
                           const SigmaRecord& fields, std::vector<std::size_t>& matched) const {
  const auto found = channels.find(std::string(channel));
  if (found == channels.end()) return;
  const auto try_all = [&](const std::vector<PlacedRule>& placed) {
    for (const PlacedRule& rule : placed) {
      const SigmaLook look{fields, rule.dialect, gave_up};
      if (rule.event_type && !rule.event_type->matches(look)) continue;
      if (rules[rule.number].detection.matches(look)) matched.push_back(rule.number);
    }
  };
  try_all(found->second.for_any_id);
  const auto same_id = found->second.by_id.find(record.event_id);
  if (same_id != found->second.by_id.end()) try_all(same_id->second);
}

SigmaRules::SigmaRules() : impl_(std::make_unique<Impl>()) {}
SigmaRules::~SigmaRules() = default;
SigmaRules::SigmaRules(SigmaRules&&) noexcept = default;
SigmaRules& SigmaRules::operator=(SigmaRules&&) noexcept = default;

void SigmaRules::add(std::string_view file, std::string_view text) {
  const auto documents = sigma_documents(text);
  if (!documents) return impl_->leave_out(file, "", documents.error().what);
  for (const SigmaDocument& document : *documents) {
    const auto taken = impl_->take(document, file);
    if (!taken) impl_->leave_out(file, document.title, taken.error().what);
  }
}

std::uint64_t SigmaRules::count() const { return impl_->rules.size(); }
std::uint64_t SigmaRules::for_other_logs() const { return impl_->for_other_logs; }
std::uint64_t SigmaRules::take_gave_up() const { return impl_->gave_up.exchange(0); }
void SigmaRules::leave_out(std::string_view file, std::string_view why) {
  impl_->leave_out(file, "", why);
}

const std::vector<std::string>& SigmaRules::left_out() const { return impl_->left_out; }
const SigmaRule& SigmaRules::rule(std::size_t number) const { return impl_->rules[number].facts; }

std::vector<std::size_t> SigmaRules::match(const LogRecord& record) const {
  std::vector<std::size_t> matched;
  const std::string channel = folded_value(record.channel);
  const SigmaRecord fields(record, impl_->shared.names);
  impl_->ask(channel, record, fields, matched);
  if (!channel.empty()) impl_->ask("", record, fields, matched);
  std::sort(matched.begin(), matched.end());
  return matched;
}

}  // namespace trousse::formats
