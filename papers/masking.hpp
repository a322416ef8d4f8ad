// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/finding.hpp"
#include "words/language.hpp"

namespace trousse::papers {

/// Names of files often are names of patients: papers that are handed over do not show them,
/// unless it was asked for.
enum class Names { masked, shown };

/// "[name masked, .docx, a user's documents]": the kind of folder and the extension, nothing else
/// of the path. Only an extension that programs know is shown: any other may be part of a name.
std::string masked_place(std::string_view path, words::Language language);

/// The sentences of a finding, its file named so when `names` says so.
std::string said(const Finding& finding, Names names, words::Language language);

}  // namespace trousse::papers
