// SPDX-License-Identifier: Apache-2.0
#include "evidence/libraries.hpp"

namespace trousse::evidence {

std::vector<LibraryVersion> library_versions() {
  return {{"openssl", openssl_version()},
          {"libarchive", libarchive_version()},
          {"zstd", zstd_version()},
          {"isa-l", isal_version()}};
}

}  // namespace trousse::evidence
