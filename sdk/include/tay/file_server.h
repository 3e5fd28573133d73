/* SPDX-License-Identifier: MIT */
/** @file
 * A file system as a server: everything that file systems have in common.
 *
 * A file system is a set of functions on *nodes*, its files and directories, which it numbers as it
 * likes. This part keeps the sessions, walks paths, holds to what sessions may do, and speaks the
 * file protocol (tay/protocol/file.h); content passes between the file system and the caller's
 * memory in pieces, wherever the file system has them, without a copy in between.
 *
 *     static struct tay_file_system system = {.lookup = lookup, ..., .root = ROOT};
 *
 *     static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
 *                                    struct tay_answer *answer)
 *     {
 *         return tay_file_serve(&files, server, request, answer);
 *     }
 *
 * tay_file_system_event must hear of the server's events, too.
 *
 * Nothing here takes memory of its own: the sessions lie where the server says.
 */
#ifndef TAY_FILE_SERVER_H
#define TAY_FILE_SERVER_H

#include <tay/protocol/file.h>
#include <tay/server.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A file or a directory, as the file system numbers it. */
typedef uint64_t tay_file_node_t;

/** What lookup and create give. */
struct tay_file_found {
    tay_file_node_t node;    /**< its number */
    enum tay_file_kind kind; /**< what it is */
};

/** A name: 1 to TAY_FILE_NAME_BYTES bytes, none of them NUL or a slash; neither one dot nor two. */
struct tay_file_name {
    const char *text; /**< not NUL-terminated */
    size_t bytes;     /**< its length */
};

/** Where content goes to or comes from: the caller's memory, or in a test anything. */
struct tay_file_transfer {
    /** Moves bytes on: to the caller in read, from the caller in write; false: it cannot. */
    bool (*move)(struct tay_file_transfer *transfer, void *memory, size_t bytes);
    size_t done_bytes; /**< moved so far; move counts them */
};

/** One entry that read_entry tells. */
struct tay_file_listed {
    tay_file_node_t node;           /**< its number */
    enum tay_file_kind kind;        /**< what it is */
    uint64_t next;                  /**< cookie of what follows */
    size_t name_bytes;              /**< the length of name */
    char name[TAY_FILE_NAME_BYTES]; /**< not NUL-terminated */
};

struct tay_file_system;

/**
 * A file system's functions. Each returns TAY_FILE_OK or the error, and has changed nothing then,
 * unless it says otherwise. A function that is NULL is one that the file system cannot do
 * (TAY_FILE_EROFS where it would change something, else TAY_FILE_ENOTSUP). Kinds have been checked:
 * `directory` is one, and read, write and truncate get no directory.
 */
struct tay_file_functions {
    /** Finds a name in a directory: TAY_FILE_ENOENT, TAY_FILE_EIO. */
    enum tay_file_error (*lookup)(struct tay_file_system *system, tay_file_node_t directory,
                                  const struct tay_file_name *name,
                                  struct tay_file_found *found_out);
    /** A session has the node open: until close it stays, even if its name is removed. */
    enum tay_file_error (*open)(struct tay_file_system *system, tay_file_node_t node);
    /** As many times as open. */
    void (*close)(struct tay_file_system *system, tay_file_node_t node);
    /** Tells everything but `flags` and `system`. */
    enum tay_file_error (*stat)(struct tay_file_system *system, tay_file_node_t node,
                                struct tay_file_stat *stat_out);
    /** Tells the size of a file alone; NULL: stat is asked. */
    enum tay_file_error (*size)(struct tay_file_system *system, tay_file_node_t node,
                                uint64_t *size_bytes_out);
    /** Moves up to length_bytes from an offset on, and none behind the end. */
    enum tay_file_error (*read)(struct tay_file_system *system, tay_file_node_t node,
                                uint64_t offset, size_t length_bytes,
                                struct tay_file_transfer *transfer);
    /** Moves to an offset; on an error it may have moved some. */
    enum tay_file_error (*write)(struct tay_file_system *system, tay_file_node_t node,
                                 uint64_t offset, size_t length_bytes,
                                 struct tay_file_transfer *transfer);
    /** Tells the entry at or behind a cookie; TAY_FILE_ENOENT: there are no more. */
    enum tay_file_error (*read_entry)(struct tay_file_system *system, tay_file_node_t directory,
                                      uint64_t cookie, struct tay_file_listed *listed_out);
    /** Makes a file or a directory, which is not there: lookup was asked. */
    enum tay_file_error (*create)(struct tay_file_system *system, tay_file_node_t directory,
                                  const struct tay_file_name *name, enum tay_file_kind kind,
                                  struct tay_file_found *found_out);
    /** Removes a name: what lookup found there, a directory if it is empty. */
    enum tay_file_error (*remove)(struct tay_file_system *system, tay_file_node_t directory,
                                  const struct tay_file_name *name,
                                  const struct tay_file_found *found);
    /** Moves a name; what has the new name, if it may be replaced, goes. Both may be the same. */
    enum tay_file_error (*rename)(struct tay_file_system *system, tay_file_node_t old_directory,
                                  const struct tay_file_name *old_name,
                                  tay_file_node_t new_directory,
                                  const struct tay_file_name *new_name);
    /** Sets the size; what is new is zero. */
    enum tay_file_error (*truncate)(struct tay_file_system *system, tay_file_node_t node,
                                    uint64_t size_bytes);
    /** Waits until the device has everything. */
    enum tay_file_error (*sync)(struct tay_file_system *system);
    /** Tells everything but `open_files`. */
    enum tay_file_error (*statistics)(struct tay_file_system *system,
                                      struct tay_file_statistics *statistics_out);
    /** Sets the time of the last change. */
    enum tay_file_error (*set_time)(struct tay_file_system *system, tay_file_node_t node,
                                    int64_t modified_s);
    /** A node of kind TAY_FILE_STREAM: gives a session of its server, or the server's endpoint,
     * with the right GRANT, which the answer copies. */
    enum tay_file_error (*stream)(struct tay_file_system *system, tay_file_node_t node,
                                  tay_cap_t *stream_out);
    /** Begins to use the medium, or tells that it is in use: TAY_FILE_ENODEV, TAY_FILE_EIO. Where
     * this and unmount are NULL, it always is. */
    enum tay_file_error (*mount)(struct tay_file_system *system);
    /** Writes all that waits and lets go of the medium, if it has one: TAY_FILE_EIO. From then on
     * all others return TAY_FILE_ENODEV; open nodes stay the sessions' to close. */
    enum tay_file_error (*unmount)(struct tay_file_system *system);
};

/** An open file. Plain data without pointers: it can be kept over a restart of the server. */
struct tay_file_session {
    uint64_t badge;       /**< 0: this place is free */
    tay_file_node_t node; /**< what is open */
    uint64_t offset;      /**< the session's own */
    uint16_t kind;        /**< of enum tay_file_kind */
    uint16_t flags;       /**< READABLE, WRITABLE, APPEND */
    uint32_t next_free;   /**< of a free place: the next one, plus 1 */
};

/** How many calls with a tag are remembered. */
#define TAY_FILE_RECALLED 32

/** What a call with a tag was answered. */
struct tay_file_recalled {
    uint64_t tag;   /**< 0: none */
    uint64_t word;  /**< word 0 of the answer */
    uint32_t error; /**< of enum tay_file_error */
};

/** A file system that is served. */
struct tay_file_system {
    const struct tay_file_functions *functions; /**< what it can do */
    void *state;                                /**< the file system's own */
    tay_file_node_t root;                       /**< its root directory */
    uint64_t number;                            /**< for `system` of struct tay_file_stat */
    bool is_read_only;                          /**< nothing can be changed */
    struct tay_file_session *session;           /**< places for sessions, cleared at first */
    uint32_t session_count;                     /**< how many places; at most 1048575 */
    uint32_t open_count;                        /**< of these, in use; kept here */
    uint32_t free_place;    /**< the first free place, plus 1; 0: none that was used */
    uint32_t used_places;   /**< the first so many places were ever used */
    uint64_t last_serial;   /**< of a badge; begins with a number not used before */
    uint32_t next_recalled; /**< of `recalled`; kept here */
    struct tay_file_recalled recalled[TAY_FILE_RECALLED]; /**< kept here, in a circle */
};

/**
 * Answers a call of the file protocol.
 *
 * @param system filled in but for what is kept here
 * @param server whose call is in hand
 * @param request, answer as on_call gets them
 * @return the status to answer; TAY_ENOSYS: the label is none of this protocol, and the error word
 *         is 0
 * @note Does not block, but for what the file system's functions do.
 */
TAY_MUST_CHECK enum tay_status tay_file_serve(struct tay_file_system *system,
                                              struct tay_server *server,
                                              struct tay_request *request,
                                              struct tay_answer *answer);

/**
 * Hears of an event of the server: sessions that ended are closed.
 *
 * @param system what is served
 * @param event as on_event gets it
 */
void tay_file_system_event(struct tay_file_system *system, const struct tay_event *event);

/**
 * Takes over sessions that outlived a restart of the server: counts the places, and frees those
 * whose opening was cut off. Nothing is opened: the file system knows from them what is.
 *
 * @param system filled in but for open_count, free_place; last_serial and used_places at least what
 *        they were before. Sessions that make no sense are dropped; used_places becomes the least.
 * @note Looks at the first used_places places, and at no others.
 */
void tay_file_system_resume(struct tay_file_system *system);

/**
 * Answers an error.
 *
 * @param answer its error word is written
 * @param error any, TAY_FILE_OK too
 * @return the status that goes with it, for on_call to return
 */
enum tay_status tay_file_answer(struct tay_answer *answer, enum tay_file_error error);

/**
 * Answers TAY_FILE_STAT: in memory that the client lends, or in words.
 *
 * @param request of that label
 * @param answer written where the client lends nothing
 * @param stat everything, `flags` and `system` too
 * @return TAY_FILE_OK; TAY_FILE_EFAULT: it lends less, or it is not there, or lends nothing where
 *         words have less than 64 bits
 */
TAY_MUST_CHECK enum tay_file_error tay_file_answer_stat(const struct tay_request *request,
                                                        struct tay_answer *answer,
                                                        const struct tay_file_stat *stat);

/**
 * Opens the root directory for the client in hand, as TAY_FILE_ROOT does.
 *
 * @param system what is served
 * @param server whose call is in hand
 * @param flags TAY_FILE_READABLE, TAY_FILE_WRITABLE
 * @param answer written on TAY_FILE_OK
 * @return TAY_FILE_OK; TAY_FILE_EINVAL: other flags; TAY_FILE_ENFILE: there is no place for a
 * session; TAY_FILE_ENOMEM: the client cannot pay; or what `open` of the file system returns
 */
TAY_MUST_CHECK enum tay_file_error tay_file_open_root(struct tay_file_system *system,
                                                      struct tay_server *server, unsigned flags,
                                                      struct tay_answer *answer);

/**
 * Reads what the client in hand lends.
 *
 * @param to written
 * @param bytes all of them or none
 * @return TAY_FILE_OK; TAY_FILE_EFAULT: it lends less, or it is not there
 */
TAY_MUST_CHECK enum tay_file_error tay_file_fetch(void *to, size_t bytes);

/**
 * Writes to what the client in hand lends.
 *
 * @param from read
 * @param bytes all of them
 * @return TAY_FILE_OK; TAY_FILE_EFAULT: it lends less, or it is not there
 */
TAY_MUST_CHECK enum tay_file_error tay_file_deliver(const void *from, size_t bytes);

#ifdef __cplusplus
}
#endif

#endif
