# SPDX-License-Identifier: MIT
# tayberry_native_program(test name [OBJECTS object...] [LIBRARIES archive...] MANIFEST file [POSIX])
#
# Adds a program to a host test, to run on its simulated machine. Its objects, what it uses of its archives, and
# the SDK's library for it are linked into one, whose text, constants and variables lie in sections of their own, in whole
# pages, and whose names stay inside but for the entry. TAYBERRY_NATIVE_FILES is the folder of the
# templates, TAYBERRY_NATIVE_LIBRARIES the library for programs, TAYBERRY_NATIVE_POSIX_LIBRARY the one for
# those with functions of POSIX.
#
# tayberry_native_sources(test OBJECTS object...)
#
# Adds the test's own sources, whose constants lie in a section of their own.
include_guard()
# The linker that clang takes for programs of this computer: it must understand what it has made.
find_program(TAYBERRY_LD NAMES ld.bfd ld REQUIRED)
# Functions of the C library that a program has its own of, and that the compiler knows: sdk/host/lib/exit.c,
# malloc.c. All others it has by their names.
set(wrap __assert_fail _Exit _exit abort aligned_alloc atexit calloc exit free malloc memalign posix_memalign
  realloc strdup strndup)
list(TRANSFORM wrap PREPEND --wrap=)
set(TAYBERRY_NATIVE_WRAP ${wrap} CACHE INTERNAL "How programs get these")

function(tayberry_native_link test name template)
  cmake_parse_arguments(PARSE_ARGV 3 arg "" "OUTPUT" "OBJECTS;LIBRARIES;OPTIONS;THEN")
  string(MAKE_C_IDENTIFIER ${name} NATIVE_ID)
  set(script ${CMAKE_CURRENT_BINARY_DIR}/native/${test}/${NATIVE_ID}.ld)
  configure_file(${TAYBERRY_NATIVE_FILES}/${template} ${script} @ONLY)
  add_custom_command(OUTPUT ${arg_OUTPUT}
    COMMAND ${TAYBERRY_LD} -r --no-warnings -T ${script} ${arg_OPTIONS} -o ${arg_OUTPUT} ${arg_OBJECTS}
            --start-group ${arg_LIBRARIES} --end-group
    ${arg_THEN}
    DEPENDS ${arg_OBJECTS} ${arg_LIBRARIES} ${script} ${TAYBERRY_NATIVE_FILES}/undefined.cmake
    COMMAND_EXPAND_LISTS VERBATIM
    COMMENT "Linking ${name} for ${test}")
  target_sources(${test} PRIVATE ${arg_OUTPUT})
  set_source_files_properties(${arg_OUTPUT} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
endfunction()

function(tayberry_native_program test name)
  cmake_parse_arguments(PARSE_ARGV 2 arg "POSIX" "MANIFEST" "OBJECTS;LIBRARIES")
  string(MAKE_C_IDENTIFIER ${name} NATIVE_ID)
  set(NATIVE_NAME ${name})
  set(libraries ${arg_LIBRARIES} ${TAYBERRY_NATIVE_LIBRARIES})
  set(wanted --undefined=tay_enter)
  if(arg_POSIX) # its programs have the standard descriptors, whether they open anything or not
    list(APPEND libraries ${TAYBERRY_NATIVE_POSIX_LIBRARY})
    list(APPEND wanted --undefined=descriptor_add)
  endif()
  set(NATIVE_MANIFEST ${arg_MANIFEST})
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/native/${test})
  set(object ${folder}/${NATIVE_ID}.o)
  tayberry_native_link(${test} ${name} program.ld.in OUTPUT ${object}
    OBJECTS ${arg_OBJECTS} LIBRARIES ${libraries} OPTIONS ${wanted} ${TAYBERRY_NATIVE_WRAP}
    THEN COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DOBJECT=${object} -DNM=${CMAKE_NM}
                 -DALLOWED=${TAYBERRY_NATIVE_FILES}/allowed.txt
                 -P ${TAYBERRY_NATIVE_FILES}/undefined.cmake
         COMMAND ${CMAKE_OBJCOPY} --redefine-sym tay_enter=tay_enter_${NATIVE_ID} ${object}
         COMMAND ${CMAKE_OBJCOPY} --keep-global-symbol tay_enter_${NATIVE_ID} ${object})
  configure_file(${TAYBERRY_NATIVE_FILES}/program.c.in ${folder}/${NATIVE_ID}.c @ONLY)
  set_source_files_properties(${folder}/${NATIVE_ID}.c PROPERTIES OBJECT_DEPENDS "${arg_MANIFEST}")
  target_sources(${test} PRIVATE ${folder}/${NATIVE_ID}.c)
endfunction()

function(tayberry_native_sources test)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "OBJECTS")
  tayberry_native_link(${test} test test.ld.in OBJECTS ${arg_OBJECTS}
    OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/native/${test}/test.o)
endfunction()
