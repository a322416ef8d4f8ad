// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"
#include "papers/facts.hpp"

namespace trousse::papers {

/// The facts as one JSON object (docs/papers.md names its fields), indented, to be filled in by
/// hand: what is unknown is there, empty.
std::string to_json(const Facts& facts);

/// Reads them back. A field that is absent is unknown; a field that is not known to us, of another
/// type, or a moment without an offset is an error: a slip of the hand must not become a blank.
/// Errors: malformed, naming the field.
Result<Facts> facts_from_json(std::string_view json);

}  // namespace trousse::papers
