# SPDX-License-Identifier: MIT
# tayberry_add_image(name SERVERS target... [SERVICES name...] [PROGRAMS name...] [CARD_SERVERS target...]
#                    [CARD_SERVICES name...] [CARD_PROGRAMS name...] [INIT file]
#                    [KERNEL_COMMAND_LINE text])
#
# A bootable image, <name>/kernel8.img in the current binary folder, of the kernel, init and the
# programs that tayberry_add_server made, and the target run-<name>, which boots it in QEMU. tay-image
# checks every program and manifest first. SERVICES are programs that come with the SDK: the manifests
# in TAYBERRY_SERVICES; PROGRAMS are programs that nobody starts before somebody asks for them: targets,
# programs of the SDK, or files that were built by other means (absolute paths). INIT is a program that takes
# the place of init.
#
# Where the board starts from a card: also <name>/card.img, an SD card to be written to a device, with
# kernel8.img, config.txt, and the firmware of the Raspberry Pi, if it is in the folder
# TAYBERRY_FIRMWARE; a line at build time says if it is not. With TAYBERRY_CARDS off there are no cards.
#
# CARD_SERVERS and CARD_SERVICES are started from the card, by the service initd: their programs are in
# its bin/, their manifests in its init.d/; CARD_PROGRAMS are in its bin/, too. Where there is no card all
# of these are part of the image, as bin/ and init.d/ of the boot archive.
#
# The board's file board.cmake says how QEMU plays the board (TAYBERRY_QEMU), where the table of its
# devices is (TAYBERRY_DEVICES), and, if it starts from a card, where the firmware's settings are
# (TAYBERRY_CARD_CONFIG).
include_guard()
find_package(Python3 REQUIRED COMPONENTS Interpreter)
option(TAYBERRY_CARDS "Make a card image with each image" ON)
set(TAYBERRY_FIRMWARE /usr/lib/raspi-firmware CACHE PATH
    "The folder with bootcode.bin, start.elf and fixup.dat of the Raspberry Pi")

# The words for the tools that name programs and manifests, the files that these words name, and the
# targets that make them.
function(tayberry_image_input name words_out files_out)
  cmake_parse_arguments(PARSE_ARGV 3 arg "" "" "SERVERS;SERVICES;PROGRAMS")
  set(words)
  set(files)
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
  foreach(program IN LISTS arg_PROGRAMS)
    if(TARGET ${program})
      set(file $<TARGET_FILE:${program}>)
    elseif(IS_ABSOLUTE ${program})
      set(file ${program})
    else()
      find_file(file ${program}.elf PATHS ${TAYBERRY_TOOL_PROGRAMS} ${TAYBERRY_SERVICES} NO_CACHE
                NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
      if(NOT file)
        message(FATAL_ERROR "tayberry_add_image(${name}): there is no program '${program}': no target, "
                            "and none of the SDK")
      endif()
    endif()
    list(APPEND words --program ${file})
    list(APPEND files ${file})
    unset(file)
  endforeach()
  set(${words_out} ${words} PARENT_SCOPE)
  set(${files_out} ${files} PARENT_SCOPE)
endfunction()

# <name>/card.img of the files that WORDS, for the tool, name; DEPENDS: what they are made from.
function(tayberry_add_card name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "WORDS;DEPENDS")
  set(card ${CMAKE_CURRENT_BINARY_DIR}/${name}/card.img)
  set(firmware ${TAYBERRY_FIRMWARE}/bootcode.bin ${TAYBERRY_FIRMWARE}/start.elf
               ${TAYBERRY_FIRMWARE}/fixup.dat)
  foreach(file IN LISTS firmware)
    if(EXISTS ${file})
      list(APPEND arg_DEPENDS ${file})
    endif()
  endforeach()
  add_custom_command(OUTPUT ${card}
    COMMAND ${Python3_EXECUTABLE} ${TAYBERRY_CARD_TOOL} --output ${card}
            --config ${TAYBERRY_CARD_CONFIG} --firmware ${TAYBERRY_FIRMWARE} ${arg_WORDS}
    DEPENDS ${arg_DEPENDS} ${TAYBERRY_CARD_TOOL} ${TAYBERRY_CARD_CONFIG} VERBATIM
    COMMENT "Making ${name}/card.img")
  add_custom_target(card-${name} ALL DEPENDS ${card})
  add_dependencies(card-${name} ${name})
  set_target_properties(${name} PROPERTIES TAYBERRY_CARD ${card})
endfunction()

function(tayberry_add_image name)
  set(input SERVERS SERVICES PROGRAMS)
  set(of_card ${input})
  list(TRANSFORM of_card PREPEND CARD_)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "INIT;KERNEL_COMMAND_LINE" "${input};${of_card}")
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
  set(words --kernel ${TAYBERRY_KERNEL_BIN} --init ${init} --output ${image})
  set(limits ${TAYBERRY_LIMITS})
  set(files ${TAYBERRY_KERNEL_BIN} ${init} ${TAYBERRY_IMAGE_TOOL})
  if(DEFINED TAYBERRY_DEVICES)
    list(APPEND limits --devices ${TAYBERRY_DEVICES})
    list(APPEND files ${TAYBERRY_DEVICES})
  endif()
  set(has_card FALSE)
  if(TAYBERRY_CARDS AND DEFINED TAYBERRY_CARD_CONFIG)
    set(has_card TRUE)
  endif()
  # All programs and manifests, those of the image itself, and those of the card.
  tayberry_image_input(${name} all all_files
    SERVERS ${arg_SERVERS} ${arg_CARD_SERVERS} SERVICES ${arg_SERVICES} ${arg_CARD_SERVICES}
    PROGRAMS ${arg_PROGRAMS} ${arg_CARD_PROGRAMS})
  set(programs ${all})
  set(check)
  if(has_card)
    tayberry_image_input(${name} programs own_files
      SERVERS ${arg_SERVERS} SERVICES ${arg_SERVICES} PROGRAMS ${arg_PROGRAMS})
    tayberry_image_input(${name} on_card card_files
      SERVERS ${arg_CARD_SERVERS} SERVICES ${arg_CARD_SERVICES} PROGRAMS ${arg_CARD_PROGRAMS})
    if(on_card) # what is on the card must go with what is not
      set(check COMMAND ${TAYBERRY_IMAGE_TOOL} ${words} ${limits} ${all})
    endif()
  endif()
  file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/${name})
  add_custom_command(OUTPUT ${image}
    ${check} COMMAND ${TAYBERRY_IMAGE_TOOL} ${words} ${limits} ${programs}
    DEPENDS ${files} ${all_files} VERBATIM
    COMMENT "Making ${name}/kernel8.img")
  add_custom_target(${name} ALL DEPENDS ${image})
  set_target_properties(${name} PROPERTIES TAYBERRY_IMAGE ${image})
  add_custom_target(run-${name}
    COMMAND ${TAYBERRY_QEMU} -kernel ${image} -append ${arg_KERNEL_COMMAND_LINE}
    DEPENDS ${image} USES_TERMINAL VERBATIM)
  if(has_card)
    tayberry_add_card(${name} WORDS --kernel ${image} ${on_card} DEPENDS ${image} ${card_files})
  endif()
  if(COMMAND tayberry_image_targets) # not in the SDK's own tree
    tayberry_image_targets(${name} ${image} "${arg_KERNEL_COMMAND_LINE}" ${words} ${all})
  endif()
endfunction()
