# SPDX-License-Identifier: MIT
# How a board that is not supported yet is built.
#
#   stub_board(FLAGS flag... SOURCES file... [LINK flag...] EMULATOR command...)
#       The target `board` with the flags of kernel code; `stub_hal`, which is every HAL function,
#       the board's own sources among them; and the executable `kernel`, with all of core. The emulator's command, which a
#       kernel image is added to, is the property TAYBERRY_STUB_EMULATOR of `kernel`.
#   stub_image(name file...)
#       A further image on the same HAL, whose stub_main is in one of the files.

set(STUB_FOLDER ${CMAKE_CURRENT_LIST_DIR})
set(STUB_COMMON ${CMAKE_CURRENT_LIST_DIR}/..)

function(stub_image name)
  add_executable(${name} ${ARGN})
  target_link_libraries(${name} PRIVATE stub_hal freestanding hal board tayberry_warnings)
endfunction()

function(stub_board)
  cmake_parse_arguments(PARSE_ARGV 0 stub "" "" "FLAGS;SOURCES;LINK;EMULATOR")
  set(script ${CMAKE_CURRENT_SOURCE_DIR}/image.ld)

  add_library(board INTERFACE)
  target_include_directories(board INTERFACE ${CMAKE_CURRENT_SOURCE_DIR}/include
                                             ${STUB_FOLDER}/include
                                             ${STUB_COMMON}/plain/include
                                             ${STUB_COMMON}/freestanding/include)
  target_compile_options(board INTERFACE
    -nostdlibinc -fno-pic -fno-common -fno-stack-protector ${stub_FLAGS}
    $<$<COMPILE_LANGUAGE:C>:-ffreestanding -fno-asynchronous-unwind-tables>)

  add_subdirectory(${STUB_COMMON}/freestanding ${CMAKE_CURRENT_BINARY_DIR}/freestanding)

  # Objects, not an archive: an image has every function of the HAL, whether core uses it or not.
  add_library(stub_hal OBJECT ${STUB_FOLDER}/hal.c ${STUB_FOLDER}/stop.c
                              ${stub_SOURCES})
  target_link_libraries(stub_hal PUBLIC hal board PRIVATE tayberry_warnings)
  target_link_options(stub_hal INTERFACE
    LINKER:-T,${script} LINKER:--build-id=none LINKER:--fatal-warnings ${stub_LINK})

  # Core by its file, not as a library: a board's sources do not see core's headers.
  stub_image(kernel ${STUB_FOLDER}/boot.c)
  add_dependencies(kernel core)
  target_compile_definitions(kernel PRIVATE STUB_BOARD="${TAYBERRY_BOARD}")
  target_link_options(kernel PRIVATE
    LINKER:--whole-archive $<TARGET_FILE:core> LINKER:--no-whole-archive)
  set_target_properties(kernel PROPERTIES LINK_DEPENDS "${script};$<TARGET_FILE:core>"
                                          TAYBERRY_STUB_EMULATOR "${stub_EMULATOR}")
endfunction()
