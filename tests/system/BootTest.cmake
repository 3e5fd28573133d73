# SPDX-License-Identifier: MIT
# tayberry_boot_test(name IMAGE image [STATUS number[/number]] [LIMIT seconds] [WORDS text] [CARD file] [PL011] [VARIANTS]
#                    [SMP] [CORES] [LABELS label] [REPEAT times] [TYPE text...]
#                    [ALSO line...] [ONCE line...] EXPECT line...)
#
# system.<name>: boots an image, and wants these words in this order, those of ALSO anywhere, those of ONCE
# one single time, and this status. TYPE: what is
# typed at each prompt "> ". CARD: what is in the card reader, of which each run has a copy, which the
# host's tools look at afterwards. LIMIT: 80 if left out. WORDS: of the kernel's command line. VARIANTS: the
# same as system.<name>.<variant> on each machine that the board's TAYBERRY_QEMU_VARIANTS names.
# SMP: smp.<name>, with a host thread for each core, so that no two runs are the same and nothing can
# be said of time. LABELS: instead of `system` or `smp`. REPEAT: so often, each time with another seed;
# the limit is of one time. CORES: the same as system.<name>.one-core, on one core, and as smp.<name>;
# and, with the label `stress`, each of the three 20 times: stress.<name>, stress.<name>.one-core and
# stress.<name>.smp.
include_guard()
find_package(Python3 REQUIRED COMPONENTS Interpreter)

function(tayberry_boot_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "CORES;PL011;SMP;VARIANTS" "CARD;IMAGE;KIND;LABELS;LIMIT;REPEAT;STATUS;WORDS" "TYPE;ALSO;ONCE;EXPECT")
  set(words)
  if(NOT arg_LIMIT)
    set(arg_LIMIT 80)
  endif()
  list(APPEND words --limit ${arg_LIMIT})
  if(arg_PL011)
    list(APPEND words --pl011)
  endif()
  set(kind system)
  if(arg_SMP)
    set(kind smp)
    list(APPEND words --threaded)
  endif()
  if(NOT arg_LABELS)
    set(arg_LABELS ${kind})
  endif()
  if(arg_KIND)
    set(kind ${arg_KIND})
  endif()
  math(EXPR timeout "${arg_LIMIT} + 10")
  if(arg_REPEAT)
    list(APPEND words --repeat ${arg_REPEAT})
    set(timeout 540)
  endif()
  if(arg_WORDS)
    list(APPEND words --words ${arg_WORDS})
  endif()
  if(arg_CARD)
    list(APPEND words --card ${arg_CARD})
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
  foreach(text IN LISTS arg_ONCE)
    list(APPEND words --once ${text})
  endforeach()
  set(variants)
  if(arg_VARIANTS)
    set(variants ${TAYBERRY_QEMU_VARIANTS})
  endif()
  foreach(variant "" ${variants})
    string(REGEX REPLACE "(.+)" ".\\1" suffix "${variant}")
    set(test ${kind}.${name}${suffix})
    add_test(NAME ${test}
      COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/converse.py
              ${CMAKE_CURRENT_BINARY_DIR}/${arg_IMAGE}/kernel8.img ${words}
              -- ${TAYBERRY_QEMU} ${TAYBERRY_QEMU_${variant}})
    set_tests_properties(${test} PROPERTIES LABELS ${arg_LABELS} TIMEOUT ${timeout})
    if(arg_SMP)
      set_tests_properties(${test} PROPERTIES PROCESSORS 2)
    endif()
  endforeach()
  if(arg_CORES)
    set(same ${ARGN})
    list(REMOVE_ITEM same CORES VARIANTS)
    set(many KIND stress LABELS stress REPEAT 20)
    tayberry_boot_test(${name}.one-core WORDS cores=1 ${same})
    tayberry_boot_test(${name} SMP LIMIT 170 ${same})
    tayberry_boot_test(${name} ${many} ${same})
    tayberry_boot_test(${name}.one-core ${many} WORDS cores=1 ${same})
    tayberry_boot_test(${name}.smp SMP ${many} LIMIT 170 ${same})
  endif()
endfunction()
