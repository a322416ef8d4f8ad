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
  std::string address = {};

  bool empty() const {
    return name.empty() && phone.empty() && email.empty() && hours.empty() && contract.empty() &&
           address.empty();
  }
};

/// The contact card that who prepares the key puts on it. Text as given: make it printable before
/// it is shown.
struct ContactCard {
  Contact provider;
  Contact insurer;
  Contact practice;
  Contact order;      ///< departmental council of the Order
  Contact mssante;    ///< operator of the secure mailbox
  std::string notes;  ///< several are joined by "; "

  bool empty() const {
    return provider.empty() && insurer.empty() && practice.empty() && order.empty() &&
           mssante.empty() && notes.empty();
  }
};

}  // namespace trousse
