# SPDX-License-Identifier: MIT
# What stands in the place of programs and images where a project is built for the board host-sim, which
# has none: their names, so that a project's other lines hold, and nothing that is built with `all`.
include_guard()

# A project's own library may link these: it gets the headers.
foreach(name server driver posix)
  add_library(Tayberry::${name} INTERFACE IMPORTED)
  set_target_properties(Tayberry::${name} PROPERTIES INTERFACE_LINK_LIBRARIES Tayberry::host)
endforeach()

function(tayberry_add_server name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "MANIFEST;HEAP" "SOURCES")
  add_library(${name} OBJECT EXCLUDE_FROM_ALL ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE Tayberry::host)
endfunction()

function(tayberry_add_driver name)
  tayberry_add_server(${name} ${ARGN})
endfunction()

function(tayberry_add_image name)
  add_custom_target(${name})
endfunction()

function(tayberry_add_boot_test name)
endfunction()
