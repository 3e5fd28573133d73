# SPDX-License-Identifier: MIT
# cmake -DNAME= -DOBJECT= -DNM= -DALLOWED= -P undefined.cmake: refuses a program that uses something of the
# computer's C library that is not the same on a board, and so not in the list ALLOWED.
cmake_minimum_required(VERSION 3.25)
execute_process(COMMAND ${NM} -u --format=just-symbols ${OBJECT}
  OUTPUT_VARIABLE names COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^ \n]+" names "${names}")
file(STRINGS ${ALLOWED} allowed REGEX "^[^#]")
set(refused)
foreach(name IN LISTS names)
  if(NOT name IN_LIST allowed AND NOT name MATCHES "^__(asan|ubsan|sanitizer|start|stop)_")
    list(APPEND refused ${name})
  endif()
endforeach()
if(refused)
  file(REMOVE ${OBJECT})
  list(JOIN refused ", " refused)
  message(FATAL_ERROR "${NAME} cannot run in a host test: the simulated machine has no ${refused}")
endif()
