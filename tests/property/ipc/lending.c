/* SPDX-License-Identifier: MIT */
/*
 * Lent memory: copied once, page by page, as far as the pages are there.
 */
#include "model.h"

#include <string.h>

bool ipc_may(int process, tay_ua_t address, bool writes)
{
    (void)process; /* all have the same pages */
    tay_ua_t end = IPC_MEMORY_UA + (writes ? 1 : IPC_MEMORY_PAGES) * IPC_PAGE;
    return address >= IPC_MEMORY_UA && address < end;
}

/* Of two ranges that lie differently in their words. */
#define PIECE_UNALIGNED 1024u

/* Up to the end of a page on either side. Where two ranges of one process overlap, it shows how
 * long the pieces are. */
static size_t piece_of(tay_ua_t from, tay_ua_t to, size_t rest)
{
    size_t room = IPC_PAGE - (from % IPC_PAGE > to % IPC_PAGE ? from % IPC_PAGE : to % IPC_PAGE);
    bool is_aligned = from % sizeof(tay_word_t) == to % sizeof(tay_word_t);
    size_t piece = rest < room ? rest : room;
    return is_aligned || piece < PIECE_UNALIGNED ? piece : PIECE_UNALIGNED;
}

static enum tay_status copy_bytes(int from, tay_ua_t from_ua, int to, tay_ua_t to_ua, size_t bytes,
                                  size_t *done)
{
    for (*done = 0; *done < bytes;) {
        tay_ua_t source = from_ua + *done, destination = to_ua + *done;
        if (!ipc_may(from, source, false) || !ipc_may(to, destination, true)) {
            ipc_count(IPC_lent_fault);
            return TAY_EFAULT;
        }
        size_t piece = piece_of(source, destination, bytes - *done);
        memmove(ipc.memory[ipc.object[to].memory] + (destination - IPC_MEMORY_UA),
                ipc.memory[ipc.object[from].memory] + (source - IPC_MEMORY_UA), piece);
        *done += piece;
    }
    return TAY_OK;
}

enum tay_status ipc_copy_lent(int n, struct ipc_copy *copy)
{
    int process = ipc.thread[n].process;
    enum tay_status status;
    int caller = ipc_client_of(n, copy->handle, &status);
    copy->done = 0;
    if (status == TAY_EHANDLE || status == TAY_ETYPE || status == TAY_ERIGHT) {
        return status;
    }
    if (copy->own_bytes == 0 || caller == IPC_NONE) {
        ipc_count(status == TAY_EPEER ? IPC_lent_late : IPC_nothing_in_hand);
        return copy->own_bytes == 0 ? TAY_EINVAL : status;
    }
    const struct tay_message *in = &ipc.thread[caller].message;
    tay_range_t lent = copy->writes ? in->lend_write : in->lend_read;
    if ((in->info & (copy->writes ? TAY_INFO_LEND_WRITE : TAY_INFO_LEND_READ)) == 0) {
        return TAY_ESTATE;
    }
    size_t length = TAY_RANGE_LENGTH(lent);
    size_t skip = copy->offset < length ? copy->offset : length;
    size_t bytes = copy->own_bytes < length - skip ? copy->own_bytes : length - skip;
    tay_ua_t lent_ua = TAY_RANGE_ADDRESS(lent) + skip;
    ipc_count(copy->writes ? IPC_lent_write : IPC_lent_read);
    if (copy->handle != TAY_CALL_IN_HAND) {
        ipc_count(IPC_lent_aside);
    }
    int client = ipc.thread[caller].process;
    return copy->writes ? copy_bytes(process, copy->own_ua, client, lent_ua, bytes, &copy->done)
                        : copy_bytes(client, lent_ua, process, copy->own_ua, bytes, &copy->done);
}
