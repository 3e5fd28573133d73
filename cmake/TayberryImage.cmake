# SPDX-License-Identifier: MIT
# tayberry_add_image(name SERVERS target... [SERVICES name...] [INIT file]
#                    [KERNEL_COMMAND_LINE text])
#
# A bootable image, <name>/kernel8.img in the current binary folder, of the kernel, init and the
# programs that tayberry_add_server made, and the target run-<name>, which boots it in QEMU. tay-image
# checks every program and manifest first. SERVICES are programs that come with the SDK: the manifests
# in TAYBERRY_SERVICES. INIT is a program that takes the place of init.
#
# The board's file board.cmake says how QEMU plays the board (TAYBERRY_QEMU).
include_guard()

function(tayberry_add_image name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "INIT;KERNEL_COMMAND_LINE" "SERVERS;SERVICES")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "tayberry_add_image: unexpected '${arg_UNPARSED_ARGUMENTS}'")
  endif()
  set(init ${TAYBERRY_INIT_ELF})
  if(arg_INIT)
    set(init ${arg_INIT})
  endif()
  if(NOT DEFINED arg_KERNEL_COMMAND_LINE)
    set(arg_KERNEL_COMMAND_LINE exit=semihosting)
  endif()

  set(image ${CMAKE_CURRENT_BINARY_DIR}/${name}/kernel8.img)
  set(words --kernel ${TAYBERRY_KERNEL_BIN} --init ${init} --output ${image} ${TAYBERRY_LIMITS})
  set(files ${TAYBERRY_KERNEL_BIN} ${init} ${TAYBERRY_IMAGE_TOOL})
  foreach(service IN LISTS arg_SERVICES)
    set(manifest ${TAYBERRY_SERVICES}/${service}.manifest)
    if(NOT EXISTS ${manifest})
      message(FATAL_ERROR "tayberry_add_image(${name}): there is no service '${service}': no "
                          "${manifest}")
    endif()
    file(STRINGS ${manifest} program REGEX "^program *= *")
    string(REGEX REPLACE "^program *= *([^ ]+).*" "\\1" program "${program}")
    list(APPEND words --program ${TAYBERRY_SERVICES}/${program}.elf --manifest ${manifest})
    list(APPEND files ${TAYBERRY_SERVICES}/${program}.elf ${manifest})
  endforeach()
  foreach(server IN LISTS arg_SERVERS)
    get_target_property(manifest ${server} TAYBERRY_MANIFEST)
    if(NOT manifest)
      message(FATAL_ERROR "tayberry_add_image(${name}): '${server}' was not made by "
                          "tayberry_add_server")
    endif()
    list(APPEND words --program $<TARGET_FILE:${server}> --manifest ${manifest})
    list(APPEND files $<TARGET_FILE:${server}> ${manifest})
  endforeach()
  file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/${name})
  add_custom_command(OUTPUT ${image}
    COMMAND ${TAYBERRY_IMAGE_TOOL} ${words}
    DEPENDS ${files} ${arg_SERVERS} VERBATIM
    COMMENT "Making ${name}/kernel8.img")
  add_custom_target(${name} ALL DEPENDS ${image})
  set_target_properties(${name} PROPERTIES TAYBERRY_IMAGE ${image})
  add_custom_target(run-${name}
    COMMAND ${TAYBERRY_QEMU} -kernel ${image} -append ${arg_KERNEL_COMMAND_LINE}
    DEPENDS ${image} USES_TERMINAL VERBATIM)
  if(COMMAND tayberry_image_targets) # not in the SDK's own tree
    tayberry_image_targets(${name} ${image})
  endif()
endfunction()
