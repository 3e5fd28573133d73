/* SPDX-License-Identifier: MIT */
/*
 * Starting programs from files. Invariant: until proc has started it the new process is the
 * caller's to destroy, and whatever fails leaves nothing of it.
 */
#include "launch.h"

#include "error.h"
#include "file_error.h"
#include "launch_block.h"
#include "place.h"
#include "process.h"
#include "thread.h"
#include <paths.h>
#include <stdlib.h>
#include <string.h>
#include <tay/abi/seed.h>
#include <tay/elf.h>
#include <tay/load.h>
#include <tay/operations.h>

#define PAGE_BYTES 4096u
#define HEAD_BYTES 1024 /* of a file: header and program headers, or the first line of a script */
#define SLOTS 128u      /* of a capability table: twice as many as descriptors */
#define STACK_BYTES 0x10000u /* if the program does not say */

#define SHELL "sh"

/* A program's file. */
struct program {
    tay_cap_t file;
    uint64_t size_bytes;
    size_t head_bytes;
    char head[HEAD_BYTES];
    struct tay_elf elf;
    int error; /* of reading it */
};

/* A segment that is being read. */
struct segment {
    struct program *program;
    uint64_t offset_bytes;
};

/* Files
 * ---------------------------------------------------------------------------------------------
 */

static enum tay_file_error open_at(const struct place *place, void *context)
{
    return tay_file_open(place->directory, place->rest, place->rest_bytes, TAY_FILE_READABLE,
                         context);
}

static void close_session(tay_cap_t session)
{
    enum tay_status status = tay_cap_close(session);
    (void)status; /* ours */
}

/* Reads all of a part; what errno is to be, or 0. A file that has become shorter is no program. */
static int read_part(const struct program *program, uint64_t offset, void *to, size_t length_bytes)
{
    size_t at = 0;
    while (at < length_bytes) {
        size_t done_bytes = 0;
        enum tay_file_error error = tay_file_read(program->file, (tay_word_t)(offset + at),
                                                  (char *)to + at, length_bytes - at, &done_bytes);
        if (error == TAY_FILE_EINTR) {
            continue;
        }
        if (error != TAY_FILE_OK || done_bytes == 0) {
            return error != TAY_FILE_OK ? file_errno(error) : ENOEXEC;
        }
        at += done_bytes;
    }
    return 0;
}

/* Opens a file that is to be executed, and reads its beginning. */
static int open_program(const char *path, struct program *program)
{
    struct tay_file_opened opened;
    int error = place_act(path, open_at, &opened);
    if (error != 0) {
        return error == EISDIR ? EACCES : error;
    }
    program->file = opened.session;
    program->size_bytes = opened.size_bytes;
    program->error = 0;
    program->head_bytes = opened.size_bytes < HEAD_BYTES ? (size_t)opened.size_bytes : HEAD_BYTES;
    error = opened.kind != TAY_FILE_REGULAR
                ? EACCES
                : read_part(program, 0, program->head, program->head_bytes);
    if (error != 0) {
        close_session(program->file);
    }
    return error;
}

/* Scripts: "#!", an interpreter, perhaps one argument. Cuts the line into these words, in place. */
static int take_interpreter(struct program *script, struct launch_texts *arguments)
{
    static const char blanks[] = " \t\r";
    char *end = memchr(script->head, '\n', script->head_bytes);
    if (end == NULL) {
        return ENOEXEC;
    }
    *end = '\0';
    char *word = script->head + 2;
    word += strspn(word, blanks);
    char *behind = word + strcspn(word, blanks);
    if (behind == word) {
        return ENOEXEC;
    }
    arguments->first[arguments->first_count++] = word;
    char *argument = behind + strspn(behind, blanks);
    *behind = '\0';
    while (end > argument && strchr(blanks, end[-1]) != NULL) {
        *--end = '\0';
    }
    if (end > argument) {
        arguments->first[arguments->first_count++] = argument;
    }
    return 0;
}

static bool is_script(const struct program *program)
{
    return program->head_bytes > 2 && memcmp(program->head, "#!", 2) == 0;
}

static int attempt_interpreter(const char *path, void *context)
{
    return open_program(path, context);
}

/* One that is not where the script says is looked for as a command is: where a shell lies is a
 * matter of what is mounted. */
static int open_interpreter(const char *path, struct program *program)
{
    const char *slash = strrchr(path, '/');
    int error = open_program(path, program);
    bool is_absent = error == ENOENT || error == ENOTDIR || error == ENODEV;
    return is_absent && slash != NULL ? launch_search(slash + 1, attempt_interpreter, program)
                                      : error;
}

/* Opens the program that a path leads to; for a script its interpreter, which `script` keeps the
 * name of, and whose arguments are changed so. */
static int find_program(const struct launch_plan *plan, struct program *program,
                        struct program *script, struct launch_texts *arguments)
{
    *arguments = (struct launch_texts){.rest = plan->arguments};
    bool is_shell = strcmp(plan->path, "/bin/sh") == 0; /* which many programs name so */
    int error =
        is_shell ? open_interpreter(plan->path, program) : open_program(plan->path, program);
    if (error != 0 || !is_script(program)) {
        return error;
    }
    *script = *program;
    close_session(script->file);
    error = take_interpreter(script, arguments);
    error = error == 0 ? open_interpreter(arguments->first[0], program) : error;
    if (error == 0 && is_script(program)) {
        close_session(program->file);
        return ENOEXEC;
    }
    arguments->first[arguments->first_count++] = plan->path;
    arguments->rest += *arguments->rest != NULL;
    return error;
}

/* Loading
 * -------------------------------------------------------------------------------------------
 */

static enum tay_status read_segment(void *context, size_t at, void *to, size_t length_bytes)
{
    const struct segment *segment = context;
    struct program *program = segment->program;
    program->error = read_part(program, segment->offset_bytes + at, to, length_bytes);
    return program->error == 0 ? TAY_OK : TAY_EIO;
}

static int load_segments(struct program *program, tay_cap_t process)
{
    enum tay_status status = TAY_OK;
    for (unsigned i = 0; i < program->elf.segment_count && status == TAY_OK; i++) {
        const struct tay_elf_segment *from = &program->elf.segment[i];
        struct segment segment = {program, from->offset_bytes};
        const struct tay_load_piece piece = {
            .content_bytes = (size_t)from->file_bytes,
            .memory_bytes = (size_t)from->memory_bytes,
            .address_ua = (tay_ua_t)from->address_ua,
            .protection = from->protection,
            .read = read_segment,
            .context = &segment,
        };
        status = tay_load_piece(TAY_OWN_ACCOUNT, process, &piece);
    }
    return program->error != 0 ? program->error : error_number(status);
}

static size_t whole_pages(uint64_t bytes)
{
    return (size_t)((bytes + PAGE_BYTES - 1) & ~(uint64_t)(PAGE_BYTES - 1));
}

/* Stack and startup block; where the first thread begins. */
static int load_rest(const struct program *program, const struct tay_proc_new *new,
                     struct launch_block *block, struct tay_proc_start *start)
{
    uint64_t seed = tay_startup()->seed;
    uint64_t asked_bytes = program->elf.stack_bytes == 0 ? STACK_BYTES : program->elf.stack_bytes;
    if (asked_bytes > TAY_PROGRAM_STACK_BYTES_MAX) {
        return ENOMEM;
    }
    size_t stack_bytes = whole_pages(asked_bytes + 2 * block->texts * sizeof(char *));
    stack_bytes =
        stack_bytes < TAY_PROGRAM_STACK_BYTES_MAX ? stack_bytes : TAY_PROGRAM_STACK_BYTES_MAX;
    tay_ua_t stack_ua =
        tay_load_stack_place(stack_bytes, tay_seed_derive(seed, TAY_SEED_STACK, new->number));
    block->block->seed = tay_seed_derive(seed, TAY_SEED_PROGRAM, new->number);
    block->block->stack_ua = stack_ua;
    block->block->stack_bytes = stack_bytes;
    block->block->session = new->session;
    tay_ua_t block_ua;
    int error = error_number(tay_load_stack(new->process, stack_ua, stack_bytes));
    error = error == 0 ? launch_block_load(block, new->process, &block_ua) : error;
    if (error == 0) {
        start->number = new->number;
        start->entry_ua = program->elf.entry_ua;
        start->stack_ua = stack_ua + stack_bytes;
        start->argument = block_ua;
    }
    return error;
}

static int start_error(enum tay_status status)
{
    return status == TAY_EAGAIN ? EAGAIN : process_error(status);
}

/* The last name of a path, as much of it as there is room for; the room is 0. */
static void name_after(const char *path, char name[TAY_PROC_NAME_BYTES])
{
    const char *last = path;
    for (; *path != '\0'; path++) {
        last = *path == '/' ? path + 1 : last;
    }
    for (size_t i = 0; i < TAY_PROC_NAME_BYTES - 1 && last[i] != '\0'; i++) {
        name[i] = last[i];
    }
}

/* What is started is proc's; else it goes. */
static int fill_and_start(const struct launch_plan *plan, struct program *program,
                          struct launch_block *block, const struct tay_proc_new *new,
                          tay_pid_t *number_out)
{
    struct tay_proc_start start = {.in_place = plan->in_place,
                                   .group = plan->group,
                                   .held = plan->signals.held,
                                   .ignored = plan->signals.ignored,
                                   .waiting = plan->signals.waiting};
    name_after(plan->path, start.name);
    int error = load_segments(program, new->process);
    error = error == 0 ? launch_block_give(block, plan, new->process) : error;
    error = error == 0 ? load_rest(program, new, block, &start) : error;
    if (error == 0) {
        error = start_error(tay_proc_start(process_session(), &start, number_out));
    }
    if (error != 0) {
        enum tay_status status = tay_object_destroy(new->process);
        (void)status; /* it may be gone */
    }
    return error;
}

static int own_priority(unsigned *priority_out)
{
    tay_word_t state, priority;
    tay_time_t run_ns;
    enum tay_status status = tay_thread_query(thread_self->handle, &state, &priority, &run_ns);
    *priority_out = (unsigned)priority;
    return error_number(status);
}

static int make(const struct launch_plan *plan, struct program *program,
                const struct launch_texts *arguments, tay_pid_t *number_out)
{
    struct launch_block block;
    struct tay_proc_new new;
    unsigned priority = (unsigned)plan->priority;
    if (tay_elf_parse_head(program->head, program->head_bytes, program->size_bytes,
                           &program->elf) != NULL) {
        return ENOEXEC;
    }
    int error = plan->priority < 0 ? own_priority(&priority) : 0;
    error = error == 0 ? launch_block_begin(plan, arguments, &block) : error;
    if (error != 0) {
        return error;
    }
    error = start_error(tay_proc_create(process_session(), SLOTS, priority, &new));
    error = error == 0 ? fill_and_start(plan, program, &block, &new, number_out) : error;
    launch_block_end(&block);
    return error;
}

int launch_program(const struct launch_plan *plan, tay_pid_t *number_out)
{
    struct program program, script;
    struct launch_texts arguments;
    if (process_session() == TAY_CAP_NULL) {
        return ENOSYS;
    }
    if (plan->arguments == NULL || plan->environment == NULL) {
        return EINVAL;
    }
    int error = find_program(plan, &program, &script, &arguments);
    if (error != 0) {
        return error;
    }
    error = make(plan, &program, &arguments, number_out);
    close_session(program.file);
    return error;
}

/* Searching
 * -----------------------------------------------------------------------------------------
 */

/* A folder and a name as a path; false: it would be too long. */
static bool join(char path[TAY_FILE_PATH_BYTES + 1], const char *folder, size_t folder_bytes,
                 const char *name)
{
    size_t name_bytes = strlen(name);
    if (folder_bytes + 1 + name_bytes > TAY_FILE_PATH_BYTES) {
        return false;
    }
    memcpy(path, folder, folder_bytes);
    size_t at = folder_bytes;
    if (folder_bytes > 0) { /* an empty one is the working directory */
        path[at++] = '/';
    }
    memcpy(path + at, name, name_bytes + 1);
    return true;
}

int launch_search(const char *name, int (*attempt)(const char *path, void *context), void *context)
{
    char path[TAY_FILE_PATH_BYTES + 1];
    int result = ENOENT;
    if (*name == '\0' || strchr(name, '/') != NULL) {
        return *name == '\0' ? ENOENT : attempt(name, context);
    }
    const char *folders = getenv("PATH");
    folders = folders == NULL ? _PATH_DEFPATH : folders;
    for (;;) {
        size_t folder_bytes = strcspn(folders, ":");
        int error = join(path, folders, folder_bytes, name) ? attempt(path, context) : ENAMETOOLONG;
        if (error != ENOENT && error != ENOTDIR && error != EACCES && error != ENODEV &&
            error != ENAMETOOLONG) {
            return error;
        }
        result = error == EACCES || result == ENOENT ? error : result;
        if (folders[folder_bytes] == '\0') {
            return result == ENOTDIR || result == ENODEV ? ENOENT : result;
        }
        folders += folder_bytes + 1;
    }
}

struct by_shell {
    char *const *arguments;
    int (*attempt)(const char *shell, char *const *arguments, void *context);
    void *context;
};

static int attempt_shell(const char *path, void *context)
{
    const struct by_shell *by = context;
    return by->attempt(path, by->arguments, by->context);
}

int launch_by_shell(const char *path, char *const *arguments,
                    int (*attempt)(const char *shell, char *const *arguments, void *context),
                    void *context)
{
    size_t count = 0;
    while (arguments[count] != NULL) {
        count++;
    }
    char *words[count + 3];
    words[0] = (char *)(uintptr_t)SHELL;
    words[1] = (char *)(uintptr_t)path;
    for (size_t i = 1; i <= count; i++) {
        words[i + 1] = arguments[i];
    }
    words[count + 2] = NULL;
    struct by_shell by = {words, attempt, context};
    return launch_search(SHELL, attempt_shell, &by);
}
