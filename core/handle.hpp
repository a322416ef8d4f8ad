// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

namespace trousse {

template <auto close>
struct Closer {
  template <class T>
  void operator()(T* resource) const noexcept {
    close(resource);
  }
};

/// Owner of a C resource: the size of the raw pointer, closed once.
/// `using Image = Handle<TSK_IMG_INFO, tsk_img_close>;`
template <class T, auto close>
using Handle = std::unique_ptr<T, Closer<close>>;

}  // namespace trousse
