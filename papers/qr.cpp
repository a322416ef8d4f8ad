// SPDX-License-Identifier: Apache-2.0
#include "papers/qr.hpp"

#include <algorithm>
#include <memory>
#include <string>

#include <qrencode.h>

namespace trousse::papers {
namespace {

// What is drawn as a code is also written beside it: both must be one and the same address.
bool is_address(std::string_view text) {
  if (text.empty() || text.size() > 512) return false;
  if (text.substr(0, 8) != "https://" && text.substr(0, 7) != "http://") return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

}  // namespace

Result<QrCode> qr_code(std::string_view address) {
  if (!is_address(address)) {
    return fail(Errc::usage, "the address must begin with http:// or https:// and hold no space");
  }
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeString(std::string(address).c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1),
      QRcode_free);
  if (!code || code->width <= 0) return fail(Errc::usage, "no QR code can hold this address");
  QrCode out;
  out.side = static_cast<unsigned>(code->width);
  out.black.reserve(std::size_t(out.side) * out.side);
  // The lowest bit of a module is its colour (qrencode.h).
  for (std::size_t i = 0; i < std::size_t(out.side) * out.side; ++i) {
    out.black.push_back((code->data[i] & 1U) != 0);
  }
  return out;
}

}  // namespace trousse::papers
