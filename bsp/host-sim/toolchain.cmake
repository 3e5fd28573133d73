# SPDX-License-Identifier: MIT
# The simulated board: the kernel as a program of this computer, so nothing is cross-compiled.
set(TAYBERRY_BOARD host-sim CACHE STRING "the board that is built for")

set(CMAKE_C_COMPILER clang)
set(CMAKE_CXX_COMPILER clang++)
set(CMAKE_ASM_COMPILER clang)
