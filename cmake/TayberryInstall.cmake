# SPDX-License-Identifier: MIT
# What `cmake --install` makes: a relocatable SDK for the board that was built.
#
#   include/                        headers of every board
#   lib/libtay.a, lib/cmake/        the library, the package
#   share/tayberry/<board>/         kernel, init, services, linker script, toolchain, C library
#   bin/tay-image                   for the computer that images are built on

if(NOT TARGET tay_server)
  return()
endif()
include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/Tayberry)
set(board ${CMAKE_INSTALL_DATADIR}/tayberry/${TAYBERRY_BOARD})
set(sdk ${CMAKE_SOURCE_DIR}/sdk)
set(arch ${sdk}/arch/${CMAKE_SYSTEM_PROCESSOR})

install(DIRECTORY ${sdk}/include/ ${sdk}/abi/include/ ${TAYBERRY_GENERATED}/abi/
                  ${TAYBERRY_GENERATED}/sdk/
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY ${arch}/include/ DESTINATION ${board}/include)
install(DIRECTORY ${TAYBERRY_PICOLIBC}/include/ DESTINATION ${board}/picolibc/include)
install(FILES ${TAYBERRY_PICOLIBC}/lib/libc.a DESTINATION ${board}/picolibc/lib)
install(FILES ${arch}/user.ld ${CMAKE_SOURCE_DIR}/bsp/${TAYBERRY_BOARD}/toolchain.cmake
              ${CMAKE_SOURCE_DIR}/bsp/${TAYBERRY_BOARD}/board.cmake ${TAYBERRY_KERNEL_BIN}
              $<TARGET_FILE:kernel> $<TARGET_FILE:init>
        DESTINATION ${board})
file(GLOB board_manifests CONFIGURE_DEPENDS
     ${CMAKE_SOURCE_DIR}/bsp/${TAYBERRY_BOARD}/services/*.manifest)
install(FILES ${board_manifests} $<TARGET_FILE:console> $<TARGET_FILE:proc>
              ${CMAKE_SOURCE_DIR}/services/proc/proc.manifest
        DESTINATION ${board}/services)
install(PROGRAMS ${TAYBERRY_IMAGE_TOOL} DESTINATION ${CMAKE_INSTALL_BINDIR})

install(TARGETS tay tay_server EXPORT TayberryTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT TayberryTargets NAMESPACE Tayberry:: DESTINATION ${package})
configure_package_config_file(
  ${CMAKE_SOURCE_DIR}/cmake/TayberryConfig.cmake.in ${CMAKE_BINARY_DIR}/TayberryConfig.cmake
  INSTALL_DESTINATION ${package} PATH_VARS board CMAKE_INSTALL_BINDIR)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/TayberryConfigVersion.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${CMAKE_BINARY_DIR}/TayberryConfig.cmake
              ${CMAKE_BINARY_DIR}/TayberryConfigVersion.cmake
              ${CMAKE_SOURCE_DIR}/cmake/TayberryServer.cmake
              ${CMAKE_SOURCE_DIR}/cmake/TayberryImage.cmake
        DESTINATION ${package})
