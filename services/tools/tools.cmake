# SPDX-License-Identifier: MIT
# What the tools are made of, for boards and for the tests of the host.
set(tools cat cp date echo false grep head hexdump kill ls mkdir mv rm rmdir sleep sort tail tee touch
  true wc)
set(tools_parts)
foreach(part copy date_text ending fields file lines listing number options output pattern report
    signal_name tree)
  list(APPEND tools_parts ${CMAKE_CURRENT_LIST_DIR}/lib/${part}.c)
endforeach()
