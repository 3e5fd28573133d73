# SPDX-License-Identifier: MIT
# tayberry_add_boot_test(name IMAGE image EXPECT text... [TIMEOUT seconds])
#
# An entry of ctest, with the label `boot`: boots what tayberry_add_image made in QEMU, with counted
# instructions, so that each run is the same. It passes if the machine ends by itself with status 0,
# and has said each text. TIMEOUT is 60 if left out. The project must have called enable_testing().
#
# As a script, cmake -P with -DEXPECT=<list> -DSECONDS=<n> and the command behind --, it is that test.

if(CMAKE_SCRIPT_MODE_FILE)
  set(command)
  set(behind FALSE)
  math(EXPR last "${CMAKE_ARGC} - 1")
  foreach(n RANGE ${last})
    if(behind)
      list(APPEND command ${CMAKE_ARGV${n}})
    elseif(CMAKE_ARGV${n} STREQUAL "--")
      set(behind TRUE)
    endif()
  endforeach()
  execute_process(COMMAND ${command} TIMEOUT ${SECONDS} INPUT_FILE /dev/null
    OUTPUT_VARIABLE told ERROR_VARIABLE told RESULT_VARIABLE status)
  message("${told}")
  if(NOT status STREQUAL 0)
    message(FATAL_ERROR "the machine did not end with status 0: ${status}")
  endif()
  foreach(text IN LISTS EXPECT)
    string(FIND "${told}" "${text}" at)
    if(at EQUAL -1)
      message(FATAL_ERROR "nothing said '${text}'")
    endif()
  endforeach()
  return()
endif()

function(tayberry_add_boot_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "IMAGE;TIMEOUT" "EXPECT")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_EXPECT OR NOT arg_IMAGE)
    message(FATAL_ERROR "tayberry_add_boot_test(name IMAGE image EXPECT text... [TIMEOUT seconds]): "
                        "unexpected '${arg_UNPARSED_ARGUMENTS}', or something is left out")
  elseif(NOT CMAKE_TESTING_ENABLED)
    message(FATAL_ERROR "tayberry_add_boot_test(${name}): call enable_testing() before")
  endif()
  set(image)
  if(TARGET ${arg_IMAGE})
    get_target_property(image ${arg_IMAGE} TAYBERRY_IMAGE)
  endif()
  if(NOT image)
    message(FATAL_ERROR "tayberry_add_boot_test(${name}): '${arg_IMAGE}' was not made by "
                        "tayberry_add_image")
  endif()
  list(GET TAYBERRY_QEMU 0 emulator)
  find_program(TAYBERRY_EMULATOR ${emulator} NO_DEFAULT_PATH PATHS ENV PATH) # as when it runs
  if(NOT TAYBERRY_EMULATOR)
    message(FATAL_ERROR "tayberry_add_boot_test(${name}): there is no ${emulator}: install "
                        "qemu-system-arm")
  endif()
  if(NOT DEFINED arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  math(EXPR limit "${arg_TIMEOUT} + 10")
  add_test(NAME ${name}
    COMMAND ${CMAKE_COMMAND} "-DEXPECT=${arg_EXPECT}" -DSECONDS=${arg_TIMEOUT}
            -P ${CMAKE_CURRENT_FUNCTION_LIST_FILE} --
            ${TAYBERRY_QEMU} -icount shift=0,sleep=off -kernel ${image}
            -append "exit=semihosting seed=1")
  set_tests_properties(${name} PROPERTIES LABELS boot TIMEOUT ${limit})
endfunction()
