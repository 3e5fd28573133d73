/* SPDX-License-Identifier: MIT */
/*
 * The date. Invariant: `page` is null, or a mapping of what all programs share, or, in a program
 * that has no capability to that, a number of its own that stays 0.
 */
#include <tay/date.h>

#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/time.h>

#define PAGE_BYTES 4096u

/* What nobody has set. TAY_BUILD_SECONDS: seconds from 1970 to the build (CMakeLists.txt). */
#define BUILD_NS (TAY_BUILD_SECONDS * (int64_t)TAY_NS_PER_S)

static const int64_t nothing;
static const int64_t *page; /* atomic; 64 bits of it are read and written at once */

static tay_cap_t find_memory(void)
{
    return tay_startup() == NULL ? TAY_CAP_NULL : tay_startup_cap("date");
}

static enum tay_status map(unsigned protection, tay_ua_t *address_out)
{
    return tay_space_map(TAY_CAP_SELF, find_memory(), 0, PAGE_BYTES, 0, protection | TAY_MAP_SHARED,
                         address_out);
}

static void unmap(tay_ua_t address)
{
    enum tay_status status = tay_space_unmap(TAY_CAP_SELF, address, PAGE_BYTES);
    (void)status; /* ours */
}

/* Two threads may find it at once: the second one keeps what the first has mapped. */
static const int64_t *find_page(void)
{
    tay_ua_t address = 0;
    const int64_t *found = __atomic_load_n(&page, __ATOMIC_ACQUIRE);
    if (found != NULL) {
        return found;
    }
    const int64_t *mapped = &nothing;
    if (find_memory() != TAY_CAP_NULL) {
        enum tay_status status = map(TAY_MAP_READ, &address);
        if (status == TAY_ENOMEM) {
            return &nothing; /* there may be memory another time */
        }
        mapped = status == TAY_OK ? (const int64_t *)address : &nothing;
    }
    if (__atomic_compare_exchange_n(&page, &found, mapped, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE)) {
        return mapped;
    }
    if (mapped != &nothing) {
        unmap(address);
    }
    return found;
}

int64_t tay_date_offset_ns(void)
{
    int64_t offset_ns = __atomic_load_n(find_page(), __ATOMIC_RELAXED);
    return offset_ns == 0 ? BUILD_NS : offset_ns;
}

bool tay_date_is_set(void)
{
    return __atomic_load_n(find_page(), __ATOMIC_RELAXED) != 0;
}

enum tay_status tay_date_set(int64_t offset_ns)
{
    tay_ua_t address;
    if (find_memory() == TAY_CAP_NULL) {
        return TAY_ERIGHT;
    }
    enum tay_status status = map(TAY_MAP_READ | TAY_MAP_WRITE, &address);
    if (status == TAY_OK) {
        /* 0 says that it is not set: then it is a nanosecond more. */
        __atomic_store_n((int64_t *)address, offset_ns == 0 ? 1 : offset_ns, __ATOMIC_RELAXED);
        unmap(address);
    }
    return status == TAY_OK || status == TAY_ENOMEM ? status : TAY_ERIGHT;
}
