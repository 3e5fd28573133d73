# SPDX-License-Identifier: MIT
# How QEMU plays this board: the mini-UART, the second serial port, is the console.
set(TAYBERRY_QEMU qemu-system-aarch64 -M raspi3b -display none -monitor none
    -serial null -serial stdio -semihosting-config enable=on,target=native)
