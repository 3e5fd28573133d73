# SPDX-License-Identifier: MIT
# How QEMU plays this board; the variants are other machines that the same image runs on.
set(TAYBERRY_QEMU qemu-system-aarch64 -M virt,gic-version=2 -cpu cortex-a53 -smp 4 -m 1G
    -display none -monitor none -serial stdio -net none
    -semihosting-config enable=on,target=native)
set(TAYBERRY_QEMU_VARIANTS gicv3 one gicv3-one gicv2-el2 gicv3-el2)
set(TAYBERRY_QEMU_gicv3 -M gic-version=3)
set(TAYBERRY_QEMU_one -smp 1)
set(TAYBERRY_QEMU_gicv3-one -M gic-version=3 -smp 1)
set(TAYBERRY_QEMU_gicv2-el2 -M virtualization=on)
set(TAYBERRY_QEMU_gicv3-el2 -M gic-version=3,virtualization=on)

# The devices that drivers may bind (tay/device.h).
set(TAYBERRY_DEVICES ${CMAKE_CURRENT_LIST_DIR}/devices)

# What an image may ask for (tay-image --help): the device ranges and the lines of board.c; the memory that
# QEMU is told, from 0x80000 on.
set(TAYBERRY_LIMITS --device-range 0x05000000 --device-range 0x30000000 --irq-lines 256
    --image-bytes 0x3ff80000)
