/* SPDX-License-Identifier: MIT */
/** @file
 * The vfs protocol: one name space of several file systems, and pipes.
 *
 * The vfs server knows which file system is mounted where. It does not open files: it says which
 * file system a path leads to, and hands out that one's root session, by which the client goes on
 * itself (tay/protocol/file.h). A client keeps the roots that it has, so that opening takes a call
 * here and one there, and everything else is between it and the file system.
 *
 * The server keeps nothing for a client. What a client may do is in the capability by which it
 * calls: by one that may not change anything it gets roots by which nothing can be changed.
 *
 *     label             words in                     lends        words out
 *     TAY_VFS_OPEN      0: flags                     -            0: session (a capability)
 *     TAY_VFS_RESOLVE   0: length of the path        path         0: mount, 1: bytes of its path
 *     TAY_VFS_ROOT      0: mount, 1: 1: the root     -            0: root session (a capability)
 *                       that was given is dead
 *     TAY_VFS_MOUNT_AT  0: index from 0              for writing  -
 *     TAY_VFS_PIPE      -                            -            0, 1: sessions (capabilities): to
 *                                                                 read and to write
 *     TAY_VFS_TABLE     -                            -            0: memory (a capability)
 *
 * By the endpoint `mounts` of the same server, and by no other, what is mounted is changed; so only
 * those can do it whose manifest names that one:
 *
 *     TAY_VFS_MOUNT     0: flags, 1: endpoint (a     both         0: mount
 *                       capability) or 0,
 *                       2, 3: lengths
 *     TAY_VFS_UNMOUNT   0: flags, 2: length          path         -
 *
 * MOUNT lends the path and right behind it the name of the file system: a capability of the
 * server's own manifest, or one under which an endpoint was handed over before. With an endpoint,
 * right SEND, that one has the name from then on. MOUNT and UNMOUNT take as long as the file system
 * takes to open or to write out what it has; meanwhile the others are answered.
 *
 * TABLE hands out the mount table itself, to be looked at but not changed: who resolves many paths
 * maps it, and need not ask. A server whose table does not outlive it has none to hand out
 * (NOTSUP).
 *
 * A path is absolute and normal: `/`, or names with one `/` before each, none of them `.` or `..`
 * (tay_path_join makes it so). What follows behind the bytes of the mount's path is for the file
 * system. The number of a mount is its own for ever, also over a restart of the server, which
 * mounts again what it had, but for endpoints that were handed over.
 *
 * The flags of OPEN are TAY_FILE_READABLE and TAY_FILE_WRITABLE; the new session may do no more
 * than the capability that is called.
 *
 * The ends of a pipe speak tay/protocol/stream.h: READ by the one waits until there is something,
 * or answers 0 once the other is closed by all who had it; WRITE by the other waits until all has a
 * place, what is up to TAY_VFS_PIPE_BYTES being put in as one piece, and gets TAY_EPEER once nobody
 * has the end to read from. They also know DRAIN, READY and SET_FLAGS. TAY_FILE_STAT by an end
 * answers kind TAY_FILE_STREAM, and as flags which end it is.
 *
 * Errors are those of the file protocol, in the same word. TAY_FILE_ENODEV: no file system answers
 * there; TAY_FILE_ENFILE: too many pipes.
 */
#ifndef TAY_PROTOCOL_VFS_H
#define TAY_PROTOCOL_VFS_H

#include <tay/protocol/file.h>
#include <tay/startup.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The labels of its calls. None of them is one of the file or the stream protocol. */
enum tay_vfs_label {
    TAY_VFS_OPEN = 0x200, /**< opens a session that may do less */
    TAY_VFS_RESOLVE,      /**< tells which mount a path leads to */
    TAY_VFS_ROOT,         /**< hands out the root of a mount */
    TAY_VFS_MOUNT_AT,     /**< tells of a mount */
    TAY_VFS_PIPE,         /**< makes a pipe */
    TAY_VFS_MOUNT,        /**< mounts a file system */
    TAY_VFS_UNMOUNT,      /**< unmounts one */
    TAY_VFS_TABLE,        /**< hands out the mount table */
};

/** What a pipe holds, and what is put into it as one piece. */
#define TAY_VFS_PIPE_BYTES 65536

/** The longest path at which something is mounted, without a NUL; each name in it has at most
 * TAY_VFS_MOUNT_NAME_BYTES. */
#define TAY_VFS_MOUNT_PATH_BYTES 207

/** The longest name of a directory at which something is mounted, or above it. */
#define TAY_VFS_MOUNT_NAME_BYTES 63

/** Flag of a mount: nothing can be changed by what is opened there. */
#define TAY_VFS_READ_ONLY 0x1u

/** Flag of UNMOUNT: even if files are open there, by whose sessions nothing is answered then. */
#define TAY_VFS_FORCE 0x1u

/** A mount. */
struct tay_vfs_mount {
    uint64_t number;                         /**< its own; 0: the name space's own tree, at "/" */
    uint32_t flags;                          /**< TAY_VFS_READ_ONLY */
    uint32_t path_bytes;                     /**< the length of its path; 0: the root */
    char name[TAY_STARTUP_NAME_BYTES];       /**< of the file system, NUL-terminated */
    char path[TAY_VFS_MOUNT_PATH_BYTES + 1]; /**< normal, NUL-terminated; "": the root */
};

/** How many mounts there can be, with the name space's own tree. */
#define TAY_VFS_MOUNTS_MAX 16

/** What is mounted, as TAY_VFS_TABLE shows it. */
struct tay_vfs_table {
    uint64_t changes; /**< counts; odd: it is being changed, and must not be relied on */
    uint64_t places;  /**< of `mount`, that may be in use */
    /** The first is the name space's own tree; of the others number 0 is a free place. */
    struct tay_vfs_mount mount[TAY_VFS_MOUNTS_MAX];
};

/** Where a path leads. */
struct tay_vfs_place {
    uint64_t mount;    /**< the number of the mount */
    size_t path_bytes; /**< of the mount's path: what the path begins with */
};

/**
 * Opens a session that may do less.
 *
 * @param vfs an endpoint or a session of the vfs server, right SEND
 * @param flags TAY_FILE_READABLE, TAY_FILE_WRITABLE
 * @param session_out written on TAY_FILE_OK; the caller's account pays
 * @return TAY_FILE_OK; TAY_FILE_EROFS: `vfs` may do no more itself; TAY_FILE_EINVAL: other flags;
 *         TAY_FILE_ENOMEM, TAY_FILE_ENFILE, TAY_FILE_EMFILE: no session; or, as all functions here,
 *         what is of the call itself: see tay/protocol/file.h
 * @note Blocks, as all functions here.
 */
TAY_MUST_CHECK enum tay_file_error tay_vfs_open(tay_cap_t vfs, unsigned flags,
                                                tay_cap_t *session_out);

/**
 * Asks where a path leads.
 *
 * @param vfs an endpoint or a session of the vfs server, right SEND
 * @param path absolute and normal; need not be NUL-terminated
 * @param path_bytes its length
 * @param place_out written on TAY_FILE_OK
 * @return TAY_FILE_OK; TAY_FILE_EINVAL: it is not normal; TAY_FILE_ENAMETOOLONG
 */
TAY_MUST_CHECK enum tay_file_error tay_vfs_resolve(tay_cap_t vfs, const char *path,
                                                   size_t path_bytes,
                                                   struct tay_vfs_place *place_out);

/**
 * Asks for the root of a mount.
 *
 * @param vfs an endpoint or a session of the vfs server, right SEND
 * @param mount its number
 * @param is_dead the root that was given before does not answer any more
 * @param root_out written on TAY_FILE_OK; the caller's to close
 * @return TAY_FILE_OK; TAY_FILE_ENOENT: there is no such mount; TAY_FILE_ENODEV: no file system
 *         answers; TAY_FILE_EMFILE: the caller's table is full
 */
TAY_MUST_CHECK enum tay_file_error tay_vfs_root(tay_cap_t vfs, uint64_t mount, bool is_dead,
                                                tay_cap_t *root_out);

/**
 * Tells of a mount.
 *
 * @param vfs an endpoint or a session of the vfs server, right SEND
 * @param index from 0: the name space's own tree; the others in no order
 * @param mount_out written on TAY_FILE_OK
 * @return TAY_FILE_OK; TAY_FILE_ENOENT: there are no more
 */
TAY_MUST_CHECK enum tay_file_error tay_vfs_mount_at(tay_cap_t vfs, unsigned index,
                                                    struct tay_vfs_mount *mount_out);

/**
 * Mounts a file system. It is asked for its root directory, so that one that cannot be read is
 * refused.
 *
 * @param mounts the endpoint `mounts` of the vfs server, right SEND
 * @param path where: absolute and normal, without a slash at its end; NUL-terminated. It need not
 *             be there. What lies there, and below, is hidden, but for other mounts.
 * @param name of the file system, NUL-terminated: 1 to TAY_STARTUP_NAME_BYTES - 1
 * @param endpoint rights SEND and GRANT, which stays the caller's; TAY_CAP_NULL: the server knows
 *                 it by the name
 * @param flags TAY_VFS_READ_ONLY or 0
 * @return TAY_FILE_OK; TAY_FILE_EINVAL: path, name or flags; TAY_FILE_ENAMETOOLONG;
 *         TAY_FILE_EBUSY: something is mounted at the path, or the name is mounted elsewhere;
 *         TAY_FILE_ENODEV: no file system is known by the name, or none answers;
 *         TAY_FILE_ENFILE: there are too many mounts, names, or directories to mount at; or what
 *         the file system says
 */
TAY_MUST_CHECK enum tay_file_error tay_vfs_mount(tay_cap_t mounts, const char *path,
                                                 const char *name, tay_cap_t endpoint,
                                                 unsigned flags);

/**
 * Unmounts a file system, which writes out what it has and says so on its device.
 *
 * @param mounts the endpoint `mounts` of the vfs server, right SEND
 * @param path as it was mounted, NUL-terminated
 * @param flags TAY_VFS_FORCE or 0
 * @return TAY_FILE_OK; TAY_FILE_EINVAL: nothing is mounted there, or other flags;
 *         TAY_FILE_ENAMETOOLONG; TAY_FILE_EBUSY: files or directories are open there, and FORCE was
 *         not said, or it is the name space's own tree; and, with nothing mounted there any more,
 *         TAY_FILE_EIO: not all could be written
 */
TAY_MUST_CHECK enum tay_file_error tay_vfs_unmount(tay_cap_t mounts, const char *path,
                                                   unsigned flags);

/**
 * Asks for the mount table.
 *
 * @param vfs an endpoint or a session of the vfs server, right SEND
 * @param memory_out on TAY_FILE_OK: at least a struct tay_vfs_table, to be mapped for reading; the
 *        caller's to close, which leaves the mapping. It is the table for as long as there is one,
 *        whatever becomes of the server
 * @return TAY_FILE_OK; TAY_FILE_ENOTSUP: the server has none to show; TAY_FILE_EMFILE
 * @note Blocks until the server answers.
 */
TAY_MUST_CHECK enum tay_file_error tay_vfs_table(tay_cap_t vfs, tay_cap_t *memory_out);

/**
 * Looks up where a path leads, as TAY_VFS_RESOLVE answers it. Portable, and asks nobody.
 *
 * @param table as it is mapped; others may change it meanwhile
 * @param path absolute and normal; need not be NUL-terminated
 * @param path_bytes its length
 * @param place_out written if it was found
 * @return false: it was being changed, or makes no sense: to be asked
 */
bool tay_vfs_look_up(const struct tay_vfs_table *table, const char *path, size_t path_bytes,
                     struct tay_vfs_place *place_out);

/**
 * Makes a pipe. The caller's account pays for its ends.
 *
 * @param vfs an endpoint or a session of the vfs server, right SEND
 * @param reader_out on TAY_FILE_OK: the end to read from, the caller's to close
 * @param writer_out on TAY_FILE_OK: the end to write to, the caller's to close
 * @return TAY_FILE_OK; TAY_FILE_ENFILE: there are too many pipes; TAY_FILE_ENOMEM: the account
 * cannot pay; TAY_FILE_EMFILE: the caller's table is full
 */
TAY_MUST_CHECK enum tay_file_error tay_vfs_pipe(tay_cap_t vfs, tay_cap_t *reader_out,
                                                tay_cap_t *writer_out);

/**
 * Makes an absolute, normal path. Portable, and asks nobody.
 *
 * `.` and what is double goes, and `..` takes the name before it away, which is what it means where
 * there are no symbolic links; at the root it stays there. A `/` at the end stays.
 *
 * @param base an absolute, normal path, which a relative one counts from
 * @param path NUL-terminated, not empty
 * @param joined_out written, NUL-terminated
 * @param bytes_out written on TAY_FILE_OK: its length without the NUL
 * @return TAY_FILE_OK; TAY_FILE_ENOENT: an empty path; TAY_FILE_ENAMETOOLONG: the path or a name in
 *         it is, or what comes out
 */
TAY_MUST_CHECK enum tay_file_error tay_path_join(const char *base, const char *path,
                                                 char joined_out[TAY_FILE_PATH_BYTES + 1],
                                                 size_t *bytes_out);

/**
 * Whether a path is absolute and normal, but for a slash at the end.
 *
 * @param path need not be NUL-terminated
 * @param path_bytes its length
 * @return whether it is, and not longer than TAY_FILE_PATH_BYTES
 */
bool tay_path_is_normal(const char *path, size_t path_bytes);

#ifdef __cplusplus
}
#endif

#endif
