/* SPDX-License-Identifier: MIT */
/** @file
 * The file protocol: what every file system serves, whatever it keeps its files on.
 *
 * A session is an open directory or an open file. The first one, the root directory, is opened by
 * the file system's endpoint; all others are opened by a directory's session and a path below it.
 * What a session may do is settled when it is opened and is never more than what the directory it
 * was opened by may do: below a directory that is open for reading only nothing can be changed.
 *
 * The offset of an open file belongs to its session, so that all who share the session share it.
 *
 *     label                 words in                       lends           words out
 *     TAY_FILE_ROOT         0: flags                       -               as OPEN
 *     TAY_FILE_OPEN         0: path, 1: flags              path            0: session (a
 *                                                                          capability), 1: kind,
 *                                                                          2: size
 *     TAY_FILE_READ         0: length, 1: offset           for writing     0: bytes; 0: the end
 *     TAY_FILE_WRITE        0: length, 1: offset           for reading     0: bytes written
 *     TAY_FILE_SEEK         0: distance, 1: from where     -               0: the new offset
 *     TAY_FILE_STAT         0: path                        path; writing   -, or see below
 *     TAY_FILE_READ_ENTRIES 0: length, 1: cookie           for writing     0: bytes, 1: next cookie
 *     TAY_FILE_MAKE         0: path                        path            -
 *     TAY_FILE_REMOVE       0: path, 1: kind               path            -
 *     TAY_FILE_RENAME       0: old path, 1: new path       both            -
 *     TAY_FILE_TRUNCATE     0: size                        -               -
 *     TAY_FILE_SYNC         -                              -               -
 *     TAY_FILE_STATISTICS   -                              for writing     -
 *     TAY_FILE_SET_FLAGS    0: TAY_FILE_APPEND or 0        -               0: flags before
 *     TAY_FILE_SET_TIME     0: seconds since 1970          -               -
 *     TAY_FILE_MOUNT        -                              -               -
 *     TAY_FILE_UNMOUNT      0: 1: even if it is in use     -               -
 *     TAY_FILE_RECALL       4: tag                         -               0: as the call had it,
 *                                                                          1: its error
 *
 * ROOT, MOUNT and UNMOUNT are by the endpoint, all others by a session.
 *
 * A word for a path is its length in bytes; the path itself is lent for reading, in RENAME the old
 * one and right behind it the new one. A path is relative to the session's directory: names with
 * one `/` or more between them, of up to TAY_FILE_NAME_BYTES each, TAY_FILE_PATH_BYTES together. An
 * empty one is the session's own file; a name is any bytes but NUL and `/`, as far as the file
 * system can keep them. `.` is skipped, and `..` refused (INVAL): who resolves paths across file
 * systems takes it out before. A path that ends with `/` names a directory.
 *
 * READ and WRITE go on where the session's offset is, and move it, if the word for the offset is
 * TAY_FILE_OWN_OFFSET; else they leave it alone. With TAY_FILE_APPEND, WRITE by the session's own
 * offset begins at the end of the file as it is then, whoever else writes. Fewer bytes than asked
 * for are written only if there is no room for more, and fewer are read at the end only.
 *
 * STAT writes a struct tay_file_stat if it is lent memory for that. If not, and a word has 64 bits,
 * the words of the answer are: 0: node, 1: size_bytes, 2: allocated_bytes, 3: modified_s, 4: kind
 * (bits 0 to 7), flags (8 to 15), links (16 to 31, 65535 for more) and block_bytes (32 to 63), 5:
 * system.
 *
 * A cookie says where READ_ENTRIES goes on: 0 at the beginning, later what it answered. What is
 * removed or made meanwhile may be told or not; everything else is told once. `.` and `..` are not
 * told.
 *
 * RENAME replaces a file by a file and an empty directory by a directory. A file or a directory
 * that is removed or replaced while sessions have it open goes when the last of them is closed.
 *
 * UNMOUNT writes all that waits and lets go of the medium, which says then that it is whole, and
 * may be taken out. Sessions stay, and all they ask for is answered by NODEV, until MOUNT: then
 * those go on whose file is still there, and what is not there any more is IO. A file system is
 * mounted when its server starts, if it can be; MOUNT tries once more, and tells why not.
 *
 * A call by a session may have a tag in word TAY_FILE_TAG_WORD: a number other than 0 that no other
 * call has. If the caller then does not get its answer, since its thread was interrupted, RECALL by
 * any session of the file system tells what that was, but for capabilities, which are gone; NOENT:
 * it has been too long ago. Only the last few calls with tags are remembered, and not over a
 * restart.
 *
 * Errors: word TAY_FILE_ERROR_WORD of an answer whose status is not TAY_OK has one of enum
 * tay_file_error, and the status is the one that goes with it. If that word is 0, the error is of
 * the call itself: see tay_call.
 *
 * A capability may also be another server's, with another protocol: kind TAY_FILE_STREAM, which
 * speaks tay/protocol/stream.h.
 */
#ifndef TAY_PROTOCOL_FILE_H
#define TAY_PROTOCOL_FILE_H

#include <tay/abi/status.h>
#include <tay/abi/trap.h>
#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The labels of its calls. None of them is one of the stream protocol. */
enum tay_file_label {
    TAY_FILE_ROOT = 0x100, /**< opens the root directory */
    TAY_FILE_OPEN,         /**< opens what a path names */
    TAY_FILE_READ,         /**< reads content */
    TAY_FILE_WRITE,        /**< writes content */
    TAY_FILE_SEEK,         /**< moves the offset of the session */
    TAY_FILE_STAT,         /**< tells what a path names */
    TAY_FILE_READ_ENTRIES, /**< tells what is in a directory */
    TAY_FILE_MAKE,         /**< makes a directory */
    TAY_FILE_REMOVE,       /**< removes a file or an empty directory */
    TAY_FILE_RENAME,       /**< gives another name */
    TAY_FILE_TRUNCATE,     /**< sets the size of a file */
    TAY_FILE_SYNC,         /**< waits for the device */
    TAY_FILE_STATISTICS,   /**< tells of the whole file system */
    TAY_FILE_SET_FLAGS,    /**< lets a session append, or not */
    TAY_FILE_SET_TIME,     /**< sets the time of the last change */
    TAY_FILE_MOUNT,        /**< begins to use the medium */
    TAY_FILE_UNMOUNT,      /**< lets go of the medium */
    TAY_FILE_RECALL,       /**< tells what another call was answered */
};

#define TAY_FILE_NAME_BYTES 255  /**< the longest name in a directory, without a NUL */
#define TAY_FILE_PATH_BYTES 1023 /**< the longest path, without a NUL */

/** In place of an offset: the session's own, which moves on. */
#define TAY_FILE_OWN_OFFSET (~(tay_word_t)0)

/** The word of a call that has its tag. */
#define TAY_FILE_TAG_WORD (TAY_WORDS - 2)

/** The word of an answer that has the error. */
#define TAY_FILE_ERROR_WORD (TAY_WORDS - 1)

/** How a file is opened: any of these together. */
#define TAY_FILE_READABLE                                                                          \
    0x01u                        /**< may be read; a directory: told of, and what is in it opened  \
                                  */
#define TAY_FILE_WRITABLE 0x02u  /**< may be written; a directory: what is below it changed */
#define TAY_FILE_APPEND 0x04u    /**< each WRITE by its own offset begins at the end */
#define TAY_FILE_CREATE 0x08u    /**< a file is made if there is nothing of that name */
#define TAY_FILE_EXCLUSIVE 0x10u /**< with CREATE: EXIST if there is something */
#define TAY_FILE_TRUNCATED 0x20u /**< a file is empty afterwards; wants WRITABLE */
#define TAY_FILE_AS_DIRECTORY                                                                      \
    0x40u /**< NOTDIR if it is none; a directory wants it with WRITABLE                            \
           */
#define TAY_FILE_INHERIT                                                                           \
    0x80u /**< a directory: READABLE, and WRITABLE if the one it is opened by is */
#define TAY_FILE_FLAGS_ALL 0xffu /**< all there are */

/** What something is. */
enum tay_file_kind {
    TAY_FILE_REGULAR = 1,   /**< a file with content */
    TAY_FILE_DIRECTORY = 2, /**< has names of others in it */
    TAY_FILE_DEVICE = 3,    /**< has no size and no offset that means anything */
    TAY_FILE_STREAM = 4,    /**< opened, it is a session of the stream protocol, or its endpoint */
};

/** From where SEEK counts. */
enum tay_file_whence {
    TAY_FILE_FROM_START = 0, /**< from the file's start */
    TAY_FILE_FROM_HERE = 1,  /**< from where the session's offset is */
    TAY_FILE_FROM_END = 2,   /**< from the file's end */
};

/** The errors: X(NAME, value, status that goes with it, sentence). Each is the errno of that name,
 * with an E before it. */
#define TAY_FILE_ERRORS(X)                                                                         \
    X(NOENT, 1, TAY_ENOENT, "there is nothing of that name")                                       \
    X(EXIST, 2, TAY_ESTATE, "there is something of that name already")                             \
    X(NOTDIR, 3, TAY_ETYPE, "it is no directory, or a name on the way to it is none")              \
    X(ISDIR, 4, TAY_ETYPE, "it is a directory")                                                    \
    X(NOTEMPTY, 5, TAY_ESTATE, "the directory is not empty")                                       \
    X(ROFS, 6, TAY_ERIGHT, "nothing can be changed there")                                         \
    X(NOSPC, 7, TAY_EFULL, "the file system is full")                                              \
    X(NAMETOOLONG, 8, TAY_EINVAL, "a name or the path is too long")                                \
    X(FBIG, 9, TAY_EINVAL, "a file cannot be that large")                                          \
    X(XDEV, 10, TAY_EINVAL, "the two lie in different file systems")                               \
    X(INVAL, 11, TAY_EINVAL, "a word, a flag or a name makes no sense there")                      \
    X(BADF, 12, TAY_ERIGHT, "the session was not opened for that")                                 \
    X(ACCES, 13, TAY_ERIGHT, "the file may not be opened so")                                      \
    X(BUSY, 14, TAY_ESTATE, "it is in use in a way that forbids it")                               \
    X(NFILE, 15, TAY_EAGAIN, "the server has too many open files")                                 \
    X(NOMEM, 16, TAY_ENOMEM, "the caller's account cannot pay for the session")                    \
    X(IO, 17, TAY_EIO, "the device failed, or what it has is damaged")                             \
    X(NOTSUP, 18, TAY_ENOSYS, "this file system cannot do that")                                   \
    X(FAULT, 19, TAY_EFAULT, "memory that was lent is not there")                                  \
    X(NOTTY, 20, TAY_ETYPE, "it is no terminal")                                                   \
    X(SPIPE, 21, TAY_ETYPE, "it has no offset")                                                    \
    X(MFILE, 22, TAY_EFULL, "the caller's table has no room for the session")                      \
    X(NODEV, 23, TAY_EIO, "nobody serves this file system")                                        \
    X(INTR, 24, TAY_ECANCELED, "the wait was cancelled")

/** An error of the file protocol; TAY_FILE_OK: there is none, or it is of the call itself. */
enum tay_file_error {
    TAY_FILE_OK = 0, /**< there is none, or it is of the call itself */
/** A member of the enumeration; undefined behind it. */
#define TAY_FILE_X(name, value, status, sentence) TAY_FILE_E##name = (value),
    TAY_FILE_ERRORS(TAY_FILE_X)
#undef TAY_FILE_X
};

/** What STAT tells. */
struct tay_file_stat {
    uint64_t node;            /**< its number: no other file of this file system has it */
    uint64_t size_bytes;      /**< of its content; a directory: 0 */
    uint64_t allocated_bytes; /**< that it takes */
    int64_t modified_s;       /**< seconds since 1970, UTC */
    uint32_t kind;            /**< of enum tay_file_kind */
    uint32_t links;           /**< names that it has; 0: it was removed */
    uint32_t block_bytes;     /**< pieces of this size are best */
    uint32_t flags;           /**< those that it was opened with, or would be, at most */
    uint64_t system;          /**< the number of the file system: no other that runs has it */
};

/** One entry that READ_ENTRIES tells; the next one follows at the next multiple of 8 bytes. */
struct tay_file_entry {
    uint64_t node;       /**< as in struct tay_file_stat */
    uint64_t cookie;     /**< where READ_ENTRIES goes on behind this one */
    uint16_t kind;       /**< of enum tay_file_kind */
    uint16_t name_bytes; /**< of the name, without a NUL */
    char name[4];        /**< the first bytes of the name; more follow */
};

/** Where the name of an entry begins. */
#define TAY_FILE_ENTRY_NAME_AT 20

/** The bytes that an entry takes. */
#define TAY_FILE_ENTRY_BYTES(name_bytes)                                                           \
    ((TAY_FILE_ENTRY_NAME_AT + (size_t)(name_bytes) + 7) & ~(size_t)7)

/** The room in which any entry fits. */
#define TAY_FILE_ENTRY_BYTES_MAX TAY_FILE_ENTRY_BYTES(TAY_FILE_NAME_BYTES)

/** What STATISTICS tells. */
struct tay_file_statistics {
    uint64_t total_bytes; /**< for content */
    uint64_t free_bytes;  /**< that are not in use */
    uint64_t files;       /**< files and directories; 0: not counted */
    uint32_t block_bytes; /**< what is used in one piece */
    uint32_t name_bytes;  /**< the longest name */
    uint32_t read_only;   /**< 1: nothing can be changed, by no session */
    uint32_t open_files;  /**< sessions */
    char type[16];        /**< what kind of file system, NUL-terminated */
};

/** What OPEN gives. */
struct tay_file_opened {
    tay_cap_t session;       /**< the caller's to close */
    enum tay_file_kind kind; /**< what it is */
    uint64_t size_bytes;     /**< as it was when it was opened */
};

/**
 * What an error means, as part of a sentence.
 *
 * @param error any value
 * @return NUL-terminated, valid for ever; "unknown error" for what the list has not
 */
const char *tay_file_error_text(enum tay_file_error error);

/**
 * The status that goes with an error.
 *
 * @param error any value
 * @return TAY_OK for TAY_FILE_OK; TAY_EIO for what the list has not
 */
enum tay_status tay_file_error_status(enum tay_file_error error);

/*
 * All functions below block. Besides what stands there each may return what is of the call itself:
 * TAY_FILE_ENODEV: nobody answers, and nothing was done; TAY_FILE_EBADF: no such handle, or it is
 * no session of a server; TAY_FILE_ENOTSUP: it is one of another protocol; TAY_FILE_EINTR: the wait
 * was cancelled; TAY_FILE_EIO: the server ended in the middle of it, or the device failed. Those
 * with a path: TAY_FILE_ENOENT, TAY_FILE_ENOTDIR: nothing, or no directory, on the way;
 * TAY_FILE_ENAMETOOLONG; TAY_FILE_EINVAL: a name that cannot be. Those that change something:
 * TAY_FILE_EROFS: nothing may be changed there; TAY_FILE_ENOSPC: the file system is full.
 */

/**
 * Opens a file system's root directory. The caller's account pays for the session.
 *
 * @param endpoint of the file system, right SEND
 * @param flags TAY_FILE_READABLE, and TAY_FILE_WRITABLE if anything is to be changed below
 * @param opened_out written on TAY_FILE_OK
 * @return TAY_FILE_OK; TAY_FILE_EINVAL: other flags; TAY_FILE_ENFILE: the server has no place for
 * it; TAY_FILE_ENOMEM: the account cannot pay; TAY_FILE_EMFILE: the caller's table is full
 */
TAY_MUST_CHECK enum tay_file_error tay_file_root(tay_cap_t endpoint, unsigned flags,
                                                 struct tay_file_opened *opened_out);

/**
 * Opens what a path names. The caller's account pays for the session.
 *
 * @param directory a session
 * @param path need not be NUL-terminated
 * @param path_bytes its length; 0: what the session itself has open
 * @param flags of TAY_FILE_FLAGS_ALL
 * @param opened_out written on TAY_FILE_OK
 * @return TAY_FILE_OK; TAY_FILE_EEXIST: EXCLUSIVE, and it is there; TAY_FILE_EISDIR: a directory
 * that is to be written, or a file with a slash that is to be made; TAY_FILE_EACCES: the session
 *         may not be read; TAY_FILE_EINVAL: flags that make no sense together; and as tay_file_root
 */
TAY_MUST_CHECK enum tay_file_error tay_file_open(tay_cap_t directory, const char *path,
                                                 size_t path_bytes, unsigned flags,
                                                 struct tay_file_opened *opened_out);

/**
 * Reads.
 *
 * @param file a session
 * @param offset in bytes from the start, or TAY_FILE_OWN_OFFSET
 * @param to written
 * @param length_bytes any; of more than 16 MiB only so much is read
 * @param done_out on TAY_FILE_OK: bytes read; 0: the end, or length 0
 * @return TAY_FILE_OK; TAY_FILE_EBADF: not open for reading; TAY_FILE_EISDIR: a directory;
 *         TAY_FILE_EFAULT: memory that is not there; TAY_FILE_EINVAL: an offset above INT64_MAX
 */
TAY_MUST_CHECK enum tay_file_error tay_file_read(tay_cap_t file, tay_word_t offset, void *to,
                                                 size_t length_bytes, size_t *done_out);

/**
 * Writes.
 *
 * @param file a session
 * @param offset in bytes from the start, or TAY_FILE_OWN_OFFSET
 * @param from read
 * @param length_bytes any; of more than 16 MiB only so much is written
 * @param done_out on TAY_FILE_OK: bytes written; less than asked for: there was no room for more
 * @return TAY_FILE_OK; TAY_FILE_EBADF: not open for writing; TAY_FILE_EFBIG: it would be too large;
 *         and as tay_file_read
 */
TAY_MUST_CHECK enum tay_file_error tay_file_write(tay_cap_t file, tay_word_t offset,
                                                  const void *from, size_t length_bytes,
                                                  size_t *done_out);

/**
 * Moves the session's offset. It may lie behind the end.
 *
 * @param file a session
 * @param distance in bytes
 * @param whence what it counts from
 * @param offset_out on TAY_FILE_OK: the new offset, in bytes from the start
 * @return TAY_FILE_OK; TAY_FILE_EINVAL: before the start; TAY_FILE_ESPIPE: it has no offset
 */
TAY_MUST_CHECK enum tay_file_error tay_file_seek(tay_cap_t file, int64_t distance,
                                                 enum tay_file_whence whence, uint64_t *offset_out);

/**
 * Tells what a path names.
 *
 * @param session a session
 * @param path need not be NUL-terminated
 * @param path_bytes its length; 0: what the session itself has open
 * @param stat_out written on TAY_FILE_OK
 * @return TAY_FILE_OK, or an error of the path
 */
TAY_MUST_CHECK enum tay_file_error tay_file_stat(tay_cap_t session, const char *path,
                                                 size_t path_bytes, struct tay_file_stat *stat_out);

/**
 * Reads entries of a directory.
 *
 * @param directory a session
 * @param cookie in: where to begin, 0: at the first; out, on TAY_FILE_OK: where to go on
 * @param entries written: struct tay_file_entry, each at a multiple of 8 bytes
 * @param room_bytes at least TAY_FILE_ENTRY_BYTES_MAX
 * @param done_out on TAY_FILE_OK: bytes written; 0: there are no more
 * @return TAY_FILE_OK; TAY_FILE_ENOTDIR: it is none; TAY_FILE_EBADF: not open for reading;
 *         TAY_FILE_EINVAL: too little room
 */
TAY_MUST_CHECK enum tay_file_error tay_file_read_entries(tay_cap_t directory, uint64_t *cookie,
                                                         void *entries, size_t room_bytes,
                                                         size_t *done_out);

/**
 * Makes a directory.
 *
 * @param directory a session
 * @param path need not be NUL-terminated
 * @param path_bytes its length
 * @return TAY_FILE_OK; TAY_FILE_EEXIST: something of that name is there
 */
TAY_MUST_CHECK enum tay_file_error tay_file_make(tay_cap_t directory, const char *path,
                                                 size_t path_bytes);

/**
 * Removes a file or an empty directory.
 *
 * @param directory a session
 * @param path need not be NUL-terminated
 * @param path_bytes its length
 * @param kind TAY_FILE_REGULAR: whatever is no directory; TAY_FILE_DIRECTORY
 * @return TAY_FILE_OK; TAY_FILE_EISDIR, TAY_FILE_ENOTDIR: it is of the other kind;
 *         TAY_FILE_ENOTEMPTY; TAY_FILE_EBUSY: the session's own directory
 */
TAY_MUST_CHECK enum tay_file_error tay_file_remove(tay_cap_t directory, const char *path,
                                                   size_t path_bytes, enum tay_file_kind kind);

/**
 * Renames, and replaces what has the new name.
 *
 * @param directory a session; both paths are below it
 * @param old_path need not be NUL-terminated
 * @param old_bytes its length
 * @param new_path need not be NUL-terminated
 * @param new_bytes its length
 * @return TAY_FILE_OK; TAY_FILE_EISDIR, TAY_FILE_ENOTDIR: a file and a directory;
 *         TAY_FILE_ENOTEMPTY; TAY_FILE_EINVAL: a directory into itself; TAY_FILE_EBUSY: the
 * session's own directory
 */
TAY_MUST_CHECK enum tay_file_error tay_file_rename(tay_cap_t directory, const char *old_path,
                                                   size_t old_bytes, const char *new_path,
                                                   size_t new_bytes);

/**
 * Sets a file's size; what is new is zero.
 *
 * @param file a session
 * @param size_bytes the size
 * @return TAY_FILE_OK; TAY_FILE_EBADF: not open for writing; TAY_FILE_EISDIR, TAY_FILE_EINVAL: it
 * is no file with content; TAY_FILE_EFBIG
 */
TAY_MUST_CHECK enum tay_file_error tay_file_truncate(tay_cap_t file, uint64_t size_bytes);

/**
 * Waits until the device has everything that was written to the file system.
 *
 * @param session a session
 * @return TAY_FILE_OK, or what is of the call or the device
 */
TAY_MUST_CHECK enum tay_file_error tay_file_sync(tay_cap_t session);

/**
 * Tells of the whole file system.
 *
 * @param session a session
 * @param statistics_out written on TAY_FILE_OK
 * @return TAY_FILE_OK, or what is of the call or the device
 */
TAY_MUST_CHECK enum tay_file_error tay_file_statistics(tay_cap_t session,
                                                       struct tay_file_statistics *statistics_out);

/**
 * Sets whether the session appends.
 *
 * @param file a session
 * @param flags TAY_FILE_APPEND or 0
 * @return TAY_FILE_OK; TAY_FILE_EINVAL: other flags, or a directory
 */
TAY_MUST_CHECK enum tay_file_error tay_file_set_flags(tay_cap_t file, unsigned flags);

/**
 * Sets the time of the last change.
 *
 * @param file a session
 * @param modified_s seconds since 1970, UTC
 * @return TAY_FILE_OK; TAY_FILE_EBADF: not open for writing
 */
TAY_MUST_CHECK enum tay_file_error tay_file_set_time(tay_cap_t file, int64_t modified_s);

/**
 * Begins to use the medium.
 *
 * @param endpoint of the file system, right SEND
 * @return TAY_FILE_OK: it is mounted, or was; TAY_FILE_ENODEV: there is no medium, or no file
 *         system on it that can be used; TAY_FILE_EIO: the medium failed; TAY_FILE_ENOTSUP: this
 *         file system is always there
 */
TAY_MUST_CHECK enum tay_file_error tay_file_mount(tay_cap_t endpoint);

/**
 * Writes all that waits and lets go of the medium.
 *
 * @param endpoint of the file system, right SEND
 * @param is_forced even if files are open, or directories other than the root
 * @return TAY_FILE_OK: the medium is whole, or none was in use; TAY_FILE_EBUSY: something is open,
 *         and nothing was done; TAY_FILE_EIO: the medium failed: it is not in use any more, and
 *         what waited is lost, or is not whole; TAY_FILE_ENOTSUP: as tay_file_mount
 */
TAY_MUST_CHECK enum tay_file_error tay_file_unmount(tay_cap_t endpoint, bool is_forced);

#ifdef __cplusplus
}
#endif

#endif
