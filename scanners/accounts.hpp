// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace trousse::scanners {

/// The name of an account that every Windows has ([MS-DTYP] 2.4.2.4), the SID itself for others.
std::string account_name(const std::string& sid);

}  // namespace trousse::scanners
