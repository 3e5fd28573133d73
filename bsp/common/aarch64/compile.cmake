# SPDX-License-Identifier: MIT
# How kernel code is compiled for this CPU: what a board's target `board` hands on to all of it, core
# included. Small, but for what most traps and faults pass through (tayberry_hot), and as one module, by
# the linker: what is called from one place only becomes part of that place, and what is the same is there
# once. The tiny code
# model: the kernel's image spans less than 1 MiB, so that one instruction reaches any of it. Nothing is
# outlined: early code would share pieces with code that runs with the MMU on. The frame size is
# bounded so that no function can step over a guard page; a frame with a buffer in it carries the guard
# of a64_guard.h, in hot files only one with an array of bytes.
target_compile_options(board INTERFACE
  $<$<COMPILE_LANGUAGE:C>:-Oz -flto -mno-outline -mcmodel=tiny -ffunction-sections -mgeneral-regs-only
  -fno-omit-frame-pointer -Wframe-larger-than=2048 -fstack-protector-strong>)
target_compile_definitions(board INTERFACE HAL_BOOT_SECTION=.text.boot) # kernel.ld
set_target_properties(board PROPERTIES TAYBERRY_HOT_OPTIONS "-Os;-fstack-protector")
target_link_options(board INTERFACE LINKER:--gc-sections # what nobody calls
  LINKER:--icf=safe LINKER:-mllvm,-enable-machine-outliner=never)
