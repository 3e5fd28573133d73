# SPDX-License-Identifier: MIT
# tayberry_boot_test(name IMAGE image [STATUS number] [LIMIT seconds] [WORDS text] [PL011] [VARIANTS]
#                    [TYPE text...] [ALSO line...] EXPECT line...)
#
# system.<name>: boots an image, and wants these words in this order, those of ALSO anywhere, and this
# status. TYPE: what is
# typed at each prompt "> ". LIMIT: 80 if left out. WORDS: of the kernel's command line. VARIANTS: the
# same as system.<name>.<variant> on each machine that the board's TAYBERRY_QEMU_VARIANTS names.
include_guard()
find_package(Python3 REQUIRED COMPONENTS Interpreter)

function(tayberry_boot_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "PL011;VARIANTS" "IMAGE;STATUS;LIMIT;WORDS" "TYPE;ALSO;EXPECT")
  set(words)
  if(NOT arg_LIMIT)
    set(arg_LIMIT 80)
  endif()
  list(APPEND words --limit ${arg_LIMIT})
  if(arg_PL011)
    list(APPEND words --pl011)
  endif()
  if(arg_WORDS)
    list(APPEND words --words ${arg_WORDS})
  endif()
  if(arg_STATUS)
    list(APPEND words --status ${arg_STATUS})
  endif()
  foreach(text IN LISTS arg_TYPE)
    list(APPEND words --type ${text})
  endforeach()
  foreach(text IN LISTS arg_EXPECT)
    list(APPEND words --expect ${text})
  endforeach()
  foreach(text IN LISTS arg_ALSO)
    list(APPEND words --also ${text})
  endforeach()
  math(EXPR timeout "${arg_LIMIT} + 10")
  set(variants)
  if(arg_VARIANTS)
    set(variants ${TAYBERRY_QEMU_VARIANTS})
  endif()
  foreach(variant "" ${variants})
    string(REGEX REPLACE "(.+)" ".\\1" suffix "${variant}")
    set(test system.${name}${suffix})
    add_test(NAME ${test}
      COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/converse.py
              ${CMAKE_CURRENT_BINARY_DIR}/${arg_IMAGE}/kernel8.img ${words}
              -- ${TAYBERRY_QEMU} ${TAYBERRY_QEMU_${variant}})
    set_tests_properties(${test} PROPERTIES LABELS system TIMEOUT ${timeout})
  endforeach()
endfunction()
