# SPDX-License-Identifier: MIT
# tayberry_add_server(name SOURCES file... [MANIFEST file] [HEAP bytes])
#
# A program for the target: <name>.elf. MANIFEST says what it runs with (tay/manifest.h); without one,
# <name>.manifest beside the CMakeLists.txt is taken, or, if there is none, one that gives it the log
# and nothing else. HEAP is how far malloc's heap may grow; if left out, as far as the account pays for
# it.
include_guard()

function(tayberry_add_server name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "MANIFEST;HEAP" "SOURCES")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
    message(FATAL_ERROR "tayberry_add_server(name SOURCES file... [MANIFEST file] [HEAP bytes]): "
                        "unexpected '${arg_UNPARSED_ARGUMENTS}', or no sources")
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE Tayberry::server)
  if(DEFINED arg_HEAP)
    target_link_options(${name} PRIVATE LINKER:--defsym=__tay_heap_bytes=${arg_HEAP})
  endif()

  set(manifest ${CMAKE_CURRENT_SOURCE_DIR}/${name}.manifest)
  if(arg_MANIFEST)
    cmake_path(ABSOLUTE_PATH arg_MANIFEST OUTPUT_VARIABLE manifest)
    if(NOT EXISTS ${manifest})
      message(FATAL_ERROR "tayberry_add_server(${name}): there is no manifest ${manifest}")
    endif()
  elseif(NOT EXISTS ${manifest})
    set(manifest ${CMAKE_CURRENT_BINARY_DIR}/${name}.manifest)
    file(CONFIGURE OUTPUT ${manifest} CONTENT "program = ${name}\ncap log = log : write\n")
  endif()
  set_target_properties(${name} PROPERTIES TAYBERRY_MANIFEST ${manifest})
endfunction()
