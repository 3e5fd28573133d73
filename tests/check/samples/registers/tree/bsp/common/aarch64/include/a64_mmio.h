/* SPDX-License-Identifier: MIT */
static inline uint32_t good(uintptr_t pa)
{
    return *(const volatile uint32_t *)pa;
}

static inline uint8_t bad(uintptr_t pa)
{
    return *(const volatile uint8_t *)pa;
}
