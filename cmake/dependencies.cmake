# SPDX-License-Identifier: Apache-2.0
# Every library we stand on, found once. Each is used by the rooms that WRAP it and no other.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)

pkg_check_modules(YARA REQUIRED IMPORTED_TARGET yara)
pkg_check_modules(LIBARCHIVE REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(YAML_CPP REQUIRED IMPORTED_TARGET yaml-cpp)
pkg_check_modules(PCRE2 REQUIRED IMPORTED_TARGET libpcre2-8)
pkg_check_modules(LIBEWF REQUIRED IMPORTED_TARGET libewf)
pkg_check_modules(ISAL REQUIRED IMPORTED_TARGET libisal)
pkg_check_modules(NCURSES REQUIRED IMPORTED_TARGET ncursesw)
pkg_check_modules(PANGOCAIRO REQUIRED IMPORTED_TARGET pangocairo cairo-pdf)
pkg_check_modules(QRENCODE REQUIRED IMPORTED_TARGET libqrencode)
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)

# Debian's libtsk-dev has no pkg-config file everywhere.
find_path(TSK_INCLUDE_DIR tsk/libtsk.h REQUIRED)
find_library(TSK_LIBRARY tsk REQUIRED)
add_library(tsk_library INTERFACE)
target_include_directories(tsk_library SYSTEM INTERFACE ${TSK_INCLUDE_DIR})
target_link_libraries(tsk_library INTERFACE ${TSK_LIBRARY})
