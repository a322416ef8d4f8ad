# SPDX-License-Identifier: Apache-2.0
# OUVRIR.html, the page that opens an archive in a browser (docs/opening-page.md), is built here
# and compiled into the program, which writes it into each archive. Building it takes node, npm and
# an npm registry (or npm's own cache): where one of them is missing, AUTO builds without the page.
# The path of a page that page/build made elsewhere is taken as well: a build root needs no node.
set(TROUSSE_PAGE AUTO CACHE STRING "OUVRIR.html in every archive: AUTO, ON (or stop), OFF or a path")
set_property(CACHE TROUSSE_PAGE PROPERTY STRINGS AUTO ON OFF)

function(page_without reason)
  if(TROUSSE_PAGE STREQUAL "ON")
    message(FATAL_ERROR "OUVRIR.html cannot be built: ${reason}\n"
      "-DTROUSSE_PAGE=OFF builds Trousse without it: archives then have no page inside.")
  endif()
  message(WARNING "Building WITHOUT OUVRIR.html: ${reason}\n"
    "Archives will hold no page that opens them in a browser, and their readmes will not name it.")
endfunction()

# OPENING_PAGE: the built file, or empty when archives are to have none.
set(OPENING_PAGE "")
set(page_built_elsewhere OFF)
if(IS_ABSOLUTE "${TROUSSE_PAGE}" AND EXISTS "${TROUSSE_PAGE}")
  set(page_built_elsewhere ON)
  set(OPENING_PAGE ${TROUSSE_PAGE})
  message(STATUS "OUVRIR.html: ${TROUSSE_PAGE}")
elseif(NOT TROUSSE_PAGE MATCHES "^(AUTO|ON|OFF)$")
  message(FATAL_ERROR "TROUSSE_PAGE is AUTO, ON, OFF or the path of a page, not ${TROUSSE_PAGE}")
elseif(TROUSSE_PAGE STREQUAL "OFF")
  message(STATUS "OUVRIR.html: left out (TROUSSE_PAGE=OFF)")
else()
  find_program(NODE_PROGRAM NAMES node nodejs)
  find_program(NPM_PROGRAM npm)
  set(page_reason "")
  if(NOT NODE_PROGRAM OR NOT NPM_PROGRAM)
    set(page_reason "node and npm are not here (Debian: nodejs npm)")
  else()
    execute_process(COMMAND ${NODE_PROGRAM} -p "process.versions.node.split('.')[0]"
      OUTPUT_VARIABLE node_major OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(NOT node_major GREATER_EQUAL 18)
      set(page_reason "node ${node_major} is too old, 18 is needed")
    endif()
  endif()
  if(page_reason STREQUAL "")
    set(page_packages page)
    if(TROUSSE_TESTS)
      set(page_packages tests)
    endif()
    execute_process(COMMAND ${PROJECT_SOURCE_DIR}/page/packages ${page_packages}
      RESULT_VARIABLE page_result OUTPUT_VARIABLE page_output ERROR_VARIABLE page_output)
    if(NOT page_result EQUAL 0)
      set(page_reason "npm could not install its packages\n${page_output}")
    endif()
  endif()
  if(page_reason STREQUAL "")
    set(OPENING_PAGE ${PROJECT_BINARY_DIR}/page/OUVRIR.html)
    message(STATUS "OUVRIR.html: built with node ${node_major}")
  else()
    page_without("${page_reason}")
  endif()
endif()

#   embed_opening_page(words FUNCTION page_files)
# gives what embed_files gives: one file, or none where archives are to have none.
function(embed_opening_page room)
  cmake_parse_arguments(PAGE "" "FUNCTION" "" ${ARGN})
  if(OPENING_PAGE AND NOT page_built_elsewhere)
    set(page ${PROJECT_SOURCE_DIR}/page)
    file(GLOB sources CONFIGURE_DEPENDS ${page}/src/*)
    add_custom_command(OUTPUT ${OPENING_PAGE}
      COMMAND ${page}/build ${OPENING_PAGE}
      DEPENDS ${sources} ${page}/build ${page}/packages ${page}/bundle.mjs ${page}/package-lock.json
      COMMENT "Building OUVRIR.html" VERBATIM)
  endif()
  embed_files(${room} FUNCTION ${PAGE_FUNCTION} FILES ${OPENING_PAGE})
endfunction()
