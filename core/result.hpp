// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace trousse {

/// Why something could not be done. Each code has its three sentences (what happened, what is
/// safe, what to do now) in `words/messages.def`, and a test proves that none lacks them.
enum class Errc {
  unreadable,   ///< the medium answered with an error
  missing,      ///< no such file, device or entry
  malformed,    ///< the bytes do not follow their format
  unsupported,  ///< a known format, or a feature of it, that we do not read
  locked,       ///< encrypted, and not opened
  refused,      ///< permission denied, or a thing we will not do (write to a source)
  usage,        ///< a wrong argument on the command line
  key_full,     ///< no room left where the case is kept
  key_removed,  ///< the place where the case is kept went away
  not_whole,    ///< a hash, a signature or a length does not hold
  wrong_key,    ///< none of the given keys opens it
  exists,       ///< the target is already there, and we overwrite nothing
  cancelled,    ///< a person asked to stop
};

/// `what` is for the journal and the technician (English, already printable); the person at the
/// screen reads the sentences that `words` finds by `code`.
struct Error {
  Errc code;
  std::string what;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Errc code, std::string what) {
  return tl::unexpected<Error>(Error{code, std::move(what)});
}

namespace detail {
template <class T>
T take(tl::expected<T, Error>&& result) {
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}
}  // namespace detail
}  // namespace trousse

/// The value of a Result, or a return of its error from the calling function. Stands alone or on
/// the right of one initialisation, never inside arguments.
#define TRY(expression)                                                                        \
  __extension__({                                                                              \
    auto try_result = (expression);                                                            \
    if (!try_result) return ::tl::unexpected<::trousse::Error>(std::move(try_result).error()); \
    ::trousse::detail::take(std::move(try_result));                                            \
  })
