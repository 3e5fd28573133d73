# SPDX-License-Identifier: MIT
# How the short ways are compiled (hal/fast.h, vectors.S): a trap's registers stay where they are, those
# of a signal the first three, which only code generation for one file can do; and there is no stack, so that a function which needed one would be an
# error. All that it refers to lies within 1 MiB.
set_target_properties(board PROPERTIES
  TAYBERRY_FAST_OPTIONS "-fno-lto;-O2;-fomit-frame-pointer;-momit-leaf-frame-pointer;-fno-stack-protector;\
-mcmodel=tiny;-Wframe-larger-than=0;-ffixed-x1;-ffixed-x2"
  TAYBERRY_FAST_CALL_OPTIONS "-ffixed-x3;-ffixed-x4;-ffixed-x5;-ffixed-x6;-ffixed-x7;-ffixed-x9;\
-ffixed-x10")
