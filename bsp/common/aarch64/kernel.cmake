# SPDX-License-Identifier: MIT
# a64_kernel(SOURCES file... PARTS part... [LINK option...])
#
# The targets `board` and `kernel` of a board with this CPU: as ELF file, and as the flat image that
# tay-image completes with the payload. SOURCES are the board's own, PARTS what else it consists of:
# bcm283x, parts, gic, psci. They come from the folders beside this one, or, in an SDK, out of libraries:
# there a64_link is defined already.
set(A64_COMMON ${CMAKE_CURRENT_LIST_DIR}/..)

if(NOT COMMAND a64_link)
  function(a64_link kernel)
    set(folders freestanding aarch64 parts)
    if(bcm283x IN_LIST ARGN)
      list(APPEND folders bcm283x)
    endif()
    foreach(folder IN LISTS folders)
      add_subdirectory(${A64_COMMON}/${folder} ${CMAKE_CURRENT_BINARY_DIR}/${folder})
    endforeach()
    target_link_libraries(${kernel} PRIVATE ${ARGN} a64 freestanding core)
  endfunction()
endif()

function(a64_kernel)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "" "SOURCES;PARTS;LINK")
  add_library(board INTERFACE)
  target_include_directories(board INTERFACE
    ${A64_COMMON}/aarch64/include ${A64_COMMON}/freestanding/include)
  include(${A64_COMMON}/aarch64/compile.cmake)
  include(${A64_COMMON}/aarch64/fast.cmake)

  set(script ${A64_COMMON}/aarch64/kernel.ld)
  add_executable(kernel ${arg_SOURCES})
  a64_link(kernel ${arg_PARTS})
  target_link_libraries(kernel PRIVATE board tayberry_warnings)
  target_link_options(kernel PRIVATE LINKER:-T,${script} ${arg_LINK})
  set_target_properties(kernel PROPERTIES LINK_DEPENDS ${script})
  add_custom_command(TARGET kernel POST_BUILD
    COMMAND ${CMAKE_OBJCOPY} -O binary $<TARGET_FILE:kernel> kernel.bin
    BYPRODUCTS kernel.bin VERBATIM)
endfunction()
