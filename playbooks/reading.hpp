// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/yaml.hpp"
#include "playbooks/fault.hpp"
#include "playbooks/playbook.hpp"

/// What the readers of the library's files share: taking members of a YAML map, and saying what is
/// wrong with them. Each gives what could be read; what could not is a fault and an empty value.
namespace trousse::playbooks {

struct Reading {
  std::string file;
  Faults faults;

  void complain(std::size_t line, words::Id why, std::vector<std::string> values = {}) {
    add_fault(faults, {file, line, why, std::move(values)});
  }
};

using Names = std::span<const std::string_view>;

/// The one map of a file of at most `max_bytes`; null after a fault.
formats::Yaml read_file_map(Reading& reading, std::string_view yaml, std::size_t max_bytes);

/// Complains of members that are not among `names`.
void only_members(Reading& reading, const formats::Yaml& map, Names names);

/// The scalar of a member that must be there.
std::string required(Reading& reading, const formats::Yaml& map, std::string_view name);

/// The same, of the form of an id: a letter a-z, then letters, digits and _, 32 bytes at most.
std::string required_id(Reading& reading, const formats::Yaml& map, std::string_view name);
bool is_id(std::string_view text);

/// Both languages of a map `{fr, en}`, each within its bound and printable.
Text text_of(Reading& reading, const formats::Yaml& map);
/// The same of a member that must be there.
Text required_text(Reading& reading, const formats::Yaml& map, std::string_view name);

/// The items of a member that must be a list of at most `most`.
std::span<const formats::Yaml> list_of(Reading& reading, const formats::Yaml& map,
                                       std::string_view name, std::size_t most);

/// The position of a value among names, or 0 after a fault.
std::size_t one_of(Reading& reading, const formats::Yaml& value, std::string_view member,
                   Names names);

/// A text with its confidence and source beside it.
Line read_line(Reading& reading, const formats::Yaml& node);
std::vector<Line> read_lines(Reading& reading, const formats::Yaml& step);
Condition read_condition(Reading& reading, const formats::Yaml& map,
                         std::string_view member = "when");
Step read_step(Reading& reading, const formats::Yaml& node);
unsigned read_version(Reading& reading, const formats::Yaml& map);
std::string read_date(Reading& reading, const formats::Yaml& map, std::string_view name);

}  // namespace trousse::playbooks
