# SPDX-License-Identifier: MIT
# tayberry_add_driver(name SOURCES file... [MANIFEST file] [HEAP bytes])
#
# A program with a device (tay/driver.h): like tayberry_add_server, but it links Tayberry::driver, and
# has a manifest, which must bind a device, or name registers. Which devices there are is the board's to
# say: MANIFEST may be another one for each TAYBERRY_BOARD.
include_guard()
include(${CMAKE_CURRENT_LIST_DIR}/TayberryServer.cmake)

function(tayberry_add_driver name)
  tayberry_add_server(${name} ${ARGN})
  target_link_libraries(${name} PRIVATE Tayberry::driver)
  get_target_property(manifest ${name} TAYBERRY_MANIFEST)
  set(devices)
  if(EXISTS ${manifest})
    file(STRINGS ${manifest} devices REGEX "^(bind *=|cap [^=]*= *device )")
  endif()
  if(NOT devices)
    message(FATAL_ERROR "tayberry_add_driver(${name}): ${manifest}: no line "
                        "'bind = <device>'")
  endif()
endfunction()
