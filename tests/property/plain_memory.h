/* SPDX-License-Identifier: MIT */
/*
 * A plain model of what POSIX says of the memory of several processes: for each process an array of
 * pages, in which one range of addresses is modelled, and nothing else.
 *
 * A shared page has its bytes in the memory object. A private page has bytes of its own from the
 * first write of its process on, and a clone gets copies of them; before that it shows what is
 * behind it: zeros, or the memory object as it is now. (POSIX leaves it open whether changes of the
 * object are seen in a private page that was not written; here they are.)
 */
#ifndef PLAIN_MEMORY_H
#define PLAIN_MEMORY_H

#include <hal/types.h>
#include <stdbool.h>
#include <tay/abi/object.h>
#include <tay/abi/status.h>

#define PLAIN_PROCESSES 6u
#define PLAIN_OBJECTS 4u
/* The range: four pieces of 512 pages, with the border of a GiB behind the first. */
#define PLAIN_BASE ((tay_ua_t)0x3fe00000)
#define PLAIN_PIECE 512u
#define PLAIN_PAGES (4 * PLAIN_PIECE)
#define PLAIN_NOTHING (-1)

static inline tay_ua_t plain_address(unsigned n)
{
    return PLAIN_BASE + (tay_ua_t)n * HAL_PAGE_BYTES;
}

struct plain_page {
    bool mapped;
    bool shared;
    uint8_t protection; /* TAY_MAP_READ | WRITE | EXECUTE */
    uint8_t rights;     /* what the protection may become */
    int object;         /* or PLAIN_NOTHING */
    unsigned number;    /* of the page in its object */
    uint8_t *own;       /* the bytes of a private page that was written */
};

/* Pages of a process. */
struct plain_range {
    unsigned process;
    unsigned first;
    unsigned count;
};

/* What is mapped. */
struct plain_source {
    int object;
    unsigned number;
    unsigned flags; /* TAY_MAP_; checked */
    unsigned rights;
};

void plain_forget(void);
void plain_clone(unsigned parent, unsigned child);
void plain_end(unsigned process);

void plain_make_object(unsigned object, unsigned pages);
/* Takes it out of every process. */
void plain_end_object(unsigned object);
bool plain_object_is_mapped(unsigned object);
const uint8_t *plain_object_bytes(unsigned object, unsigned number);

/* What these must give, but for TAY_ENOMEM. */
enum tay_status plain_expect_map(struct plain_range range, const struct plain_source *source);
enum tay_status plain_expect_protect(struct plain_range range, unsigned protection);

void plain_map(struct plain_range range, const struct plain_source *source);
void plain_unmap(struct plain_range range);
void plain_protect(struct plain_range range, unsigned protection);
/* The place at or above range.first where as many pages are free. */
unsigned plain_find_room(struct plain_range range);

const struct plain_page *plain_page(unsigned process, unsigned n);
/* How many pages are mapped. */
unsigned plain_mapped(unsigned process);
bool plain_may(unsigned process, unsigned n, unsigned access);
/* A page's bytes. */
const uint8_t *plain_bytes(unsigned process, unsigned n);
void plain_write(unsigned process, unsigned n, size_t offset, const void *bytes, size_t count);

#endif
