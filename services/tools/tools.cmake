# SPDX-License-Identifier: MIT
# What the tools are made of, for boards and for the tests of the host; those that need more than
# POSIX are for boards only.
set(tools cat cp date echo env false free grep head hexdump kill ls mkdir mv ps rm rmdir sleep sort
  tail tee top touch trace true uname wc)
set(tools_of_boards df mount poweroff reboot umount)
set(tools_parts_of_boards ${CMAKE_CURRENT_LIST_DIR}/lib/machine_end.c
  ${CMAKE_CURRENT_LIST_DIR}/lib/mounts.c)
set(tools_parts)
foreach(part copy date_text ending fields file lines listing number options output pattern proc_table
    report signal_name tree)
  list(APPEND tools_parts ${CMAKE_CURRENT_LIST_DIR}/lib/${part}.c)
endforeach()
