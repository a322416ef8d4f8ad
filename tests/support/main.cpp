// SPDX-License-Identifier: Apache-2.0
#if !__has_include(<catch2/catch_all.hpp>)
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif

// fontconfig keeps what it has read of the fonts until the process ends. OpenSSL 3.0 loses a BIO
// inside CMS_verify when a signature is refused.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libfontconfig\nleak:CMS_verify\n";
}
