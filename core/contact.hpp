// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace trousse {

/// Somebody to call, as the contact card says; what it does not say is empty.
struct Contact {
  std::string name;
  std::string phone;
  std::string email;
  std::string hours;     ///< when they answer, free words
  std::string contract;  ///< number of the contract or policy
  std::string address;
};

/// The contact card that who prepares the key puts on it. Text as given: make it printable before
/// it is shown.
struct ContactCard {
  Contact provider;
  Contact insurer;
  Contact practice;
  Contact order;    ///< departmental council of the Order
  Contact mssante;  ///< operator of the secure mailbox
  std::string notes;
};

}  // namespace trousse
