// SPDX-License-Identifier: Apache-2.0
#include "scanners/accounts.hpp"

namespace trousse::scanners {

std::string account_name(const std::string& sid) {
  if (sid == "S-1-5-18") return "SYSTEM";
  if (sid == "S-1-5-19") return "LOCAL SERVICE";
  if (sid == "S-1-5-20") return "NETWORK SERVICE";
  if (sid == "S-1-5-32-544") return "Administrators";
  if (sid == "S-1-5-32-545") return "Users";
  if (sid == "S-1-1-0") return "Everyone";
  if (sid == "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464") {
    return "TrustedInstaller";
  }
  return sid;
}

}  // namespace trousse::scanners
