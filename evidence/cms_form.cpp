// SPDX-License-Identifier: Apache-2.0
#include "evidence/cms_form.hpp"

#include <algorithm>
#include <string_view>

namespace trousse::evidence::cms_form {
namespace {

using namespace std::string_view_literals;

enum Tag : unsigned char {
  octet_string = 0x04,
  sequence = 0x30,
  set = 0x31,
  context_0 = 0xa0,
};

// DER of INTEGER 1 and of the object identifiers that occur, each with its tag and length.
constexpr std::string_view version_1 = "\x02\x01\x01"sv;
constexpr std::string_view signed_data = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"sv;
constexpr std::string_view data = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"sv;
constexpr std::string_view sha256 = "\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01"sv;
constexpr std::string_view ecdsa_sha256 = "\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"sv;
constexpr std::string_view rsa = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"sv;

std::string element(Tag tag, std::string_view content) {
  std::string out(1, static_cast<char>(tag));
  const std::size_t length = content.size();
  if (length < 0x80) {
    out += static_cast<char>(length);
  } else {
    std::string digits;
    for (std::size_t rest = length; rest > 0; rest >>= 8) {
      digits.insert(digits.begin(), static_cast<char>(rest & 0xffU));
    }
    out += static_cast<char>(0x80U | digits.size());
    out += digits;
  }
  return out.append(content);
}

std::string joined(std::initializer_list<std::string_view> pieces) {
  std::string out;
  for (const std::string_view piece : pieces) out += piece;
  return out;
}

std::string signer_info(const Signer& signer) {
  return element(sequence, joined({version_1, element(sequence, signer.issuer + signer.serial),
                                   element(sequence, sha256), element(context_0, signer.attributes),
                                   element(sequence, signer.is_ec ? ecdsa_sha256 : rsa),
                                   element(octet_string, signer.signature)}));
}

}  // namespace

std::string sorted(std::vector<std::string> elements) {
  // char_traits<char> compares as unsigned char, which is what DER asks for.
  std::sort(elements.begin(), elements.end());
  std::string out;
  for (const std::string& one : elements) out += one;
  return out;
}

std::string build(const std::vector<Signer>& signers) {
  std::vector<std::string> certificates;
  std::vector<std::string> infos;
  for (const Signer& signer : signers) {
    certificates.push_back(signer.certificate);
    infos.push_back(signer_info(signer));
  }
  const std::string content =
      joined({version_1, element(set, element(sequence, sha256)), element(sequence, data),
              element(context_0, sorted(certificates)), element(set, sorted(infos))});
  return element(sequence, joined({signed_data, element(context_0, element(sequence, content))}));
}

}  // namespace trousse::evidence::cms_form
