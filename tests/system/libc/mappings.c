/* SPDX-License-Identifier: MIT */
/*
 * Memory mappings. What shall fault is looked up, not touched: as the kernel knows the mapping.
 */
#include "expect.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <tay/date.h>
#include <tay/operations.h>
#include <tay/protocol/proc.h>
#include <tay/startup.h>
#include <time.h>

#define PAGE 4096
#define ANONYMOUS (MAP_PRIVATE | MAP_ANONYMOUS)

/* The kernel's flags of the mapping at an address; 0: there is none. */
static unsigned flags_at(const void *address)
{
    tay_ua_t start;
    size_t length;
    tay_word_t flags;
    size_t offset;
    enum tay_status status =
        tay_space_query(TAY_CAP_SELF, (tay_ua_t)address, &start, &length, &flags, &offset);
    return status == TAY_OK && start <= (tay_ua_t)address ? (unsigned)flags : 0;
}

static size_t used_bytes(void)
{
    size_t budget;
    size_t used;
    EXPECT(tay_account_query(TAY_OWN_ACCOUNT, &budget, &used) == TAY_OK);
    return used;
}

static void expect_refused(size_t bytes, int protection, int flags, int file, int error)
{
    size_t used = used_bytes();
    errno = 0;
    EXPECT(mmap(NULL, bytes, protection, flags, file, 0) == MAP_FAILED && errno == error);
    EXPECT(used_bytes() == used);
}

static void wrong_calls_are_refused(void)
{
    expect_refused(0, PROT_READ, ANONYMOUS, -1, EINVAL);
    expect_refused(SIZE_MAX, PROT_READ, ANONYMOUS, -1, EINVAL);
    expect_refused(PAGE, PROT_READ, MAP_ANONYMOUS, -1, EINVAL);
    expect_refused(PAGE, PROT_READ, ANONYMOUS | MAP_SHARED, -1, EINVAL);
    expect_refused(PAGE, PROT_READ, ANONYMOUS | 0x4000, -1, EINVAL);
    expect_refused(PAGE, 8, ANONYMOUS, -1, EINVAL);
    expect_refused(PAGE, PROT_READ, MAP_PRIVATE, 3, ENODEV);
    expect_refused(PAGE, PROT_WRITE | PROT_EXEC, ANONYMOUS, -1, ENOTSUP);
    expect_refused(64 << 20, PROT_READ | PROT_WRITE, ANONYMOUS, -1, ENOMEM);
    expect_refused(64 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, ENOMEM);
    expect_refused((size_t)1 << 45, PROT_READ, ANONYMOUS, -1, ENOMEM);
    EXPECT(mmap((void *)1, PAGE, PROT_READ, ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED);
    EXPECT(errno == EINVAL && munmap((void *)1, PAGE) == -1 && errno == EINVAL);
    EXPECT(munmap((void *)PAGE, 0) == -1 && errno == EINVAL);
    EXPECT(mprotect((void *)1, PAGE, PROT_READ) == -1 && errno == EINVAL);
    EXPECT(mprotect((void *)(64ULL << 30), PAGE, PROT_READ) == -1 && errno == ENOMEM);
    printf("mappings: wrong calls are refused\n");
}

/* The page of the date: who may only read it cannot set it. */
static void the_date_is_for_reading(void)
{
    struct timespec time = {.tv_sec = 86400};
    EXPECT(tay_date_offset_ns() != 0);
    EXPECT(clock_settime(CLOCK_REALTIME, &time) == -1 && errno == EPERM);
    EXPECT(clock_gettime(CLOCK_REALTIME, &time) == 0 && time.tv_sec > 2 * 86400);
    printf("mappings: the date is for reading\n");
}

static void memory_comes_and_goes(void)
{
    char *memory = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, ANONYMOUS, -1, 0);
    EXPECT(memory != MAP_FAILED && munmap(memory, PAGE) == 0); /* tables are made now */
    size_t used = used_bytes();
    memory = mmap(NULL, 4 * PAGE - 100, PROT_READ | PROT_WRITE, ANONYMOUS, -1, 0);
    EXPECT(memory != MAP_FAILED && memory[0] == 0 && memory[4 * PAGE - 1] == 0);
    memset(memory, 7, 4 * PAGE);
    EXPECT(munmap(memory + PAGE, PAGE) == 0 && flags_at(memory + PAGE) == 0);
    EXPECT(memory[PAGE - 1] == 7 && memory[2 * PAGE] == 7);
    EXPECT(mprotect(memory, 3 * PAGE, PROT_READ) == -1 && errno == ENOMEM); /* there is a hole */
    EXPECT((flags_at(memory) & TAY_MAP_WRITE) != 0);

    /* A mapping goes where it is told to, instead of what is there. */
    char *fixed = mmap(memory, 2 * PAGE, PROT_READ, ANONYMOUS | MAP_FIXED, -1, 0);
    EXPECT(fixed == memory && memory[0] == 0 && memory[2 * PAGE] == 7);
    EXPECT((flags_at(memory) & TAY_MAP_WRITE) == 0);
    char *hinted = mmap(memory + 5 * PAGE, PAGE, PROT_READ, ANONYMOUS, -1, 0);
    EXPECT(hinted == memory + 5 * PAGE && munmap(hinted, PAGE) == 0);
    hinted = mmap(memory, PAGE, PROT_READ, ANONYMOUS, -1, 0);
    EXPECT(hinted != MAP_FAILED && hinted != memory && munmap(hinted, PAGE) == 0);
    hinted = mmap((void *)(UINTPTR_MAX - 100), PAGE, PROT_READ, ANONYMOUS, -1, 0);
    EXPECT(hinted != MAP_FAILED && munmap(hinted, PAGE) == 0);
    EXPECT(munmap(memory, 4 * PAGE) == 0 && munmap(memory, 4 * PAGE) == 0);
    EXPECT(used_bytes() == used);
    printf("mappings: memory comes and goes\n");
}

static void protection_changes(void)
{
    char *memory = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, ANONYMOUS, -1, 0);
    EXPECT(memory != MAP_FAILED);
    memory[PAGE] = 9;
    EXPECT(mprotect(memory + PAGE, 1, PROT_READ) == 0 && memory[PAGE] == 9);
    EXPECT((flags_at(memory + PAGE) & TAY_MAP_WRITE) == 0);
    EXPECT((flags_at(memory) & flags_at(memory + 2 * PAGE) & TAY_MAP_WRITE) != 0);
    EXPECT(mprotect(memory, 3 * PAGE, PROT_READ | PROT_WRITE) == 0);
    memory[PAGE]++;
    EXPECT(memory[PAGE] == 10);
    EXPECT(mprotect(memory, PAGE, PROT_WRITE | PROT_EXEC) == -1 && errno == ENOTSUP);
    EXPECT(mprotect(memory, PAGE, PROT_NONE) == -1 && errno == ENOTSUP);
    EXPECT(munmap(memory, 3 * PAGE) == 0);
    printf("mappings: protection changes\n");
}

/* A function of two instructions: mov w0, #42; ret. */
static void code_runs(void)
{
    static const uint32_t code[] = {0x52800540, 0xd65f03c0};
    int (*function)(void);
    void *memory = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, ANONYMOUS, -1, 0);
    EXPECT(memory != MAP_FAILED);
    memcpy(memory, code, sizeof code);
    EXPECT(mprotect(memory, PAGE, PROT_READ | PROT_EXEC) == 0);
    memcpy(&function, &memory, sizeof function);
    EXPECT(function() == 42 && munmap(memory, PAGE) == 0);
    printf("mappings: code runs\n");
}

/* Addresses are kept without memory, and become memory piece by piece. */
static void addresses_are_reserved(void)
{
    size_t used = used_bytes();
    char *range = mmap(NULL, 1 << 30, PROT_NONE, ANONYMOUS, -1, 0);
    EXPECT(range != MAP_FAILED && used_bytes() - used <= 2 * PAGE);
    EXPECT((flags_at(range + (1 << 29)) & TAY_MAP_GUARD) != 0);
    EXPECT(mprotect(range + PAGE, 2 * PAGE, PROT_READ | PROT_WRITE) == 0);
    memset(range + PAGE, 1, 2 * PAGE);
    EXPECT((flags_at(range) & TAY_MAP_GUARD) != 0);
    EXPECT((flags_at(range + 3 * PAGE) & TAY_MAP_GUARD) != 0);
    EXPECT(mprotect(range, 4 * PAGE, PROT_READ) == 0 && range[0] == 0 && range[PAGE] == 1);
    EXPECT(mprotect(range, 1 << 30, PROT_READ | PROT_WRITE) == -1 && errno == ENOMEM);
    EXPECT(range[0] == 0 && (flags_at(range + (1 << 29)) & TAY_MAP_GUARD) != 0);
    EXPECT(munmap(range, 1 << 30) == 0 && flags_at(range) == 0);
    printf("mappings: addresses are reserved\n");
}

/* A clone writes to both kinds: the shared one is one memory, of the private one each has its own.
 */
static void clones_share(void)
{
    tay_cap_t session;
    tay_pid_t child;
    unsigned status;
    int *shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int *private = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, ANONYMOUS, -1, 0);
    EXPECT(shared != MAP_FAILED && private != MAP_FAILED);
    *private = 1;
    EXPECT(tay_proc_join(tay_startup_cap("proc"), &session) == TAY_OK);
    EXPECT(tay_proc_fork(session, &child) == TAY_OK);
    if (child == 0) {
        *shared = 5;
        *private = 5;
        _Exit(0);
    }
    EXPECT(tay_proc_wait(session, child, &child, &status) == TAY_OK && status == 0);
    EXPECT(*shared == 5 && *private == 1);
    EXPECT(munmap(shared, PAGE) == 0 && munmap(private, PAGE) == 0);
    printf("mappings: clones share what is shared\n");
}

int main(void)
{
    wrong_calls_are_refused();
    memory_comes_and_goes();
    protection_changes();
    code_runs();
    addresses_are_reserved();
    clones_share();
    the_date_is_for_reading();
    return 0;
}
