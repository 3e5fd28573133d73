# SPDX-License-Identifier: MIT
# How QEMU plays this board; gic-version=3 is the other machine that the same image runs on.
set(TAYBERRY_QEMU qemu-system-aarch64 -M virt,gic-version=2 -cpu cortex-a53 -smp 4 -m 1G
    -display none -monitor none -serial stdio -net none
    -semihosting-config enable=on,target=native)
