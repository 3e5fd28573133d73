# SPDX-License-Identifier: MIT
# What boards out of tree are made of: the headers and the rules of kernel code, from every board; and core
# and the parts as libraries, one set for each processor, from one board with it.
set(references rpi3-aarch64 armv6m x86 x86_64)
set(kernel ${share}/kernel)
set(common ${CMAKE_SOURCE_DIR}/bsp/common)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/hal/include DESTINATION ${kernel}/hal)
install(FILES ${CMAKE_SOURCE_DIR}/cmake/kernel/CMakeLists.txt DESTINATION ${kernel})
install(FILES ${CMAKE_SOURCE_DIR}/cmake/TayberryCompile.cmake DESTINATION ${kernel}/cmake)
foreach(part aarch64 bcm283x freestanding parts)
  install(DIRECTORY ${common}/${part}/include DESTINATION ${kernel}/bsp/common/${part})
endforeach()
install(FILES ${common}/aarch64/compile.cmake ${common}/aarch64/fast.cmake
              ${common}/aarch64/kernel.cmake ${common}/aarch64/kernel.ld
        DESTINATION ${kernel}/bsp/common/aarch64)
if(TAYBERRY_BOARD IN_LIST references)
  foreach(part core freestanding a64 bcm283x gic parts psci)
    if(NOT TARGET ${part})
      continue()
    endif()
    get_target_property(type ${part} TYPE)
    set(library ${part})
    if(type STREQUAL OBJECT_LIBRARY)
      set(library ${part}_archive)
      add_library(${library} STATIC $<TARGET_OBJECTS:${part}>)
      set_target_properties(${library} PROPERTIES OUTPUT_NAME ${part} LINKER_LANGUAGE C)
    endif()
    install(FILES $<TARGET_FILE:${library}>
            DESTINATION ${CMAKE_INSTALL_LIBDIR}/tayberry/${CMAKE_SYSTEM_PROCESSOR})
    add_dependencies(sdk ${library})
  endforeach()
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/sdk/${CMAKE_SYSTEM_PROCESSOR}.cmake @ONLY CONTENT
       "# Whose programs a board out of tree takes, and which manifests of theirs.
set(TAYBERRY_REFERENCE_BOARD ${TAYBERRY_BOARD})
set(TAYBERRY_COMMON_MANIFESTS proc.manifest)
")
  install(FILES ${CMAKE_BINARY_DIR}/sdk/${CMAKE_SYSTEM_PROCESSOR}.cmake DESTINATION ${kernel})
endif()
