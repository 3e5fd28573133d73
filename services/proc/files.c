/* SPDX-License-Identifier: MIT */
/*
 * The tree of /proc. A node's number says which directory it is in, whose it is, and which of the
 * files there, so that a process's files end with it; and a serial, so that each open file has a
 * node of its own, with the text that is read. Invariant: no two open files have the same serial.
 */
#include "files.h"

#include "table.h"
#include "told.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/protocol/supervisor.h>
#include <tay/startup.h>
#include <tay/time.h>
#include <time.h>

#define SESSIONS_MAX 64
#define BLOCK_BYTES 4096

/* A serial from which on badges lie above the keys of processes, of 32 bits. */
#define FIRST_SERIAL (UINT64_C(1) << 32)

enum place { MACHINE = 1, PROCESS, SERVICES, SERVICE };

/* Which directory, and which of its files; 0: the directory itself. */
struct node {
    enum place place;
    unsigned number; /* of the process or the service; else 0 */
    unsigned file;
};

static const struct told_file *const lists[] = {[MACHINE] = told_machine,
                                                [PROCESS] = told_process,
                                                [SERVICES] = NULL,
                                                [SERVICE] = told_service};

static struct tay_file_session sessions[SESSIONS_MAX];
struct tay_file_system files_system;

/* What is open: read from its start a text is made up, and stays until it is read so again. */
static struct opened {
    tay_file_node_t node; /* 0: this place is free */
    unsigned opens;
    struct text text;
} opened[SESSIONS_MAX];

#define SERIAL_SHIFT 48
#define NUMBER_SHIFT 16
#define PLACE_SHIFT 8
#define SERIALS_MAX 0xffffu

/* Without a serial: what is told of it. */
static tay_file_node_t pack(struct node node)
{
    return (tay_file_node_t)node.number << NUMBER_SHIFT |
           (tay_file_node_t)node.place << PLACE_SHIFT | node.file;
}

static struct node unpack(tay_file_node_t packed)
{
    return (struct node){(enum place)(packed >> PLACE_SHIFT & 0xff),
                         (unsigned)(packed >> NUMBER_SHIFT), (unsigned)(packed & 0xff)};
}

static struct opened *find_opened(tay_file_node_t node)
{
    for (unsigned i = 0; i < SESSIONS_MAX; i++) {
        if (opened[i].node == node) {
            return &opened[i];
        }
    }
    return NULL;
}

/* A serial that makes a node one that is not open. There are more of them than sessions. */
static tay_file_node_t add_serial(tay_file_node_t node)
{
    static uint64_t last;
    tay_file_node_t whole;
    do {
        last = last % SERIALS_MAX + 1;
        whole = last << SERIAL_SHIFT | node;
    } while (find_opened(whole) != NULL);
    return whole;
}

static struct tay_file_found found(enum place place, unsigned number, unsigned file)
{
    tay_file_node_t node = pack((struct node){place, number, file});
    return file == 0 ? (struct tay_file_found){node, TAY_FILE_DIRECTORY}
                     : (struct tay_file_found){add_serial(node), TAY_FILE_REGULAR};
}

/* The file of a list with a name, from 1; 0: there is none. */
static unsigned find_file(const struct told_file *list, const struct tay_file_name *name)
{
    for (unsigned i = 0; list != NULL && list[i].name != NULL; i++) {
        if (strlen(list[i].name) == name->bytes &&
            memcmp(list[i].name, name->text, name->bytes) == 0) {
            return i + 1;
        }
    }
    return 0;
}

static unsigned count_files(const struct told_file *list)
{
    unsigned count = 0;
    while (list != NULL && list[count].name != NULL) {
        count++;
    }
    return count;
}

/* A name that is the number of a process, written as it is told. */
static struct member *find_process(const struct tay_file_name *name)
{
    uint64_t number = 0;
    for (size_t i = 0; i < name->bytes; i++) {
        bool is_digit = name->text[i] >= (i == 0 ? '1' : '0') && name->text[i] <= '9';
        if (!is_digit || number > UINT32_MAX) {
            return NULL;
        }
        number = number * 10 + (unsigned)(name->text[i] - '0');
    }
    return number == 0 || number > UINT32_MAX ? NULL : table_find((tay_pid_t)number);
}

static bool find_service(const struct tay_file_name *name, unsigned *number_out)
{
    char text[TAY_STARTUP_NAME_BYTES];
    if (name->bytes >= sizeof text) {
        return false;
    }
    memcpy(text, name->text, name->bytes);
    text[name->bytes] = '\0';
    return tay_supervisor_find(tay_startup_cap("supervisor"), text, number_out) == TAY_OK;
}

static const char services_name[] = "service";

static bool is_services(const struct tay_file_name *name)
{
    return name->bytes == sizeof services_name - 1 &&
           memcmp(name->text, services_name, name->bytes) == 0;
}

static enum tay_file_error lookup(struct tay_file_system *system, tay_file_node_t directory,
                                  const struct tay_file_name *name,
                                  struct tay_file_found *found_out)
{
    struct node node = unpack(directory);
    unsigned number;
    unsigned file = find_file(lists[node.place], name);
    const struct member *member = node.place == MACHINE ? find_process(name) : NULL;
    (void)system;
    if (file != 0) {
        *found_out = found(node.place, node.number, file);
    } else if (member != NULL) {
        *found_out = found(PROCESS, member->pid, 0);
    } else if (node.place == MACHINE && is_services(name)) {
        *found_out = found(SERVICES, 0, 0);
    } else if (node.place == SERVICES && find_service(name, &number)) {
        *found_out = found(SERVICE, number, 0);
    } else {
        return TAY_FILE_ENOENT;
    }
    return TAY_FILE_OK;
}

/* A directory has no text. There are as many places as sessions. */
static enum tay_file_error open_node(struct tay_file_system *system, tay_file_node_t node)
{
    (void)system;
    if (unpack(node).file == 0) {
        return TAY_FILE_OK;
    }
    struct opened *place = find_opened(node);
    place = place != NULL ? place : find_opened(0);
    if (place == NULL) {
        return TAY_FILE_ENFILE;
    }
    place->node = node;
    place->opens++;
    return TAY_FILE_OK;
}

static void close_node(struct tay_file_system *system, tay_file_node_t node)
{
    struct opened *place = unpack(node).file == 0 ? NULL : find_opened(node);
    (void)system;
    if (place != NULL && --place->opens == 0) {
        text_clear(&place->text);
        place->node = 0;
    }
}

/* The length is not known before it is read. */
static enum tay_file_error stat(struct tay_file_system *system, tay_file_node_t packed,
                                struct tay_file_stat *stat_out)
{
    struct node node = unpack(packed);
    (void)system;
    *stat_out = (struct tay_file_stat){
        .node = pack(node),
        .modified_s = time(NULL),
        .kind = node.file == 0 ? TAY_FILE_DIRECTORY : TAY_FILE_REGULAR,
        .links = 1,
        .block_bytes = BLOCK_BYTES,
    };
    return TAY_FILE_OK;
}

/* Makes the text up anew. */
static enum tay_file_error tell(struct opened *place)
{
    struct node node = unpack(place->node);
    text_clear(&place->text);
    if (!lists[node.place][node.file - 1].write(&place->text, node.number)) {
        text_clear(&place->text);
        return TAY_FILE_ENOENT;
    }
    if (place->text.has_failed) {
        text_clear(&place->text);
        return TAY_FILE_ENOMEM;
    }
    return TAY_FILE_OK;
}

static enum tay_file_error read_file(struct tay_file_system *system, tay_file_node_t node,
                                     uint64_t offset, size_t length_bytes,
                                     struct tay_file_transfer *transfer)
{
    struct opened *place = find_opened(node);
    (void)system;
    enum tay_file_error error =
        offset == 0 || place->text.bytes == NULL ? tell(place) : TAY_FILE_OK;
    if (error != TAY_FILE_OK || offset >= place->text.length_bytes) {
        return error;
    }
    size_t left = place->text.length_bytes - (size_t)offset;
    left = length_bytes < left ? length_bytes : left;
    return left == 0 || transfer->move(transfer, place->text.bytes + offset, left)
               ? TAY_FILE_OK
               : TAY_FILE_EFAULT;
}

/* The process with the lowest number from one on; NULL: there is none. */
static const struct member *next_process(uint64_t number)
{
    const struct member *lowest = NULL;
    struct member *member = NULL;
    while ((member = table_next(member)) != NULL) {
        if (member->pid >= number && (lowest == NULL || member->pid < lowest->pid)) {
            lowest = member;
        }
    }
    return lowest;
}

static void list(struct tay_file_listed *listed_out, struct tay_file_found what, const char *name,
                 uint64_t next)
{
    listed_out->node = pack(unpack(what.node));
    listed_out->kind = what.kind;
    listed_out->next = next;
    listed_out->name_bytes = strlen(name);
    memcpy(listed_out->name, name, listed_out->name_bytes);
}

/* What comes behind the files of a directory; a cookie is a number of a process or a service. */
static enum tay_file_error list_members(enum place place, uint64_t number,
                                        struct tay_file_listed *listed_out)
{
    char name[16];
    struct tay_service service;
    const struct member *member = place == MACHINE ? next_process(number) : NULL;
    if (place == MACHINE && number == 0) {
        list(listed_out, found(SERVICES, 0, 0), services_name, 1);
    } else if (member != NULL) {
        snprintf(name, sizeof name, "%lu", (unsigned long)member->pid);
        list(listed_out, found(PROCESS, member->pid, 0), name, (uint64_t)member->pid + 1);
    } else if (place == SERVICES &&
               tay_supervisor_query(tay_startup_cap("supervisor"), (unsigned)number + 1,
                                    &service) == TAY_OK) {
        list(listed_out, found(SERVICE, (unsigned)number + 1, 0), service.name, number + 1);
    } else {
        return TAY_FILE_ENOENT;
    }
    return TAY_FILE_OK;
}

/* Cookies count the files of the list; those of members follow. */
static enum tay_file_error read_entry(struct tay_file_system *system, tay_file_node_t directory,
                                      uint64_t cookie, struct tay_file_listed *listed_out)
{
    struct node node = unpack(directory);
    const struct told_file *files_here = lists[node.place];
    unsigned count = count_files(files_here);
    (void)system;
    if (cookie < count) {
        unsigned file = (unsigned)cookie + 1;
        list(listed_out, found(node.place, node.number, file), files_here[cookie].name, cookie + 1);
        return TAY_FILE_OK;
    }
    enum tay_file_error error = list_members(node.place, cookie - count, listed_out);
    listed_out->next += count;
    return error;
}

static enum tay_file_error statistics(struct tay_file_system *system,
                                      struct tay_file_statistics *statistics_out)
{
    (void)system;
    *statistics_out = (struct tay_file_statistics){
        .block_bytes = BLOCK_BYTES, .name_bytes = TAY_FILE_NAME_BYTES, .type = "proc"};
    return TAY_FILE_OK;
}

static const struct tay_file_functions functions = {
    .lookup = lookup,
    .open = open_node,
    .close = close_node,
    .stat = stat,
    .read = read_file,
    .read_entry = read_entry,
    .statistics = statistics,
};

void files_begin(void)
{
    files_system = (struct tay_file_system){
        .functions = &functions,
        .root = pack((struct node){MACHINE, 0, 0}),
        .number = tay_time_now(),
        .is_read_only = true,
        .session = sessions,
        .session_count = SESSIONS_MAX,
        .last_serial = FIRST_SERIAL + tay_time_now() / TAY_NS_PER_MS,
    };
}

bool files_is_session(uint64_t badge)
{
    return badge > UINT32_MAX;
}

enum tay_status files_serve(struct tay_server *server, struct tay_request *request,
                            struct tay_answer *answer)
{
    return tay_file_serve(&files_system, server, request, answer);
}

void files_event(const struct tay_event *event)
{
    tay_file_system_event(&files_system, event);
}
