// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "words/language.hpp"
#include "words/messages.hpp"

namespace trousse::playbooks {

/// What is wrong with a file of the library, and where.
struct Fault {
  std::string file;
  std::size_t line = 0;             ///< 1-based; 0: the file as a whole
  words::Id why{};                  ///< a row `fault_…` of words/messages/faults.def
  std::vector<std::string> values;  ///< what the row names
};

using Faults = std::vector<Fault>;

/// So many are kept of one file: who drops a wrong file corrects it from the top.
inline constexpr std::size_t most_faults = 100;

/// Adds one, unless the list is full.
void add_fault(Faults& faults, Fault fault);

/// "ransomware.yaml, ligne 12 : le verbe « dance » n'existe pas", printable.
std::string sentence(const Fault& fault, words::Language language);

}  // namespace trousse::playbooks
