# SPDX-License-Identifier: MIT
# `cpack` in the host's build tree makes an archive and a Debian package of the SDK for all boards, out of
# the build trees beside its own, where the target `sdk` has been built. tools/tay package does it all.
if(NOT TAYBERRY_BOARD STREQUAL host-sim OR TAYBERRY_COVERAGE)
  return()
endif()
get_directory_property(boards DIRECTORY ${CMAKE_SOURCE_DIR}/bsp DEFINITION TAYBERRY_BOARDS)
set(CPACK_INSTALL_CMAKE_PROJECTS)
foreach(board IN LISTS boards)
  cmake_path(SET tree NORMALIZE ${CMAKE_BINARY_DIR}/../${board})
  list(APPEND CPACK_INSTALL_CMAKE_PROJECTS ${tree} Tayberry ALL /)
endforeach()

set(CPACK_GENERATOR TGZ DEB)
set(CPACK_PACKAGE_NAME tayberry-sdk)
set(CPACK_PACKAGE_VENDOR Tayberry)
set(CPACK_PACKAGE_CONTACT "The Tayberry developers")
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_STRIP_FILES OFF) # programs for other processors are among them

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
# libc6-dev brings libc6, which is all that tay-image is linked with.
set(CPACK_DEBIAN_PACKAGE_DEPENDS
  "clang, cmake (>= 3.25), dosfstools, fdisk, libc6-dev, libclang-rt-14-dev, libcmocka-dev, lld, llvm, \
mtools, ninja-build, python3")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "qemu-system-arm, gdb-multiarch, qemu-utils")
include(CPack)
