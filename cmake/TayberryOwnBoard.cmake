# SPDX-License-Identifier: MIT
# A board that is no part of the SDK: its folder is looked for in the folders of TAYBERRY_BOARD_PATH, by
# the name that its toolchain file gives (docs/add-board.md). Its kernel is built along with the project;
# programs and services are those of a board of the SDK with the same processor.
include_guard()
include(ExternalProject)

# Sets reason_out to why the board cannot be used, or to "".
function(tayberry_own_board reason_out)
  set(folder)
  foreach(place IN LISTS TAYBERRY_BOARD_PATH)
    cmake_path(ABSOLUTE_PATH place BASE_DIRECTORY ${CMAKE_SOURCE_DIR} NORMALIZE)
    if(NOT folder AND EXISTS ${place}/${TAYBERRY_BOARD}/toolchain.cmake)
      set(folder ${place}/${TAYBERRY_BOARD})
    endif()
  endforeach()
  set(${reason_out} "The SDK has no board '${TAYBERRY_BOARD}', and no folder of TAYBERRY_BOARD_PATH \
('${TAYBERRY_BOARD_PATH}') has; the SDK's are: ${tayberry_boards}" PARENT_SCOPE)
  if(NOT folder)
    return()
  endif()

  set(kernel ${TAYBERRY_BOARDS_FOLDER}/kernel)
  set(${reason_out} "The SDK has no parts for boards with the processor '${CMAKE_SYSTEM_PROCESSOR}', \
which ${folder}/toolchain.cmake names" PARENT_SCOPE)
  if(NOT EXISTS ${kernel}/${CMAKE_SYSTEM_PROCESSOR}.cmake)
    return()
  endif()
  include(${kernel}/${CMAKE_SYSTEM_PROCESSOR}.cmake)
  set(like ${TAYBERRY_BOARDS_FOLDER}/${TAYBERRY_REFERENCE_BOARD})
  if(NOT EXISTS ${like}/TayberryTargets.cmake)
    return()
  endif()
  set(${reason_out} "" PARENT_SCOPE)

  set(tree ${CMAKE_BINARY_DIR}/tayberry-kernel)
  if(NOT TARGET tayberry-kernel)
    ExternalProject_Add(tayberry-kernel
      SOURCE_DIR ${kernel}
      BINARY_DIR ${tree}
      PREFIX ${CMAKE_BINARY_DIR}/tayberry-kernel-files
      CMAKE_ARGS -DCMAKE_TOOLCHAIN_FILE=${folder}/toolchain.cmake -DTAYBERRY_BOARD_FOLDER=${folder}
      BUILD_ALWAYS ON
      BUILD_BYPRODUCTS ${tree}/board/kernel.bin ${tree}/board/kernel.elf
      INSTALL_COMMAND "")
  endif()
  set(services ${CMAKE_BINARY_DIR}/tayberry-services)
  file(REMOVE_RECURSE ${services})
  file(GLOB programs ${like}/services/*.elf)
  file(GLOB manifests ${folder}/services/*.manifest)
  list(TRANSFORM TAYBERRY_COMMON_MANIFESTS PREPEND ${like}/services/)
  file(COPY ${programs} ${TAYBERRY_COMMON_MANIFESTS} ${manifests} DESTINATION ${services})

  set(TAYBERRY_BOARD_FILES ${folder} PARENT_SCOPE)
  set(TAYBERRY_PROGRAM_FILES ${like} PARENT_SCOPE)
  set(TAYBERRY_KERNEL_FILES ${tree}/board PARENT_SCOPE)
  set(TAYBERRY_SERVICES ${services} PARENT_SCOPE)
endfunction()
