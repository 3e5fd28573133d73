/* SPDX-License-Identifier: MIT */
/*
 * Address translation for user space: one page at a time, no policy.
 *
 * Core decides what is mapped and pays for tables; the HAL takes table pages by the upcall
 * kernel_table_take and gives a table back by kernel_table_give as soon as its last entry is gone.
 * So an address space without pages has no tables but its root, and the tables are never more than
 * hal_space_tables_max says. All functions need the kernel lock.
 *
 * Copy on write works by pieces of HAL_PIECE_BYTES (<hal_arch.h>), which is what one table of pages
 * spans. hal_space_share gives such a table to a second space, and nobody can write through it as
 * long as it has several users; whoever is to change it gets a table of its own first. A page's
 * entry may be `counted`: core's count of references to the frame counts this entry. When a table
 * is copied, its counted entries lose the right to write, on both sides, and there is one entry
 * more for each: kernel_page_hold.
 *
 * TLB maintenance is the HAL's: when a function returns, no core uses the old translation any more.
 *
 * Static inline in <hal_arch.h>, for memory in the linear map:
 *   void *hal_linear_va(struct hal_pa pa)
 *   struct hal_pa hal_linear_pa(const void *va)
 * and, also there, the most table pages, root not counted, that mapping every page of a range that
 * is not empty can take:
 *   size_t hal_space_tables_max(tay_ua_t address, size_t bytes)
 */
#ifndef HAL_SPACE_H
#define HAL_SPACE_H

#include <hal/types.h>

/* What hal_space_query tells of a page. */
struct hal_page {
    struct hal_pa pa;    /* where the page lies */
    unsigned protection; /* TAY_MAP_READ | WRITE | EXECUTE */
    bool counted;        /* the frame's references count this entry */
    bool is_own;         /* the piece around it is the space's own */
    void *place;         /* the HAL's own: where it is translated, if that is known, else NULL */
};

/*
 * Makes an empty address space; takes its root table. False, and nothing happened, if there was no
 * page or no address space identifier left.
 */
bool hal_space_init(struct hal_space *space);

/* Ends an address space in which no page is mapped and that is active on no core. */
void hal_space_fini(struct hal_space *space);

/*
 * Maps one page that is not mapped, in a piece that is the space's own. Protection is never 0 and
 * never WRITE with EXECUTE; every protection can read. The page's place is NULL, or as the last
 * query of this page left it if nothing in the piece was unmapped since. False if a table was
 * needed and kernel_table_take gave none.
 */
bool hal_space_map(struct hal_space *space, tay_ua_t address, const struct hal_page *page,
                   enum hal_caching caching);

/*
 * Unmaps what is mapped from `address` to `limit`, a bounded part of it: returns where it has come
 * to, `limit` if it is done. Of pieces that have other users it takes the whole out of the space if
 * the range has it, else it makes it the space's own first, and stops if that meant a copy. Core
 * hears by kernel_page_drop which counted entries are gone.
 */
tay_ua_t hal_space_unmap(struct hal_space *space, tay_ua_t address, tay_ua_t limit);

/* Changes the protection of a page that is mapped, in a piece that is the space's own, to that of
 * `page`; its address may change with it (copy on write). The page's place is as in hal_space_map.
 */
void hal_space_change(struct hal_space *space, tay_ua_t address, const struct hal_page *page);

/*
 * Shares the tables of `parent` for the pages from *address to `limit` with `child`, which has none
 * of its own there. Looks at no more than *entries entries of tables, and takes off what it has
 * looked at; moves *address on, to `limit` or beyond if it is done. False if a table was needed and
 * kernel_table_take gave none; what is shared stays shared.
 */
bool hal_space_share(struct hal_space *parent, struct hal_space *child, tay_ua_t *address,
                     tay_ua_t limit, unsigned *entries);

/* What hal_space_own has done. */
enum hal_owned {
    HAL_OWNED,        /* little: the piece was the space's own, or nobody else's */
    HAL_OWNED_COPIED, /* the piece is the space's own now; takes as long as anything in this file */
    HAL_OWNED_NOT,    /* nothing: a table was needed and kernel_table_take gave none */
};

/* Makes the piece around `address` the space's own, if it is not: it gets a copy of the table if
 * that has other users. */
enum hal_owned hal_space_own(struct hal_space *space, tay_ua_t address);

/* Takes the pieces around `address`, and on to that before `limit`, out of the space, with all
 * their pages, where their tables have other users; they keep them, and the entries in them. A
 * bounded part of it: returns where it has come to, `limit` or beyond if it is done. */
tay_ua_t hal_space_drop(struct hal_space *space, tay_ua_t address, tay_ua_t limit);

/* Tells what a page is mapped to, and what this space may do with it now. False if it is not, and
 * only is_own and place are told. */
bool hal_space_query(const struct hal_space *space, tay_ua_t address, struct hal_page *page);

/* Where in the linear map a byte of user memory is, if this space may access it so now
 * (TAY_MAP_READ or WRITE) and it is cached memory; else NULL. */
void *hal_space_reach(const struct hal_space *space, tay_ua_t address, unsigned access);

/*
 * The first address at or above `address`, below `limit`, under which a page is mapped; `limit` if
 * there is none. Passes at most *entries entries of tables, and takes off *entries what it has
 * passed: if that is 0 afterwards, it has come so far and may not have found anything.
 */
tay_ua_t hal_space_next(const struct hal_space *space, tay_ua_t address, tay_ua_t limit,
                        unsigned *entries);

/* Makes this core translate user addresses by this space; NULL: by none. */
void hal_space_activate(const struct hal_space *space);

#endif
