// SPDX-License-Identifier: Apache-2.0
#include "disks/libraries.hpp"

namespace trousse::disks {

std::vector<LibraryVersion> library_versions() {
  return {{"libtsk", tsk_version()}, {"libewf", ewf_version()}};
}

}  // namespace trousse::disks
