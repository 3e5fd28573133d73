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
# 0x80000 on. Registers that reach all memory: DMA channels 0 to 14 and 15 (BCM2835 ARM Peripherals,
# 4.2), and the mailbox, by which the firmware writes where it is told to.
set(TAYBERRY_LIMITS --device-range 0x01000000 --device-range 0 --device-range 0x200000
    --dma-registers 0x007000 --dma-registers 0xe05000 --dma-registers 0x00b000 --irq-lines 68
    --image-bytes 0x03f80000)
