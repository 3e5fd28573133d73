# SPDX-License-Identifier: MIT
# What a project that uses the SDK can do with its images: tayberry_add_image calls
#
#   tayberry_image_targets(name image command_line word...), the words being those for tay-image that name
#   files
#       debug-<name>  boots it under gdb
#       debug-<name>-record  records a run, and plays it back under gdb, for a board that QEMU can
#                     record: `virt`
#       trace-<name>  runs it, and writes what the kernel did to trace-<name>.json and .svg
#       flash-<name>  writes its card image to the device TAYBERRY_CARD, or copies it to the card whose
#                     boot partition is mounted there
#       run, debug, trace, flash  the same, and run-<name>, for the project's first image
include_guard()
set(TAYBERRY_CARD "" CACHE PATH "A card's device, or where its boot partition is mounted, for the target flash")

function(tayberry_image_targets name image command_line)
  if(TARGET tayberry-kernel) # of a board that is no part of the SDK
    add_dependencies(${name} tayberry-kernel)
  endif()
  set(session python3 ${TAYBERRY_BOARDS_FOLDER}/debugging/session.py ${ARGN}
              --words ${command_line})
  add_custom_target(debug-${name} COMMAND ${session} -- ${TAYBERRY_QEMU}
    DEPENDS ${image} USES_TERMINAL VERBATIM)
  if(TAYBERRY_QEMU MATCHES "-M;virt[,;]")
    add_custom_target(debug-${name}-record COMMAND ${session} --record -- ${TAYBERRY_QEMU}
      DEPENDS ${image} USES_TERMINAL VERBATIM)
  endif()
  set(trace ${CMAKE_CURRENT_BINARY_DIR}/trace-${name})
  add_custom_target(trace-${name}
    COMMAND python3 ${TAYBERRY_BOARDS_FOLDER}/debugging/trace.py ${ARGN} --words ${command_line}
            --plugin ${TAYBERRY_BOARDS_FOLDER}/debugging/tay-trace.so
            --json ${trace}.json --svg ${trace}.svg -- ${TAYBERRY_QEMU}
    COMMAND ${CMAKE_COMMAND} -E echo "${trace}.json, ${trace}.svg"
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
  foreach(verb run debug trace flash)
    if(NOT TARGET ${verb})
      add_custom_target(${verb})
      add_dependencies(${verb} ${verb}-${name})
    endif()
  endforeach()
endfunction()
