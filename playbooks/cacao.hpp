// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/result.hpp"
#include "playbooks/library.hpp"
#include "words/language.hpp"

namespace trousse::playbooks {

/// A sheet as a CACAO 2.0 playbook (OASIS, CACAO Security Playbooks Version 2.0), indented JSON.
///
/// Every step is a manual command of one individual, a condition an if-condition step over playbook
/// variables, an answer that leads to another sheet a playbook-action with that sheet's identifier.
/// The playbook's identifier is the UUID version 5 that section 10.10 of the standard suggests, of
/// its name and types: the French and the English text are two playbooks. Step identifiers are of
/// version 4 in form, their bits taken from a hash: the same sheet gives the same bytes.
/// `created` and `modified` are the day on which the facts were last read.
///
/// Errors: unsupported (this OpenSSL offers no SHA-1, which UUID version 5 is made of).
Result<std::string> to_cacao(const Library& library, const Playbook& sheet,
                             words::Language language);

}  // namespace trousse::playbooks
