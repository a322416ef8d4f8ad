// SPDX-License-Identifier: Apache-2.0
#include "formats/sigma_logs.hpp"

#include <algorithm>
#include <initializer_list>

#include <fmt/format.h>

#include "core/text.hpp"
#include "formats/sigma_pattern.hpp"

namespace trousse::formats {
namespace {

struct SigmaService {
  std::string_view name;
  std::string_view channel;
};

struct SigmaCategory {
  std::string_view name;
  std::string_view service;
  std::vector<std::uint32_t> ids;
  std::string_view event_type;
  SigmaDialect dialect;
};

#define SERVICE(name, channel)
#define CATEGORY(name, service, ids, event_type, dialect)
#define ELSEWHERE(name)
#define ALIAS(dialect, sigma, event)
#define UNREAD(name)

#undef SERVICE
#define SERVICE(name, channel) {name, channel},
constexpr SigmaService services[] = {
#include "formats/sigma_logs.def"
};
#undef SERVICE
#define SERVICE(name, channel)

#undef CATEGORY
#define IDS(...) \
  { __VA_ARGS__ }
#define CATEGORY(name, service, ids, event_type, dialect) \
  {name, service, ids, event_type, SigmaDialect::dialect},
const std::vector<SigmaCategory>& categories() {
  static const std::vector<SigmaCategory> all{
#include "formats/sigma_logs.def"
  };
  return all;
}
#undef IDS
#undef CATEGORY
#define CATEGORY(name, service, ids, event_type, dialect)

#undef ELSEWHERE
#define ELSEWHERE(name) name,
constexpr std::string_view trace_sessions[] = {
#include "formats/sigma_logs.def"
};
#undef ELSEWHERE
#define ELSEWHERE(name)

#undef ALIAS
#define ALIAS(dialect, sigma, event) {SigmaDialect::dialect, sigma, event},
constexpr SigmaAlias aliases[] = {
#include "formats/sigma_logs.def"
};
#undef ALIAS
#define ALIAS(dialect, sigma, event)

#undef UNREAD
#define UNREAD(name) name,
constexpr std::string_view unread[] = {
#include "formats/sigma_logs.def"
};

#undef SERVICE
#undef CATEGORY
#undef ELSEWHERE
#undef ALIAS
#undef UNREAD

std::vector<std::string> channels_of(std::string_view service) {
  std::vector<std::string> channels;
  for (const SigmaService& known : services) {
    if (known.name == service) channels.push_back(folded_value(known.channel));
  }
  return channels;
}

std::vector<SigmaLogPlace> places_of_category(std::string_view category) {
  std::vector<SigmaLogPlace> places;
  for (const SigmaCategory& known : categories()) {
    if (known.name != category) continue;
    for (std::string& channel : channels_of(known.service)) {
      places.push_back(
          {std::move(channel), known.ids, known.dialect, folded_value(known.event_type)});
    }
  }
  return places;
}

bool is_among_names(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::span<const SigmaAlias> sigma_aliases() { return aliases; }

bool is_unread_sigma_field(std::string_view name) { return is_among_names(unread, name); }

Result<std::vector<SigmaLogPlace>> sigma_log_places(std::string_view given_product,
                                                    std::string_view given_category,
                                                    std::string_view given_service) {
  const std::string product = folded_value(given_product);
  const std::string category = folded_value(given_category);
  const std::string service = folded_value(given_service);
  using Places = std::vector<SigmaLogPlace>;
  if (!product.empty() && product != "windows") return Places{};
  const bool is_windows = product == "windows";
  if (category.empty() && service.empty()) {
    return is_windows ? Places{SigmaLogPlace{}} : Places{};
  }
  if (is_among_names(trace_sessions, category)) return Places{};

  const auto unknown = [&](std::string_view kind, std::string_view name) -> Result<Places> {
    // "service: apache" alone says itself that it is of no Windows.
    if (!is_windows) return Places{};
    return fail(Errc::unsupported, fmt::format("no Windows event log is known for the {} '{}'",
                                               kind, printable(name, 80)));
  };
  Places places;
  if (!category.empty()) {
    places = places_of_category(category);
    if (places.empty()) return unknown("category", category);
  }
  if (service.empty()) return places;
  const std::vector<std::string> channels = channels_of(service);
  if (channels.empty()) return unknown("service", service);
  if (category.empty()) {
    for (const std::string& channel : channels) places.push_back({channel, {}, {}, {}});
    return places;
  }
  std::erase_if(places, [&](const SigmaLogPlace& place) {
    return std::find(channels.begin(), channels.end(), place.channel) == channels.end();
  });
  if (places.empty()) return unknown("category and service", category + ", " + service);
  return places;
}

}  // namespace trousse::formats
