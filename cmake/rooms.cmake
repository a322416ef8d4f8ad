# SPDX-License-Identifier: Apache-2.0

# Warnings are for our own code only, hence PRIVATE at each use.
add_library(trousse_warnings INTERFACE)
target_compile_options(trousse_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wcast-align -Wformat=2 -Werror)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # What GCC's optimiser guesses of the inside of std::string, std::optional and std::regex is
  # wrong in many releases (PR 105651, PR 80635, PR 105562); the sanitizers see what is right.
  target_compile_options(trousse_warnings INTERFACE
    -Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-stringop-overread
    -Wno-array-bounds)
endif()

add_library(trousse_hardening INTERFACE)
target_compile_options(trousse_hardening INTERFACE -fstack-protector-strong)
target_link_options(trousse_hardening INTERFACE -Wl,-z,relro,-z,now)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_definitions(trousse_hardening INTERFACE _FORTIFY_SOURCE=2)
endif()

add_library(trousse_sanitizers INTERFACE)
if(TROUSSE_SANITIZE)
  target_compile_options(trousse_sanitizers INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(trousse_sanitizers INTERFACE -fsanitize=address,undefined)
endif()
if(TROUSSE_FUZZ)
  target_compile_options(trousse_sanitizers INTERFACE -fsanitize=fuzzer-no-link)
endif()

# A room is one call, and the call is the architecture:
#   room(scanners SOURCES a.cpp b.cpp USES core evidence WRAPS PkgConfig::YARA)
# USES: the rooms it may include. WRAPS: the libraries that no other room sees. PRECOMPILE: headers
# so heavy that compiling them once for the room saves minutes. APART: files that are not compiled in
# one lump with their neighbours (docs/decisions/0014-lumps.md), for a name that two of them have.
function(room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;USES;WRAPS;PRECOMPILE;APART" ${ARGN})
  add_library(${name} STATIC ${ROOM_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
  target_link_libraries(${name}
    PUBLIC ${ROOM_USES} tl::expected fmt::fmt nlohmann_json::nlohmann_json Threads::Threads
    PRIVATE trousse_warnings trousse_hardening ${ROOM_WRAPS})
  target_link_libraries(${name} PUBLIC trousse_sanitizers)
  if(ROOM_APART)
    set_source_files_properties(${ROOM_APART} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  endif()
  if(ROOM_PRECOMPILE)
    target_precompile_headers(${name} PRIVATE ${ROOM_PRECOMPILE})
  endif()
endfunction()

# The tests of a room: one executable, one CTest entry for each case.
#   room_tests(disks SOURCES source_test.cpp USES disks)
function(room_tests name)
  cmake_parse_arguments(TESTS "" "" "SOURCES;USES;APART" ${ARGN})
  if(TESTS_APART)
    set_source_files_properties(${TESTS_APART} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  endif()
  add_executable(${name}_tests ${TESTS_SOURCES})
  target_link_libraries(${name}_tests PRIVATE ${TESTS_USES} tests_support trousse_warnings)
  target_compile_definitions(${name}_tests PRIVATE
    TROUSSE_SOURCE_DIR="${PROJECT_SOURCE_DIR}" TROUSSE_BINARY_DIR="${PROJECT_BINARY_DIR}")
  target_precompile_headers(${name}_tests PRIVATE ${PROJECT_SOURCE_DIR}/tests/support/catch.hpp)
  add_test(NAME ${name} COMMAND ${name}_tests)
  set_tests_properties(${name} PROPERTIES TIMEOUT 1200)
endfunction()
