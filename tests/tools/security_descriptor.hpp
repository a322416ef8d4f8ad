// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace trousse::tools {

/// A self-relative security descriptor ([MS-DTYP] 2.4.6): that owner, group Users, full access for
/// the owner, SYSTEM and the administrators.
std::string security_descriptor(const std::string& owner_sid);

/// "S-1-5-18" in its packet form ([MS-DTYP] 2.4.2.2).
std::string binary_sid(const std::string& text);

}  // namespace trousse::tools
