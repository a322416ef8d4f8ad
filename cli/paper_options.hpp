// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/command.hpp"
#include "core/contact.hpp"
#include "core/time.hpp"
#include "words/messages.hpp"

namespace trousse::cli {

/// A small text file of ours. Errors: missing, malformed (more than 4 MB).
Result<std::string> text_of_file(const std::string& path);

/// The moment of "2026-11-24T19:05+01:00". Errors: usage.
Result<Utc> typed_moment(const std::string& typed);

/// The contact card of a file. Errors: missing, malformed.
Result<ContactCard> contact_card(const std::string& path);

/// A sentence on standard error.
void warn(const Context& context, words::Id id, const std::vector<std::string>& values = {});
/// Says that the font of the papers is missing, once.
void warn_of_font(const Context& context);

}  // namespace trousse::cli
