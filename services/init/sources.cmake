# SPDX-License-Identifier: MIT
# What init is made of: for a board (CMakeLists.txt here), and for host tests (tests/support).
set(init_sources admit.c archive.c boot.c control.c device.c end.c main.c object.c order.c pace.c policy.c
  room.c service.c startup.c supervise.c)
