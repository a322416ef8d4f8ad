# SPDX-License-Identifier: Apache-2.0
# Compiles data files into a room:
#   embed_files(collectors FUNCTION catalogue_files [SCRAMBLED] FILES a.yaml b.yaml)
# gives `std::span<const EmbeddedFile> trousse::<room>::<function>()`, to be declared where used.
add_executable(embed ${CMAKE_CURRENT_LIST_DIR}/embed.cpp ${PROJECT_SOURCE_DIR}/core/embedded.cpp)
target_include_directories(embed PRIVATE ${PROJECT_SOURCE_DIR})

function(embed_files room)
  cmake_parse_arguments(EMBED "SCRAMBLED" "FUNCTION" "FILES" ${ARGN})
  set(how plain)
  if(EMBED_SCRAMBLED)
    set(how scrambled)
  endif()
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${EMBED_FUNCTION}.cpp)
  set(files "")
  foreach(file IN LISTS EMBED_FILES)  # a source, or by its whole path something that is built
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    list(APPEND files ${file})
  endforeach()
  add_custom_command(OUTPUT ${out}
    COMMAND embed ${out} trousse::${room} ${EMBED_FUNCTION} ${how} ${files}
    DEPENDS embed ${files} VERBATIM)
  target_sources(${room} PRIVATE ${out})
endfunction()
