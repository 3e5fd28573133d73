# SPDX-License-Identifier: MIT
# tayberry_add_host_test(name SOURCES file... [SERVERS target...] [SERVICES name...] [LIBRARIES library...]
#                        [TIMEOUT seconds])
#
# A test program for the computer that the project is built on, and an entry of ctest of the same name,
# with the label `host`. It is compiled with the address and the undefined-behaviour sanitizers, and
# linked with cmocka and Tayberry::host: the real kernel on the simulated board, which sim.h drives.
# SERVERS are programs that tayberry_add_server made in the same folder: they are compiled for the test
# as they are, with the project's static libraries that they have been linked with, and run on the machine
# that tay/host.h describes. SERVICES are programs that come with the SDK for such machines: memfs, proc, romfs,
# vfs and vfs-read-only; they run with the manifests in share/tayberry/host-sim/services. TIMEOUT is 60 if left
# out. The project must have called enable_testing().
#
# In a build for the board host-sim that is all. In a build for another board, the same project is built
# once more for host-sim, in the folder host-tests of the build, and ctest runs the tests from there. So
# a project is configured twice, and what it does for the board only, it does if TAYBERRY_BOARD is not
# host-sim; the functions tayberry_add_* see to that by themselves.
include_guard()

# Refuses what the SDK has not for host tests.
function(tayberry_check_host_services name)
  set(folder ${TAYBERRY_BOARDS_FOLDER}/host-sim/services)
  foreach(service IN LISTS ARGN)
    if(NOT EXISTS ${folder}/${service}.a)
      file(GLOB known RELATIVE ${folder} ${folder}/*.a)
      list(TRANSFORM known REPLACE "\\.a$" "")
      list(SORT known)
      list(JOIN known ", " known)
      message(FATAL_ERROR "tayberry_add_host_test(${name}): there is no service '${service}' for host tests; there "
                          "are: ${known}")
    endif()
  endforeach()
endfunction()

# The build inside the build: once for a project.
function(tayberry_host_build)
  if(TARGET host-tests)
    return()
  endif()
  set(tree ${CMAKE_BINARY_DIR}/host-tests)
  include(ExternalProject)
  ExternalProject_Add(host-tests
    SOURCE_DIR ${CMAKE_SOURCE_DIR}
    BINARY_DIR ${tree}
    PREFIX ${CMAKE_BINARY_DIR}/host-tests-files
    CMAKE_ARGS -DCMAKE_TOOLCHAIN_FILE=${TAYBERRY_BOARDS_FOLDER}/host-sim/toolchain.cmake
    BUILD_ALWAYS ON
    INSTALL_COMMAND "")
  # Before the first build there is nothing there yet.
  set(list ${CMAKE_BINARY_DIR}/host-tests.cmake)
  file(CONFIGURE OUTPUT ${list} @ONLY CONTENT "if(EXISTS \"${tree}/CTestTestfile.cmake\")
  subdirs(\"${tree}\")
else()
  add_test(host-tests-are-not-built-yet cmake -E false)
endif()
")
  set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY TEST_INCLUDE_FILES ${list})
endfunction()

function(tayberry_add_host_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;SERVERS;SERVICES;LIBRARIES")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
    message(FATAL_ERROR "tayberry_add_host_test(name SOURCES file... [SERVERS target...] [SERVICES name...] "
                        "[LIBRARIES library...] [TIMEOUT seconds]): unexpected '${arg_UNPARSED_ARGUMENTS}', or no sources")
  elseif(NOT CMAKE_TESTING_ENABLED)
    message(FATAL_ERROR "tayberry_add_host_test(${name}): call enable_testing() before")
  endif()
  foreach(server IN LISTS arg_SERVERS)
    set(manifest)
    if(TARGET ${server})
      get_target_property(manifest ${server} TAYBERRY_MANIFEST)
    endif()
    if(NOT manifest)
      message(FATAL_ERROR "tayberry_add_host_test(${name}): '${server}' was not made by "
                          "tayberry_add_server")
    endif()
  endforeach()
  if(NOT EXISTS ${TAYBERRY_BOARDS_FOLDER}/host-sim/TayberryTargets.cmake)
    message(WARNING "tayberry_add_host_test(${name}): this SDK has no board host-sim; the test is "
                    "left out")
    return()
  endif()
  tayberry_check_host_services(${name} ${arg_SERVICES})
  if(NOT TAYBERRY_BOARD STREQUAL host-sim)
    tayberry_host_build()
    return()
  endif()
  find_library(TAYBERRY_CMOCKA cmocka)
  if(NOT TAYBERRY_CMOCKA)
    message(FATAL_ERROR "tayberry_add_host_test(${name}): there is no cmocka: install libcmocka-dev")
  endif()
  if(NOT DEFINED arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  if(arg_SERVERS OR arg_SERVICES)
    tayberry_native_test(${name} SOURCES ${arg_SOURCES} SERVERS ${arg_SERVERS} SERVICES ${arg_SERVICES}
                         LIBRARIES ${arg_LIBRARIES})
  else()
    add_executable(${name} ${arg_SOURCES})
  endif()
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} Tayberry::host ${TAYBERRY_CMOCKA})
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS host TIMEOUT ${arg_TIMEOUT})
endfunction()

# The executable of a test that has programs.
function(tayberry_native_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;SERVERS;SERVICES;LIBRARIES")
  add_library(${name}-sources OBJECT ${arg_SOURCES})
  target_link_libraries(${name}-sources PRIVATE ${arg_LIBRARIES} Tayberry::host)
  add_executable(${name})
  set_target_properties(${name} PROPERTIES LINKER_LANGUAGE C)
  tayberry_native_sources(${name} OBJECTS $<TARGET_OBJECTS:${name}-sources>)
  foreach(server IN LISTS arg_SERVERS)
    get_target_property(manifest ${server} TAYBERRY_MANIFEST)
    set(libraries)
    get_target_property(linked ${server} LINK_LIBRARIES)
    foreach(library IN LISTS linked)
      if(TARGET ${library} AND NOT library MATCHES "::")
        list(APPEND libraries $<TARGET_FILE:${library}>)
        get_target_property(of_library ${library} LINK_LIBRARIES)
        list(APPEND linked ${of_library})
      endif()
    endforeach()
    set(posix)
    if("Tayberry::posix" IN_LIST linked)
      set(posix POSIX)
    endif()
    tayberry_native_program(${name} ${server} OBJECTS $<TARGET_OBJECTS:${server}> ${libraries}
                            MANIFEST ${manifest} ${posix})
  endforeach()
  foreach(service IN LISTS arg_SERVICES)
    tayberry_native_program(${name} ${service} LIBRARIES ${TAYBERRY_SERVICES}/${service}.a
                            MANIFEST ${TAYBERRY_SERVICES}/${service}.manifest)
  endforeach()
  target_link_options(${name} PRIVATE -no-pie)
  target_link_libraries(${name} PRIVATE Tayberry::native)
endfunction()
