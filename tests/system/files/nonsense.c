/* SPDX-License-Identifier: MIT */
/*
 * Calls without sense to each server of files, by each kind of capability to it: whatever they get,
 * the server goes on, and nothing is left of them.
 */
#include "room.h"
#include <fcntl.h>
#include <string.h>
#include <tay/client.h>
#include <tay/protocol/stream.h>
#include <tay/time.h>
#include <unistd.h>

#define TMP "/tmp"
#define CALLS 4000

static uint64_t state = 1;
static char memory[8192];
static unsigned given; /* sessions that came back */

static unsigned choose(unsigned count)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(state >> 33) % count;
}

static tay_word_t choose_word(void)
{
    static const tay_word_t words[] = {0,    1,           2,         3,        5,
                                       255,  1024,        0x1000,    0x2000,   (tay_word_t)-1,
                                       0x80, 0x7fffffffu, 1ul << 40, 1ul << 63};
    return words[choose(sizeof words / sizeof words[0])];
}

static unsigned choose_label(void)
{
    static const unsigned first[] = {0, TAY_STREAM_OPEN, TAY_FILE_ROOT, TAY_FILE_ROOT,
                                     TAY_VFS_OPEN};
    return first[choose(5)] + choose(18);
}

static void close_all(const struct tay_call *call)
{
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        if ((call->caps >> n & 1) != 0) {
            EXPECT(tay_cap_close((tay_cap_t)call->word[n]) == TAY_OK);
            given++;
        }
    }
}

static void call_once(tay_cap_t server)
{
    static const char paths[] = "a/../b\0//..//" TMP "/\0\x01";
    struct tay_call call = {.label = choose_label(),
                            .wants = TAY_WANTS_ANY,
                            .deadline_ns = tay_time_now() + TAY_NS_PER_MS};
    for (unsigned n = 0; n < TAY_FILE_ERROR_WORD; n++) {
        call.word[n] = choose_word();
    }
    if (choose(2) == 0) {
        memcpy(memory, paths + choose(sizeof paths - 1), 1);
        call.lend_read = choose(8) == 0 ? (void *)8 : memory;
        call.lend_read_bytes = choose(sizeof memory);
    }
    if (choose(2) == 0) {
        call.lend_write = choose(8) == 0 ? (void *)8 : memory;
        call.lend_write_bytes = choose(sizeof memory);
    }
    tay_cap_t bell = TAY_CAP_NULL;
    if (choose(8) == 0 && tay_notification_create(TAY_OWN_ACCOUNT, &bell) == TAY_OK) {
        call.caps = 1u << choose(TAY_FILE_ERROR_WORD);
        for (unsigned n = 0; n < TAY_FILE_ERROR_WORD; n++) {
            call.word[n] = (call.caps >> n & 1) != 0 ? bell : call.word[n];
        }
    }
    if (tay_call(server, &call) == TAY_OK) {
        close_all(&call);
    }
    if (bell != TAY_CAP_NULL) {
        enum tay_status closed = tay_cap_close(bell);
        (void)closed; /* it may have moved */
    }
}

/* One that answered TAY_EPEER has ended, and is opened anew. */
static void try_root(tay_cap_t vfs, const char *path)
{
    struct tay_vfs_place place;
    tay_cap_t root;
    EXPECT(tay_vfs_resolve(vfs, path, strlen(path), &place) == TAY_FILE_OK);
    EXPECT(tay_vfs_root(vfs, place.mount, false, &root) == TAY_FILE_OK);
    for (unsigned i = 0; i < CALLS; i++) {
        call_once(root);
    }
    EXPECT(tay_cap_close(root) == TAY_OK);
}

static void try_pipe(tay_cap_t vfs)
{
    tay_cap_t ends[2];
    for (unsigned i = 0; i < 20; i++) {
        EXPECT(tay_vfs_pipe(vfs, &ends[0], &ends[1]) == TAY_FILE_OK);
        for (unsigned n = 0; n < CALLS / 20; n++) {
            call_once(ends[choose(2)]);
        }
        EXPECT(tay_cap_close(ends[0]) == TAY_OK && tay_cap_close(ends[1]) == TAY_OK);
    }
}

int main(void)
{
    struct tay_vfs_place place;
    tay_cap_t root, narrow, vfs = tay_startup_cap("root");
    char text[4];
    int made = open(TMP "/kept", O_WRONLY | O_CREAT, 0666);
    EXPECT(write(made, "kept", 4) == 4 && close(made) == 0);
    EXPECT(tay_vfs_open(vfs, TAY_FILE_READABLE, &narrow) == TAY_FILE_OK);
    /* The server keeps a root for those that may only look, too. */
    EXPECT(tay_vfs_resolve(narrow, TMP, 4, &place) == TAY_FILE_OK);
    EXPECT(tay_vfs_root(narrow, place.mount, false, &root) == TAY_FILE_OK);
    EXPECT(tay_cap_close(root) == TAY_OK);
    struct tay_file_statistics before = room_query();
    for (unsigned i = 0; i < CALLS; i++) {
        call_once(vfs);
        call_once(narrow);
        call_once(tay_startup_cap("memfs"));
    }
    try_root(narrow, TMP);
    try_root(narrow, "/dev");
    try_pipe(vfs);
    EXPECT(tay_cap_close(narrow) == TAY_OK && given > 100);
    room_expect(&before);
    int file = open(TMP "/kept", O_RDONLY);
    EXPECT(read(file, text, 4) == 4 && memcmp(text, "kept", 4) == 0);
    printf("nonsense: the servers go on, and keep what they had\n");
    return 0;
}
