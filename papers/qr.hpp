// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace trousse::papers {

/// A QR code: `side` × `side` modules, row by row, true is black. The quiet zone of four modules
/// [ISO/IEC 18004, 6.3.8] is left to whoever draws it.
struct QrCode {
  unsigned side = 0;
  std::vector<bool> black;
};

/// Correction level M: a photocopy may lose 15 % of it. Errors: usage (empty, more than 512 bytes,
/// or not what a web address is made of).
Result<QrCode> qr_code(std::string_view address);

}  // namespace trousse::papers
