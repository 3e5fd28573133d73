# SPDX-License-Identifier: MIT
# tayberry_add_server(name SOURCES file... [HEAP bytes])
#
# A service as a program of host tests (tay/host.h): the archive <name>.a of its objects, for
# tayberry_native_program to link. Its manifest is that of the simulated board (bsp/host-sim/services), if there is
# one, and else the service's own. The names of all are in the global property TAYBERRY_NATIVE_SERVICES.
include_guard()

function(tayberry_add_server name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "HEAP" "SOURCES")
  add_library(${name} STATIC ${arg_SOURCES})
  target_compile_options(${name} PRIVATE ${TAYBERRY_NATIVE_OPTIONS})
  target_include_directories(${name} PRIVATE ${TAYBERRY_NATIVE_LIBC_INCLUDE})
  target_link_libraries(${name} PRIVATE tay_native_headers)
  set(manifest ${TAYBERRY_BOARD_FOLDER}/services/${name}.manifest)
  if(NOT EXISTS ${manifest})
    set(manifest ${CMAKE_CURRENT_SOURCE_DIR}/${name}.manifest)
  endif()
  set_target_properties(${name} PROPERTIES PREFIX "" TAYBERRY_MANIFEST ${manifest})
  set_property(GLOBAL APPEND PROPERTY TAYBERRY_NATIVE_SERVICES ${name})
endfunction()
