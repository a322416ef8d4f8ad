// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace trousse::formats {

/// Whose field names the events of a log bear: those of Sigma's taxonomy, or others to map from.
enum class SigmaDialect : std::uint8_t {
  native,
  process_4688,  ///< Security 4688 where the rule asks for process_creation
  defender,      ///< Windows Defender where the rule asks for category antivirus
};
constexpr std::size_t sigma_dialects = 3;

/// The field of a dialect that answers one of Sigma's taxonomy.
struct SigmaAlias {
  SigmaDialect dialect;
  std::string_view sigma;
  std::string_view event;
};
std::span<const SigmaAlias> sigma_aliases();

/// Events that answer a rule.
struct SigmaLogPlace {
  std::string channel;             ///< `folded_value`; "" any
  std::vector<std::uint32_t> ids;  ///< empty: any
  SigmaDialect dialect = SigmaDialect::native;
  std::string event_type;  ///< what the field EventType begins with, for Sysmon 12; "" any
};

/// Where the events of a logsource stand (Sigma taxonomy appendix 2.1, "Windows Folder"). No place
/// at all: a log that Windows keeps no event log for (another product, a proxy, an ETW session).
/// Errors: unsupported, when the product is Windows and the service or category is not known.
Result<std::vector<SigmaLogPlace>> sigma_log_places(std::string_view product,
                                                    std::string_view category,
                                                    std::string_view service);

/// Fields of the taxonomy that a `LogRecord` never has, such as the message's text.
bool is_unread_sigma_field(std::string_view name);

}  // namespace trousse::formats
