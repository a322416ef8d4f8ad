// SPDX-License-Identifier: Apache-2.0
#if !__has_include(<catch2/catch_all.hpp>)
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif

// What libraries lose: libewf 20140813 the buffer of each damaged chunk (ours is to ask for it only
// once), fontconfig what it has read of the fonts.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libewf_chunk_data_initialize\nleak:libfontconfig\n";
}
