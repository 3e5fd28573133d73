# SPDX-License-Identifier: MIT
# How QEMU plays this board: the mini-UART, the second serial port, is the console.
set(TAYBERRY_QEMU qemu-system-aarch64 -M raspi3b -display none -monitor none
    -serial null -serial stdio -semihosting-config enable=on,target=native)

# It starts from a card, of which this tells the firmware.
set(TAYBERRY_CARD_CONFIG ${CMAKE_CURRENT_LIST_DIR}/config.txt)

# The devices that drivers may bind (tay/device.h).
set(TAYBERRY_DEVICES ${CMAKE_CURRENT_LIST_DIR}/devices)

# What an image may ask for (tay-image --help): the peripherals, the VideoCore's memory, and the RAM for
# DMA; the lines of the interrupt controller; the least memory that the board boots with (board.c), from
# 0x80000 on.
set(TAYBERRY_LIMITS --device-range 0x01000000 --device-range 0 --device-range 0x200000
    --irq-lines 68 --image-bytes 0x03f80000)
