# SPDX-License-Identifier: MIT
# What a project that uses the SDK can do with its images: tayberry_add_image calls
#
#   tayberry_image_targets(name image)
#       debug-<name>  boots it under gdb
#       flash-<name>  writes its card image to the device TAYBERRY_CARD, or copies it to the card whose
#                     boot partition is mounted there
#       run, debug, flash  the same, and run-<name>, for the project's first image
include_guard()
set(TAYBERRY_CARD "" CACHE PATH "A card's device, or where its boot partition is mounted, for the target flash")

function(tayberry_image_targets name image)
  if(TARGET tayberry-kernel) # of a board that is no part of the SDK
    add_dependencies(${name} tayberry-kernel)
  endif()
  add_custom_target(debug-${name}
    COMMAND ${TAYBERRY_TOOLS}/tay-debug ${TAYBERRY_KERNEL_FILES}/kernel.elf
            ${TAYBERRY_QEMU} -kernel ${image} -append exit=semihosting
    DEPENDS ${image} USES_TERMINAL VERBATIM)
  if(EXISTS ${TAYBERRY_BOARD_FILES}/config.txt)
    set(flash ${TAYBERRY_TOOLS}/tay-flash ${image} ${TAYBERRY_BOARD_FILES}/config.txt
              ${TAYBERRY_CARD})
  else()
    set(flash ${CMAKE_COMMAND} -E echo "The board ${TAYBERRY_BOARD} does not boot from a card."
              COMMAND ${CMAKE_COMMAND} -E false)
  endif()
  add_custom_target(flash-${name} COMMAND ${flash} DEPENDS ${image} USES_TERMINAL VERBATIM)
  if(TARGET card-${name})
    add_dependencies(flash-${name} card-${name})
  endif()
  foreach(verb run debug flash)
    if(NOT TARGET ${verb})
      add_custom_target(${verb})
      add_dependencies(${verb} ${verb}-${name})
    endif()
  endforeach()
endfunction()
