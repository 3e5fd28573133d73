# SPDX-License-Identifier: MIT
# The compiler for ARMv6-M: clang and lld, nothing of a host's.
set(TAYBERRY_BOARD armv6m CACHE STRING "the board that is built for")
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR armv6m)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

set(CMAKE_C_COMPILER clang)
set(CMAKE_ASM_COMPILER clang)
set(CMAKE_C_COMPILER_TARGET armv6m-none-eabi)
set(CMAKE_ASM_COMPILER_TARGET armv6m-none-eabi)
find_program(CMAKE_AR NAMES llvm-ar llvm-ar-14 REQUIRED)
find_program(CMAKE_RANLIB NAMES llvm-ranlib llvm-ranlib-14 REQUIRED)
set(CMAKE_C_FLAGS_INIT "-mcpu=cortex-m0")
set(CMAKE_ASM_FLAGS_INIT "-mcpu=cortex-m0")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-fuse-ld=lld -nostdlib -static")
set(CMAKE_EXECUTABLE_SUFFIX_C .elf)
set(CMAKE_EXECUTABLE_SUFFIX_ASM .elf)
