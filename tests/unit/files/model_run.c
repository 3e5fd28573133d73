/* SPDX-License-Identifier: MIT */
/*
 * Random operations on a file system (subject.h), through the protocol, must do what a plain model
 * does; only where room runs out may they do less. At the end, when all is removed, all room is
 * back.
 *
 * FIRST_SEED and SEEDS choose others. A failure tells its seed.
 */
#include "subject.h"

#include "fake.h"
#include "model.h"
#include "unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS 4000
#define IO_BYTES_MAX 20000
#define OFFSET_MAX 50000

static struct tay_file_system files;
static struct model model;
static uint64_t badge[MODEL_SESSIONS]; /* of the model's session of that place */
static uint64_t state;
static unsigned full_steps; /* in which room ran out */

unsigned subject_choose(unsigned count)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(state >> 33) % count;
}

static unsigned choose(unsigned count)
{
    return subject_choose(count);
}

static const char *choose_path(char path[32])
{
    unsigned names = 1 + choose(3);
    path[0] = '\0';
    for (unsigned i = 0; i < names; i++) {
        char name[4] = {(char)('a' + choose(3)), '\0'};
        strcat(path, i == 0 ? "" : "/");
        strcat(path, name);
    }
    return path;
}

/* A session that has a file open; 0: there is none. */
static unsigned choose_session(void)
{
    unsigned first = choose(MODEL_SESSIONS);
    for (unsigned i = 0; i < MODEL_SESSIONS; i++) {
        unsigned session = (first + i) % MODEL_SESSIONS;
        if (session != 0 && model.session[session].is_open) {
            return session;
        }
    }
    return 0;
}

static bool has_free_session(void)
{
    for (unsigned i = 1; i < MODEL_SESSIONS; i++) {
        if (!model.session[i].is_open) {
            return true;
        }
    }
    return false;
}

/* Whether an operation failed for want of room, which the model does not know of. */
static bool ran_out(enum tay_file_error error)
{
    if (error != TAY_FILE_ENOSPC) {
        return false;
    }
    assert_true(subject_is_full());
    full_steps++;
    return true;
}

static void step_open(void)
{
    static const unsigned extras[] = {0,
                                      TAY_FILE_CREATE,
                                      TAY_FILE_CREATE,
                                      TAY_FILE_CREATE | TAY_FILE_EXCLUSIVE,
                                      TAY_FILE_CREATE | TAY_FILE_TRUNCATED,
                                      TAY_FILE_CREATE | TAY_FILE_APPEND};
    char path[32];
    unsigned session;
    enum tay_file_error error;
    unsigned flags = TAY_FILE_READABLE | TAY_FILE_WRITABLE | extras[choose(6)];
    choose_path(path);
    if (!has_free_session() || !model_has_room(&model)) {
        return;
    }
    uint64_t opened = fake_open(&files, badge[0], path, flags, &error);
    if (ran_out(error)) {
        return;
    }
    assert_int_equal(error, model_open(&model, path, flags, &session));
    if (error == TAY_FILE_OK) {
        badge[session] = opened;
    }
}

static void step_close(void)
{
    unsigned session = choose_session();
    if (session != 0) {
        fake_close(&files, badge[session]);
        model_close(&model, session);
    }
}

static tay_word_t choose_offset(void)
{
    return choose(2) == 0 ? TAY_FILE_OWN_OFFSET : choose(OFFSET_MAX);
}

static void step_write(void)
{
    static char content[IO_BYTES_MAX];
    unsigned session = choose_session();
    size_t bytes = choose(4) == 0 ? choose(IO_BYTES_MAX) : choose(200);
    tay_word_t offset = choose_offset();
    if (session == 0 || model.session[session].offset > OFFSET_MAX ||
        model.file[model.session[session].file].size_bytes > OFFSET_MAX) {
        return;
    }
    memset(content, 1 + (int)choose(255), bytes);
    struct fake_call call = {.session = badge[session],
                             .label = TAY_FILE_WRITE,
                             .word = {bytes, offset},
                             .read = content,
                             .read_bytes = bytes};
    enum tay_file_error error = fake_ask(&files, &call);
    if (!ran_out(error)) {
        assert_int_equal(error, TAY_FILE_OK);
        assert_true(call.word[0] == bytes || subject_is_full());
        model_write(&model, session, offset, content, call.word[0]);
    }
}

static void step_read(void)
{
    static char content[IO_BYTES_MAX], wanted[IO_BYTES_MAX];
    unsigned session = choose_session();
    size_t bytes = choose(IO_BYTES_MAX);
    tay_word_t offset = choose_offset();
    if (session == 0) {
        return;
    }
    struct fake_call call = {.session = badge[session],
                             .label = TAY_FILE_READ,
                             .word = {bytes, offset},
                             .write = content,
                             .write_bytes = bytes};
    assert_int_equal(fake_ask(&files, &call), TAY_FILE_OK);
    assert_int_equal(call.word[0], model_read(&model, session, offset, wanted, bytes));
    assert_memory_equal(content, wanted, call.word[0]);
}

static void step_seek(void)
{
    unsigned session = choose_session();
    size_t offset = choose(OFFSET_MAX);
    if (session != 0) {
        struct fake_call call = {
            .session = badge[session], .label = TAY_FILE_SEEK, .word = {offset, 0}};
        assert_int_equal(fake_ask(&files, &call), TAY_FILE_OK);
        model.session[session].offset = offset;
    }
}

static void step_truncate(void)
{
    unsigned session = choose_session();
    size_t bytes = choose(OFFSET_MAX);
    if (session != 0) {
        struct fake_call call = {
            .session = badge[session], .label = TAY_FILE_TRUNCATE, .word = {bytes}};
        enum tay_file_error error = fake_ask(&files, &call);
        if (!ran_out(error)) {
            assert_int_equal(error, TAY_FILE_OK);
            model_truncate(&model, session, bytes);
        }
    }
}

static void step_make(void)
{
    char path[32];
    choose_path(path);
    if (model_has_room(&model)) {
        enum tay_file_error error = fake_ask_path(&files, badge[0], TAY_FILE_MAKE, path, 0);
        if (!ran_out(error)) {
            assert_int_equal(error, model_make(&model, path));
        }
    }
}

static void step_remove(void)
{
    char path[32];
    enum tay_file_kind kind = choose(2) == 0 ? TAY_FILE_REGULAR : TAY_FILE_DIRECTORY;
    choose_path(path);
    assert_int_equal(fake_ask_path(&files, badge[0], TAY_FILE_REMOVE, path, kind),
                     model_remove(&model, path, kind));
}

static void step_rename(void)
{
    char from[32], to[32], both[64];
    choose_path(from);
    choose_path(to);
    snprintf(both, sizeof both, "%s%s", from, to);
    struct fake_call call = {.session = badge[0],
                             .label = TAY_FILE_RENAME,
                             .word = {strlen(from), strlen(to)},
                             .read = both,
                             .read_bytes = strlen(both)};
    enum tay_file_error error = fake_ask(&files, &call);
    if (!ran_out(error)) {
        assert_int_equal(error, model_rename(&model, from, to));
    }
}

static void step_stat(void)
{
    char path[32];
    struct tay_file_stat stat;
    choose_path(path);
    struct fake_call call = {.session = badge[0],
                             .label = TAY_FILE_STAT,
                             .word = {strlen(path)},
                             .read = path,
                             .read_bytes = strlen(path),
                             .write = &stat,
                             .write_bytes = sizeof stat};
    enum tay_file_error error = fake_ask(&files, &call);
    int file = model_find(&model, path);
    assert_int_equal(error == TAY_FILE_OK, file >= 0);
    if (file >= 0) {
        assert_int_equal(stat.kind == TAY_FILE_DIRECTORY, model.file[file].is_directory);
        assert_int_equal(stat.size_bytes, model.file[file].size_bytes);
        assert_int_equal(stat.links, 1);
        assert_true(stat.size_bytes != 0 || stat.allocated_bytes == 0);
    }
}

/* All names of a directory, each once, in batches of random sizes. */
static void check_listing(const char *path, unsigned directory)
{
    _Alignas(uint64_t) char batch[1024];
    bool is_told[MODEL_FILES] = {false};
    enum tay_file_error error;
    uint64_t opened = fake_open(&files, badge[0], path, TAY_FILE_READABLE, &error);
    if (opened == 0) {
        assert_int_equal(error, TAY_FILE_ENFILE);
        return;
    }
    uint64_t cookie = 0;
    for (;;) {
        size_t room = TAY_FILE_ENTRY_BYTES_MAX + choose(500);
        struct fake_call call = {.session = opened,
                                 .label = TAY_FILE_READ_ENTRIES,
                                 .word = {room, (tay_word_t)cookie},
                                 .write = batch,
                                 .write_bytes = room};
        assert_int_equal(fake_ask(&files, &call), TAY_FILE_OK);
        cookie = call.word[1];
        for (size_t at = 0; at < call.word[0];) {
            struct tay_file_entry *entry = (struct tay_file_entry *)(void *)(batch + at);
            char whole[48];
            snprintf(whole, sizeof whole, "%s%s%.*s", path, path[0] == '\0' ? "" : "/",
                     (int)entry->name_bytes, batch + at + TAY_FILE_ENTRY_NAME_AT);
            int file = model_find(&model, whole);
            assert_true(file > 0 && !is_told[file]);
            is_told[file] = true;
            at += TAY_FILE_ENTRY_BYTES(entry->name_bytes);
        }
        if (call.word[0] == 0) {
            break;
        }
    }
    for (unsigned i = 1; i < MODEL_FILES; i++) {
        const struct model_file *file = &model.file[i];
        bool is_in = file->is_used && file->is_linked && file->parent == directory;
        assert_int_equal(is_told[i], is_in);
    }
    fake_close(&files, opened);
}

static void step_list(void)
{
    char path[32];
    int file = model_find(&model, choose_path(path));
    if (choose(4) == 0) {
        check_listing("", 0);
    } else if (file > 0 && model.file[file].is_directory) {
        check_listing(path, (unsigned)file);
    }
}

/* A directory that is renamed into another one may lie deeper than any path that is chosen. */
static void remove_below(const char *path)
{
    for (char name = 'a'; name <= 'c'; name++) {
        char below[256];
        snprintf(below, sizeof below, "%s%c", path, name);
        if (fake_ask_path(&files, badge[0], TAY_FILE_REMOVE, below, TAY_FILE_REGULAR) ==
            TAY_FILE_EISDIR) {
            size_t bytes = strlen(below);
            strcat(below, "/");
            remove_below(below);
            below[bytes] = '\0';
            assert_int_equal(
                fake_ask_path(&files, badge[0], TAY_FILE_REMOVE, below, TAY_FILE_DIRECTORY),
                TAY_FILE_OK);
        }
    }
}

/* What no name leads to may not outlive what is done to the subject. */
static void step_disturb(void)
{
    for (unsigned i = 1; i < MODEL_SESSIONS; i++) {
        if (model.session[i].is_open && !model.file[model.session[i].file].is_linked) {
            fake_close(&files, badge[i]);
            model_close(&model, i);
        }
    }
    subject_disturb(&files);
}

static void run(unsigned seed)
{
    static void (*const steps[])(void) = {
        step_open, step_open,     step_close, step_write,  step_write,  step_read, step_read,
        step_seek, step_truncate, step_make,  step_remove, step_rename, step_stat, step_list,
    };
    state = seed;
    memset(&files, 0, sizeof files);
    subject_begin(&files, seed);
    model_begin(&model);
    badge[0] = fake_root(&files, TAY_FILE_READABLE | TAY_FILE_WRITABLE);
    for (unsigned i = 0; i < STEPS; i++) {
        steps[choose(sizeof steps / sizeof steps[0])]();
        if (choose(40) == 0) {
            step_disturb();
        }
    }
    for (unsigned i = 1; i < MODEL_SESSIONS; i++) {
        if (model.session[i].is_open) {
            fake_close(&files, badge[i]);
        }
    }
    remove_below("");
    assert_int_equal(files.open_count, 1);
    subject_end(&files);
    model_end(&model);
}

static unsigned number(const char *name, unsigned otherwise)
{
    const char *text = getenv(name);
    return text != NULL ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

static void test_model(void **unused)
{
    unsigned first = number("FIRST_SEED", 1);
    unsigned count = number("SEEDS", subject_seeds);
    (void)unused;
    for (unsigned seed = first; seed < first + count; seed++) {
        print_message("seed %u\n", seed);
        run(seed);
    }
    assert_true(full_steps > 0); /* else nothing is known of a full one */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_model)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
