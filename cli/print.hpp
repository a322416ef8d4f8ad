// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "cli/command.hpp"
#include "words/messages.hpp"

namespace trousse::cli {

/// The sentence of a row with its placeholders filled, made printable, in the language asked for.
std::string say(const Context& context, words::Id id,
                std::initializer_list<std::string> arguments = {});

/// The same on a line of standard output, after `indent` spaces.
void print(const Context& context, words::Id id, std::initializer_list<std::string> arguments = {},
           std::size_t indent = 0);

/// The same, broken at spaces to the 80 columns of a screen.
void print_wrapped(const Context& context, words::Id id,
                   std::initializer_list<std::string> arguments = {}, std::size_t indent = 0);

/// An object of --json on a line of standard output, valid UTF-8 whatever its strings hold.
void print_object(const nlohmann::ordered_json& object);

/// "23/11/2026 ..." of an ISO 8601 text, or the text itself when it is no time.
std::string moment(const Context& context, const std::string& iso8601);

}  // namespace trousse::cli
