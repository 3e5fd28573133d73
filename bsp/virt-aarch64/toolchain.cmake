# SPDX-License-Identifier: MIT
# QEMU's "virt" with a Cortex-A53: clang and lld for a Cortex-A53, no operating system below, no libc.
set(TAYBERRY_BOARD virt-aarch64 CACHE STRING "the board that is built for")

set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

set(CMAKE_C_COMPILER clang)
set(CMAKE_CXX_COMPILER clang++)
set(CMAKE_ASM_COMPILER clang)
set(CMAKE_C_COMPILER_TARGET aarch64-none-elf)
set(CMAKE_CXX_COMPILER_TARGET aarch64-none-elf)
set(CMAKE_ASM_COMPILER_TARGET aarch64-none-elf)
find_program(CMAKE_AR NAMES llvm-ar llvm-ar-14 REQUIRED)
find_program(CMAKE_RANLIB NAMES llvm-ranlib llvm-ranlib-14 REQUIRED)
find_program(CMAKE_OBJCOPY NAMES llvm-objcopy llvm-objcopy-14 REQUIRED)

# nocrypto: a Cortex-A53 may come without the AES and SHA instructions.
# The two errata are those of the Cortex-A53 r0p4 (ARM-EPM-048406, 835769 and 843419); the second
# one is worked around by the linker.
set(flags "-mcpu=cortex-a53+nocrypto -ffreestanding -fno-pic -mfix-cortex-a53-835769")
string(APPEND flags " -fno-asynchronous-unwind-tables")
set(CMAKE_C_FLAGS_INIT "${flags}")
set(CMAKE_CXX_FLAGS_INIT "${flags}")
set(CMAKE_ASM_FLAGS_INIT "-mcpu=cortex-a53+nocrypto")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-fuse-ld=lld -nostdlib -static -Wl,--fix-cortex-a53-843419 \
-Wl,-z,max-page-size=4096")
set(CMAKE_EXECUTABLE_SUFFIX_C .elf)
set(CMAKE_EXECUTABLE_SUFFIX_CXX .elf)
set(CMAKE_EXECUTABLE_SUFFIX_ASM .elf)

set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE BOTH)
