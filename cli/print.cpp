// SPDX-License-Identifier: Apache-2.0
#include "cli/print.hpp"

#include <fmt/format.h>

#include "core/json_fields.hpp"
#include "words/wrap.hpp"

namespace trousse::cli {

std::string say(const Context& context, words::Id id,
                std::initializer_list<std::string> arguments) {
  return words::filled(id, context.language, arguments);
}

void print(const Context& context, words::Id id, std::initializer_list<std::string> arguments,
           std::size_t indent) {
  fmt::print("{:{}}{}\n", "", indent, say(context, id, arguments));
}

void print_wrapped(const Context& context, words::Id id,
                   std::initializer_list<std::string> arguments, std::size_t indent) {
  fmt::print("{}\n", words::wrapped(say(context, id, arguments), indent));
}

void print_object(const nlohmann::ordered_json& object) {
  fmt::print("{}\n", json_fields::line(object));
}

std::string moment(const Context& context, const std::string& iso8601) {
  return words::moment(std::string_view(iso8601), context.language);
}

}  // namespace trousse::cli
