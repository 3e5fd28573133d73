/* SPDX-License-Identifier: MIT */
/*
 * Code that only boot runs.
 */
#ifndef HAL_BOOT_CODE_H
#define HAL_BOOT_CODE_H

/* Marks a function that runs only until kernel_on_boot has returned. A board that gives such code
 * back then has it compiled with -DHAL_BOOT_SECTION, the name of a section for it. */
#ifdef HAL_BOOT_SECTION
#define HAL_BOOT_TEXT(section) #section
#define HAL_BOOT_NAME(section) HAL_BOOT_TEXT(section)
#define HAL_BOOT_CODE __attribute__((section(HAL_BOOT_NAME(HAL_BOOT_SECTION))))
#else
#define HAL_BOOT_CODE
#endif

#endif
