# SPDX-License-Identifier: MIT
# For programs that are built by other means than CMake: share/tayberry/<board>/tay-cc, a C compiler that works as
# a program of CMake that links Tayberry::posix is compiled and linked, and what it reads: tay-cc.cfg, words for
# clang, and libtay-cc.a, a text for the linker that names the libraries. POSIX wants libm.a and others to be
# there; what is in them is in the C library.
set(cc ${CMAKE_BINARY_DIR}/sdk/cc)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_INCLUDEDIR BASE_DIRECTORY ${board} OUTPUT_VARIABLE cc_include)
cmake_path(RELATIVE_PATH libraries BASE_DIRECTORY ${board} OUTPUT_VARIABLE cc_libraries)

set(link ${TAYBERRY_PROGRAM_LINK_OPTIONS})
list(TRANSFORM link REPLACE "^LINKER:" "-Wl,")
set(words --target=${CMAKE_C_COMPILER_TARGET} ${CMAKE_C_FLAGS_INIT} ${TAYBERRY_PROGRAM_OPTIONS})
foreach(headers ${cc_include}/posix ${cc_include} include picolibc/include)
  list(APPEND words "-isystem <CFGDIR>/${headers}")
endforeach()
list(APPEND words ${CMAKE_EXE_LINKER_FLAGS_INIT} "-Wl,-T,<CFGDIR>/user.ld" ${link} "-L<CFGDIR>/picolibc/lib"
  "-L<CFGDIR>/${cc_libraries}")
list(JOIN words "\n" words)
file(CONFIGURE OUTPUT ${cc}/tay-cc.cfg CONTENT "${words}\n")
file(CONFIGURE OUTPUT ${cc}/libtay-cc.a CONTENT "INPUT(-ltay -lc)\n")
foreach(empty m pthread rt)
  file(CONFIGURE OUTPUT ${cc}/lib${empty}.a CONTENT "!<arch>\n")
  list(APPEND empty_libraries ${cc}/lib${empty}.a)
endforeach()
install(PROGRAMS ${CMAKE_SOURCE_DIR}/tools/cc DESTINATION ${board} RENAME tay-cc)
install(FILES ${cc}/tay-cc.cfg ${cc}/libtay-cc.a DESTINATION ${board})
install(FILES ${empty_libraries} DESTINATION ${board}/picolibc/lib)
