# SPDX-License-Identifier: MIT
# Bits are flipped in fat alone, while programs keep others busy: what it does to its volume lasts longer
# than it, and the volume is made anew (spoiler.c).
if(NOT TARGET sd)
  return()
endif()

# A card with two volumes, of which the second stays empty, and room behind them for the card's own load.
set(spoil_card ${CMAKE_CURRENT_BINARY_DIR}/two-volumes.img)
find_program(TAYBERRY_SFDISK sfdisk PATHS /usr/sbin /sbin REQUIRED)
execute_process(COMMAND ${CMAKE_COMMAND} -E rm -f ${spoil_card} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND truncate -s 32M ${spoil_card} COMMAND_ERROR_IS_FATAL ANY)
file(WRITE ${spoil_card}.table "label: dos\nstart=2048, size=16384, type=e\nstart=18432, size=16384, type=e\n")
execute_process(COMMAND ${TAYBERRY_SFDISK} -q ${spoil_card} INPUT_FILE ${spoil_card}.table
  COMMAND_ERROR_IS_FATAL ANY)
foreach(first 2048 18432)
  execute_process(COMMAND ${TAYBERRY_MKFS_VFAT} -F 16 -s 1 -i 54415942 --invariant -h ${first}
    --offset ${first} ${spoil_card} 8192 OUTPUT_QUIET ERROR_QUIET COMMAND_ERROR_IS_FATAL ANY)
endforeach()

# fat may hang when damaged; nobody else has an excuse.
set(spoil ${CMAKE_CURRENT_BINARY_DIR}/spoil)
file(READ ${services}/fat/fat.manifest text)
file(CONFIGURE OUTPUT ${spoil}/fat.manifest CONTENT "${text}delay = 0\nlimit = none\nheartbeat = 100\n" @ONLY)
set(beside kv mailbox vfs sd)
list(LENGTH beside NUMBER)
configure_file(load_volume.manifest.in ${spoil}/load-volume.manifest @ONLY)
tayberry_add_server(load-volume SOURCES load_volume.c load.c MANIFEST ${spoil}/load-volume.manifest)
target_include_directories(load-volume PRIVATE ../programs)
target_link_libraries(load-volume PRIVATE tayberry_warnings)

# supervise_spoil(flips seed label): system.supervise.spoil-<flips>-<seed>.
function(supervise_spoil FLIPS SEED label)
  set(name supervise-spoil-${FLIPS}-${SEED})
  set(victims ${beside} fat)
  supervise_program(spoiler ${name} spoiler.c victim.c flip.c random.c flip_code.S)
  set(victims ${beside})
  string(APPEND more_vfs "cap fat = service fat : send\nargument = /card=fat\n")
  get_target_property(usual fat TAYBERRY_MANIFEST)
  set_target_properties(fat PROPERTIES TAYBERRY_MANIFEST ${spoil}/fat.manifest)
  supervise_image(${name} beside console memfs fat load-volume ${name}-spoiler)
  set_target_properties(fat PROPERTIES TAYBERRY_MANIFEST ${usual})
  tayberry_boot_test(supervise.spoil-${FLIPS}-${SEED} WORDS cores=1 LIMIT 520 LABELS ${label} IMAGE ${name}
    CARD ${spoil_card} EXPECT "spoiler: " " recovered, " "every program has ended")
endfunction()
supervise_spoil(250 1 system)
foreach(seed RANGE 2 5) # 10,000
  supervise_spoil(2500 ${seed} stress)
endforeach()
