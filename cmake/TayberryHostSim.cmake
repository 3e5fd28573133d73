# SPDX-License-Identifier: MIT
# What stands in the place of programs and images where a project is built for the board host-sim, which
# has none: their names, so that a project's other lines hold, and nothing that is built with `all`.
include_guard()

# What programs are compiled with, and the project's own libraries. C++ is the language alone, as on a
# board.
cmake_path(SET tayberry_cxx NORMALIZE ${TAYBERRY_BOARDS_FOLDER}/../../include/tayberry/cxx)
add_library(Tayberry::server INTERFACE IMPORTED)
set_target_properties(Tayberry::server PROPERTIES
  INTERFACE_LINK_LIBRARIES Tayberry::host
  INTERFACE_COMPILE_OPTIONS "-femulated-tls;-fdata-sections;$<$<COMPILE_LANGUAGE:CXX>:-std=gnu++17;-fno-exceptions;-fno-rtti;-nostdinc++>"
  INTERFACE_INCLUDE_DIRECTORIES "${TAYBERRY_PROGRAM_FILES}/libc;$<$<COMPILE_LANGUAGE:CXX>:${tayberry_cxx}>")
add_library(Tayberry::driver INTERFACE IMPORTED)
set_target_properties(Tayberry::driver PROPERTIES INTERFACE_LINK_LIBRARIES Tayberry::server)
add_library(Tayberry::posix INTERFACE IMPORTED)
set_target_properties(Tayberry::posix PROPERTIES
  INTERFACE_LINK_LIBRARIES Tayberry::server
  INTERFACE_INCLUDE_DIRECTORIES ${TAYBERRY_PROGRAM_FILES}/posix)

include(${CMAKE_CURRENT_LIST_DIR}/TayberryNative.cmake)
set(TAYBERRY_NATIVE_FILES ${TAYBERRY_PROGRAM_FILES}/native)
cmake_path(SET tayberry_libraries NORMALIZE
           ${CMAKE_CURRENT_LIST_DIR}/../../tayberry/${TAYBERRY_BOARD})
set(TAYBERRY_NATIVE_LIBRARIES ${tayberry_libraries}/libtay_program.a ${tayberry_libraries}/libtay_native_files.a
  ${tayberry_libraries}/libtay_native.a)
set(TAYBERRY_NATIVE_POSIX_LIBRARY ${tayberry_libraries}/libtay_native_posix.a)

# A program is built for those tests that name it (tayberry_add_host_test).
function(tayberry_add_server name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "MANIFEST;HEAP" "SOURCES")
  add_library(${name} OBJECT EXCLUDE_FROM_ALL ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE Tayberry::server)
  set(manifest ${CMAKE_CURRENT_SOURCE_DIR}/${name}.manifest)
  if(arg_MANIFEST)
    cmake_path(ABSOLUTE_PATH arg_MANIFEST OUTPUT_VARIABLE manifest)
  elseif(NOT EXISTS ${manifest})
    set(manifest ${CMAKE_CURRENT_BINARY_DIR}/${name}.manifest)
    file(CONFIGURE OUTPUT ${manifest} CONTENT "program = ${name}\ncap log = log : write\n")
  endif()
  set_target_properties(${name} PROPERTIES TAYBERRY_MANIFEST ${manifest})
endfunction()

function(tayberry_add_driver name)
  tayberry_add_server(${name} ${ARGN})
endfunction()

function(tayberry_add_image name)
  add_custom_target(${name})
endfunction()

function(tayberry_add_boot_test name)
endfunction()
