/* SPDX-License-Identifier: MIT */
/*
 * Opens as many files of the card as it may, or as fat has memory for, ends fat while they are
 * open, reads all of them, and closes them: then fat and the account are as before.
 */
#include <errno.h>
#include <expect.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <tay/operations.h>
#include <tay/protocol/file.h>
#include <tay/protocol/supervisor.h>
#include <tay/startup.h>
#include <tay/time.h>
#include <unistd.h>

#define FILES 3000u
#define FOLDER_FILES 100u
#define EXIT_KILLED 7
#define BOTH (TAY_FILE_READABLE | TAY_FILE_WRITABLE)

static tay_cap_t root, file[FILES];
static char name[16];

/* The path of a file, which is its content, too. */
static const char *name_of(unsigned n)
{
    snprintf(name, sizeof name, "%u/%u", n / FOLDER_FILES, n);
    return name;
}

static enum tay_file_error open_file(unsigned n, unsigned flags)
{
    struct tay_file_opened opened;
    const char *path = name_of(n);
    enum tay_file_error error = tay_file_open(root, path, strlen(path), flags, &opened);
    file[n] = error == TAY_FILE_OK ? opened.session : TAY_CAP_NULL;
    return error;
}

static void make_file(unsigned n)
{
    char folder[16];
    size_t bytes;
    snprintf(folder, sizeof folder, "%u", n / FOLDER_FILES);
    if (n % FOLDER_FILES == 0) {
        EXPECT(tay_file_make(root, folder, strlen(folder)) == TAY_FILE_OK);
    }
    EXPECT(open_file(n, BOTH | TAY_FILE_CREATE) == TAY_FILE_OK);
    EXPECT(tay_file_write(file[n], 0, name_of(n), strlen(name_of(n)), &bytes) == TAY_FILE_OK);
    EXPECT(bytes == strlen(name) && tay_cap_close(file[n]) == TAY_OK);
}

static void expect_content(unsigned n)
{
    char text[sizeof name];
    size_t bytes;
    EXPECT(tay_file_read(file[n], 0, text, sizeof text, &bytes) == TAY_FILE_OK);
    EXPECT(bytes == strlen(name_of(n)) && memcmp(text, name, bytes) == 0);
}

/* How many can be opened; then fat has no place for one more, if there is one. */
static unsigned open_all(void)
{
    for (unsigned n = 0; n < FILES; n++) {
        enum tay_file_error error = open_file(n, BOTH);
        if (error != TAY_FILE_OK) {
            EXPECT(error == TAY_FILE_ENFILE);
            return n;
        }
    }
    return FILES;
}

/* Who has something open goes on, and what is closed can be opened again. */
static void expect_full(unsigned count)
{
    struct tay_file_opened other;
    size_t bytes;
    EXPECT(open("/card/0/0", O_RDONLY) == -1 && errno == ENFILE);
    EXPECT(tay_file_root(tay_startup_cap("fat"), BOTH, &other) == TAY_FILE_ENFILE);
    EXPECT(tay_file_write(file[0], 0, name_of(0), strlen(name_of(0)), &bytes) == TAY_FILE_OK);
    EXPECT(mkdir("/card/more", 0777) == 0 && rmdir("/card/more") == 0);
    EXPECT(tay_cap_close(file[count - 1]) == TAY_OK && open_file(count - 1, BOTH) == TAY_FILE_OK);
    EXPECT(open_file(count, BOTH) == TAY_FILE_ENFILE);
    printf("many: one more is too many, and disturbs nobody\n");
}

static unsigned count_open(void)
{
    struct tay_file_statistics statistics;
    EXPECT(tay_file_statistics(root, &statistics) == TAY_FILE_OK);
    return statistics.open_files;
}

/* And tells how long it takes until the next instance answers. */
static void end_server(unsigned open_files)
{
    tay_cap_t supervisor = tay_startup_cap("supervisor"), process;
    unsigned number;
    EXPECT(tay_supervisor_find(supervisor, "fat-mortal", &number) == TAY_OK ||
           tay_supervisor_find(supervisor, "fat-few", &number) == TAY_OK);
    EXPECT(tay_supervisor_process(supervisor, number, &process, NULL) == TAY_OK);
    tay_time_t before_ns = tay_time_now();
    EXPECT(tay_process_exit(process, EXIT_KILLED) == TAY_OK);
    EXPECT(count_open() == open_files);
    printf("many: fat is there again after %u us, and has %u files open\n",
           (unsigned)((tay_time_now() - before_ns) / TAY_NS_PER_US), open_files);
}

static void close_all(unsigned count)
{
    for (unsigned n = 0; n < count; n++) {
        EXPECT(tay_cap_close(file[n]) == TAY_OK);
    }
}

/* fat hears of each end a little later. */
static void expect_open(unsigned wanted)
{
    unsigned now = count_open();
    for (unsigned tries = 0; now != wanted && tries < 1000; tries++) {
        usleep(1000);
        now = count_open();
    }
    EXPECT(now == wanted);
}

static size_t used_bytes(void)
{
    size_t budget_bytes, used;
    EXPECT(tay_account_query(TAY_OWN_ACCOUNT, &budget_bytes, &used) == TAY_OK);
    return used;
}

int main(void)
{
    struct tay_file_opened opened;
    EXPECT(access("/card/hello.txt", R_OK) == 0);
    EXPECT(tay_file_root(tay_startup_cap("fat"), BOTH, &opened) == TAY_FILE_OK);
    root = opened.session;
    for (unsigned n = 0; n < FILES; n++) {
        make_file(n);
    }
    unsigned open_before = count_open();
    end_server(open_before);
    unsigned count = open_all();
    size_t used_before = used_bytes();
    close_all(count);
    expect_open(open_before);
    size_t unused_before = used_bytes();
    EXPECT(open_all() == count && used_bytes() == used_before);
    printf("many: %u files are open, for %u bytes each\n", count,
           (unsigned)((used_before - unused_before) / count));
    if (count < FILES) {
        expect_full(count);
    }
    end_server(open_before + count);
    for (unsigned n = 0; n < count; n++) {
        expect_content(n);
    }
    close_all(count);
    expect_open(open_before);
    EXPECT(used_bytes() == unused_before);
    printf("many: with them closed all is as before\n");
    EXPECT(open_all() == count);
    EXPECT(tay_file_unmount(tay_startup_cap("fat"), true) == TAY_FILE_OK);
    return EXIT_SUCCESS;
}
