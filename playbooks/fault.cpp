// SPDX-License-Identifier: Apache-2.0
#include "playbooks/fault.hpp"

namespace trousse::playbooks {

void add_fault(Faults& faults, Fault fault) {
  if (faults.size() < most_faults) faults.push_back(std::move(fault));
}

std::string sentence(const Fault& fault, words::Language language) {
  const std::string why = words::filled(fault.why, language, fault.values);
  if (fault.line == 0) return words::filled(words::Id::fault_in_file, language, {fault.file, why});
  return words::filled(words::Id::fault_at_line, language,
                       {fault.file, std::to_string(fault.line), why});
}

}  // namespace trousse::playbooks
