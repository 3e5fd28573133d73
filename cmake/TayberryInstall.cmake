# SPDX-License-Identifier: MIT
# What `cmake --install` makes: a relocatable SDK. All boards go into one prefix, each with folders of
# its own; what lies outside of them is the same from every board. `sdk` is the target that builds what
# is installed, and no more.
#
#   include/tayberry/               headers of every board; posix/, cxx/: those of POSIX and C++
#   lib/cmake/Tayberry/             the package
#   lib/tayberry/<board>/           libraries
#   share/tayberry/<board>/         toolchain, tay-cc, kernel, init, services, linker script, C library
#   share/tayberry/debugging/       commands for gdb, and what reads crash reports
#   share/tayberry/kernel/          what boards out of tree are made of
#   bin/tay-...                     for the computer that images are built on
#
# A board without programs has its toolchain file and its kernel there.
include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/Tayberry)
set(share ${CMAKE_INSTALL_DATADIR}/tayberry)
set(board ${share}/${TAYBERRY_BOARD})
set(libraries ${CMAKE_INSTALL_LIBDIR}/tayberry/${TAYBERRY_BOARD})
set(sdk ${CMAKE_SOURCE_DIR}/sdk)
set(arch ${sdk}/arch/${CMAKE_SYSTEM_PROCESSOR})
add_custom_target(sdk)

# What is the same from every board.
install(DIRECTORY ${sdk}/include/ ${sdk}/abi/include/ ${TAYBERRY_GENERATED}/abi/
                  ${TAYBERRY_GENERATED}/sdk/
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY ${sdk}/posix/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/posix)
install(DIRECTORY ${sdk}/cxx/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/cxx)
set(doc ${CMAKE_INSTALL_DATADIR}/doc/tayberry-sdk)
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION ${doc} RENAME copyright)
configure_package_config_file(
  ${CMAKE_SOURCE_DIR}/cmake/TayberryConfig.cmake.in ${CMAKE_BINARY_DIR}/TayberryConfig.cmake
  INSTALL_DESTINATION ${package} PATH_VARS share CMAKE_INSTALL_BINDIR)
block()
  set(CMAKE_SIZEOF_VOID_P "") # it would be written down, though nobody looks at it
  write_basic_package_version_file(${CMAKE_BINARY_DIR}/TayberryConfigVersion.cmake
    COMPATIBILITY SameMajorVersion ARCH_INDEPENDENT)
endblock()
install(FILES ${CMAKE_BINARY_DIR}/TayberryConfig.cmake
              ${CMAKE_BINARY_DIR}/TayberryConfigVersion.cmake
        DESTINATION ${package})
foreach(file BootTest Driver HostSim HostTest Image Native OwnBoard Run Server)
  install(FILES ${CMAKE_SOURCE_DIR}/cmake/Tayberry${file}.cmake DESTINATION ${package})
endforeach()
foreach(tool card flash)
  install(PROGRAMS ${CMAKE_SOURCE_DIR}/tools/card/${tool}.py
          DESTINATION ${CMAKE_INSTALL_BINDIR} RENAME tay-${tool}.py)
endforeach()
foreach(tool flash new)
  install(PROGRAMS ${CMAKE_SOURCE_DIR}/tools/${tool}
          DESTINATION ${CMAKE_INSTALL_BINDIR} RENAME tay-${tool})
endforeach()

# What the targets debug-<image> and trace-<image> run; crash reports can be read with it, too.
file(GLOB debugging CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tools/debugging/*.py
                                      ${CMAKE_SOURCE_DIR}/tools/gdb/*.py)
install(FILES ${debugging} DESTINATION ${share}/debugging)

# What tay-new copies. A new board begins as another virt-aarch64.
install(DIRECTORY ${sdk}/templates DESTINATION ${share})
install(DIRECTORY ${CMAKE_SOURCE_DIR}/bsp/virt-aarch64/
        DESTINATION ${share}/templates/board/boards/template PATTERN presets.json EXCLUDE)

# The toolchain file also says where the SDK is that it is a part of.
file(READ ${TAYBERRY_BOARD_FOLDER}/toolchain.cmake toolchain)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${TAYBERRY_BOARD_FOLDER}/toolchain.cmake)
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/sdk/toolchain.cmake @ONLY CONTENT "${toolchain}
# The SDK that this file lies in.
cmake_path(SET tayberry_sdk NORMALIZE \${CMAKE_CURRENT_LIST_DIR}/../../..)
list(APPEND CMAKE_PREFIX_PATH \${tayberry_sdk})
")
install(FILES ${CMAKE_BINARY_DIR}/sdk/toolchain.cmake DESTINATION ${board})

include(TayberryInstallKernel)
if(TARGET kernel)
  install(FILES $<TARGET_FILE:kernel> DESTINATION ${board})
  add_dependencies(sdk kernel)
endif()
if(TARGET tay_host)
  set(host_sim ${TAYBERRY_BOARD_FOLDER}/include)
  set(harness ${CMAKE_SOURCE_DIR}/tests/support)
  install(FILES ${host_sim}/hal_arch.h ${host_sim}/machine.h ${harness}/sim.h
                ${harness}/kernel_state.h
          DESTINATION ${board}/include)
  install(FILES ${harness}/include/tay/trap.h DESTINATION ${board}/include/tay)
  install(DIRECTORY ${sdk}/host/include/ DESTINATION ${board}/include)
  install(DIRECTORY ${sdk}/host/native DESTINATION ${board})
  install(DIRECTORY ${TAYBERRY_NATIVE_LIBC_INCLUDE}/ DESTINATION ${board}/libc)
  install(DIRECTORY ${TAYBERRY_NATIVE_POSIX_INCLUDE}/ DESTINATION ${board}/posix)
  set(host_libraries sim core host_sim tay_formats tay_init tay_native tay_native_files tay_native_posix tay_program
                     tay_client)
  foreach(library IN LISTS host_libraries)
    install(FILES $<TARGET_FILE:${library}> DESTINATION ${libraries})
  endforeach()
  get_property(services GLOBAL PROPERTY TAYBERRY_NATIVE_SERVICES)
  foreach(service IN LISTS services)
    get_target_property(manifest ${service} TAYBERRY_MANIFEST)
    install(FILES $<TARGET_FILE:${service}> ${manifest} DESTINATION ${board}/services)
  endforeach()
  install(TARGETS tay_host tay_native_test EXPORT TayberryTargets)
  install(EXPORT TayberryTargets NAMESPACE Tayberry:: DESTINATION ${board})
  add_dependencies(sdk ${host_libraries} ${services})
endif()
if(NOT TARGET tay_server)
  return()
endif()

install(DIRECTORY ${arch}/include/ DESTINATION ${board}/include)
install(DIRECTORY ${TAYBERRY_PICOLIBC}/include/ DESTINATION ${board}/picolibc/include)
install(FILES ${TAYBERRY_LIBC} DESTINATION ${board}/picolibc/lib)
install(FILES /usr/share/doc/picolibc-${CMAKE_SYSTEM_PROCESSOR}-linux-gnu/copyright
        DESTINATION ${doc} RENAME picolibc-copyright OPTIONAL)
if(TARGET display)
  install(FILES /usr/share/doc/fonts-spleen/copyright
          DESTINATION ${doc} RENAME fonts-spleen-copyright OPTIONAL)
endif()
install(FILES ${arch}/user.ld ${TAYBERRY_BOARD_FOLDER}/board.cmake ${TAYBERRY_KERNEL_BIN}
              $<TARGET_FILE:init>
        DESTINATION ${board})
install(FILES ${TAYBERRY_BOARD_FOLDER}/config.txt DESTINATION ${board} OPTIONAL) # of a card
install(FILES ${TAYBERRY_BOARD_FOLDER}/devices DESTINATION ${board} OPTIONAL)
file(GLOB board_manifests CONFIGURE_DEPENDS ${TAYBERRY_BOARD_FOLDER}/services/*.manifest)
install(FILES ${board_manifests} $<TARGET_FILE:console> $<TARGET_FILE:initd> $<TARGET_FILE:memfs> $<TARGET_FILE:proc>
              $<TARGET_FILE:romfs> $<TARGET_FILE:shell> $<TARGET_FILE:svc> $<TARGET_FILE:vfs> $<TARGET_FILE:vfs-read-only>
              ${CMAKE_SOURCE_DIR}/services/initd/initd.manifest
              ${CMAKE_SOURCE_DIR}/services/memfs/memfs.manifest
              ${CMAKE_SOURCE_DIR}/services/proc/proc.manifest
              ${CMAKE_SOURCE_DIR}/services/romfs/romfs.manifest
              ${CMAKE_SOURCE_DIR}/services/shell/shell.manifest
              ${TAYBERRY_SHELL_CARD_MANIFEST}
              ${CMAKE_SOURCE_DIR}/services/svc/svc.manifest
              ${CMAKE_SOURCE_DIR}/services/vfs/vfs.manifest
              ${CMAKE_SOURCE_DIR}/services/vfs/vfs-archive.manifest
              ${CMAKE_SOURCE_DIR}/services/vfs/vfs-card.manifest
              ${CMAKE_SOURCE_DIR}/services/vfs/vfs-read-only.manifest
        DESTINATION ${board}/services)
include(TayberryCc)
install(PROGRAMS ${TAYBERRY_IMAGE_TOOL} DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${TAYBERRY_TRACE_PLUGIN} DESTINATION ${share}/debugging)

install(TARGETS tay tay_server tay_driver tay_posix
        EXPORT TayberryTargets ARCHIVE DESTINATION ${libraries})
install(EXPORT TayberryTargets NAMESPACE Tayberry:: DESTINATION ${board})
add_dependencies(sdk tay init console initd memfs proc romfs shell svc vfs vfs-read-only host_tools host_plugin)
get_property(tools GLOBAL PROPERTY TAYBERRY_TOOLS)
foreach(tool IN LISTS tools)
  install(FILES $<TARGET_FILE:${tool}> DESTINATION ${board}/tools)
  add_dependencies(sdk ${tool})
endforeach()
get_property(drivers GLOBAL PROPERTY TAYBERRY_DRIVERS)
foreach(driver IN LISTS drivers)
  get_target_property(manifest ${driver} TAYBERRY_MANIFEST)
  install(FILES $<TARGET_FILE:${driver}> ${manifest} DESTINATION ${board}/services)
  add_dependencies(sdk ${driver})
endforeach()
