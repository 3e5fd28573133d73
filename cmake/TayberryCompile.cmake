# SPDX-License-Identifier: MIT
# How all code of the project is compiled: language, warnings, and the switches of a host build.

set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS ON) # asm, attributes, statement-free GNU C
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()
set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O2 -g") # assertions stay: no NDEBUG

option(TAYBERRY_SANITIZE "Build for the host with ASan and UBSan" OFF)
option(TAYBERRY_COVERAGE "Build for the host with source coverage" OFF)

add_library(tayberry_warnings INTERFACE)
target_compile_options(tayberry_warnings INTERFACE
  $<$<COMPILE_LANGUAGE:C>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes
  -Wmissing-prototypes -Werror>)

if(TAYBERRY_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
if(TAYBERRY_COVERAGE)
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
  add_link_options(-fprofile-instr-generate)
endif()

# tayberry_hot(file...): of the current folder's sources those that most traps or faults pass through,
# compiled as the board wants that (TAYBERRY_HOT_OPTIONS of its target `board`).
function(tayberry_hot)
  get_target_property(options board TAYBERRY_HOT_OPTIONS)
  if(options)
    set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_OPTIONS ${options})
  endif()
endfunction()
