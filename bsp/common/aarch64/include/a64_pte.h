/* SPDX-License-Identifier: MIT */
/*
 * Translation table descriptors of VMSAv8-64, stage 1, 4 KiB granule.
 *
 * Source: ARM DDI 0487 (Armv8-A), D5.3 "VMSAv8-64 translation table format descriptors", D5.4
 * "Access controls and memory attributes" for permissions, D5.5 "Memory region attributes".
 */
#ifndef A64_PTE_H
#define A64_PTE_H

#include <stdint.h>

/* A table is one page of 512 descriptors; each level resolves 9 bits of the address (D5.2.6). */
#define A64_TABLE_BITS 9
#define A64_TABLE_ENTRIES 512
/* 39 bits of address begin at level 1, whose entries span 1 GiB; those of level 3 are pages. */
#define A64_LEVEL_FIRST 1
#define A64_LEVEL_LAST 3
#define A64_LEVEL_SHIFT(level) (12 + A64_TABLE_BITS * (A64_LEVEL_LAST - (level)))

/* Bits 1:0 (D5.3.1, D5.3.2): 1 is a block at levels 1 and 2, 3 a table there and a page at 3. */
#define A64_PTE_VALID UINT64_C(1)
#define A64_PTE_BLOCK UINT64_C(1)
#define A64_PTE_TABLE UINT64_C(3)
#define A64_PTE_PAGE UINT64_C(3)
/* Bits 47:12: the address of the next table or of the page. */
#define A64_PTE_ADDRESS UINT64_C(0x0000fffffffff000)

/* Attributes of blocks and pages (D5.3.3). AttrIndx, bits 4:2: an index into MAIR_EL1. */
#define A64_PTE_ATTRIBUTE_SHIFT 2
#define A64_PTE_ATTRIBUTE (UINT64_C(7) << A64_PTE_ATTRIBUTE_SHIFT)
#define A64_PTE_USER (UINT64_C(1) << 6)         /* AP[1]: EL0 has access */
#define A64_PTE_READ_ONLY (UINT64_C(1) << 7)    /* AP[2] */
#define A64_PTE_INNER_SHARED (UINT64_C(3) << 8) /* SH = 3 */
#define A64_PTE_ACCESSED (UINT64_C(1) << 10)    /* AF: clear, the first access would fault */
#define A64_PTE_NOT_GLOBAL (UINT64_C(1) << 11)  /* nG: TLB entries belong to the ASID */
#define A64_PTE_PXN (UINT64_C(1) << 53)         /* the kernel does not execute it */
#define A64_PTE_UXN (UINT64_C(1) << 54)         /* EL0 does not execute it */

/* Table descriptors: APTable[1] (D5.3.1, D5.4.5): whatever the entries of the table say, nobody
 * writes through them. */
#define A64_PTE_TABLE_READ_ONLY (UINT64_C(1) << 62)

/* Page descriptors: bit 55, which is for software (D5.3.3): the page is counted, see hal/space.h.
 */
#define A64_PTE_COUNTED (UINT64_C(1) << 55)

/*
 * How many descriptors of a table are in use, kept in the table descriptor that points to it, bits
 * 11:2, which hardware ignores there (D5.3.1). 0 to 512.
 */
#define A64_PTE_COUNT_SHIFT 2
#define A64_PTE_COUNT (UINT64_C(0x3ff) << A64_PTE_COUNT_SHIFT)
#define A64_PTE_COUNT_ONE (UINT64_C(1) << A64_PTE_COUNT_SHIFT)

/* What each index of MAIR_EL1 means (D13.2, MAIR_EL1). */
#define A64_MAIR_CACHED 0       /* Normal, write-back, read- and write-allocate */
#define A64_MAIR_DEVICE 1       /* Device-nGnRE */
#define A64_MAIR_NONCACHEABLE 2 /* Normal, inner and outer non-cacheable */
#define A64_MAIR_DMA 4          /* the same, of RAM: in the linear map, too */
#define A64_MAIR_APART 3        /* what has any of these bits is not in the linear map */
#define A64_MAIR_CACHED_VALUE UINT64_C(0xff)
#define A64_MAIR_DEVICE_VALUE UINT64_C(0x04)
#define A64_MAIR_NONCACHEABLE_VALUE UINT64_C(0x44)

/* Bits 15:0 of TLBI operands and of TTBR0_EL1[63:48]: ASIDs have 16 bits (TCR_EL1.AS = 1). */
#define A64_ASID_COUNT 65536

#endif
