/* SPDX-License-Identifier: MIT */
/** @file
 * Reading a manifest: the text that says what a program runs with.
 *
 * Portable and free of allocation: the same code checks a manifest when the image is built and
 * reads it when init starts the program. A program gets exactly the capabilities that its manifest
 * names.
 *
 * One `key = value` a line; `#` at the start of a line or behind a space begins a comment. Text is
 * printable ASCII. Sizes are bytes, or with K or M behind them KiB or MiB, in whole pages of 4 KiB.
 *
 *     program = counter         file bin/counter of the archive; the only key that must be there
 *     account = 256K            budget for everything that the program has; 256K if left out
 *     slots = 64                of its capability table: a power of two, 64 to 4096; 64
 *     priority = 10             of its first thread, and the highest of any; 0 to 63; 10
 *     stack = 16K               of its first thread; up to 1M; 16K
 *     core = any                the core, from 0 up, that its first thread is pinned to; any.
 *                               If no such core runs, init says so, and pins it to none
 *     restart = never           is it started again when it has ended: never, always, or fault:
 *                               if it did not exit by itself; never
 *     delay = 100               before that, in ms, up to 10000; see below; 100
 *     limit = 10                ends soon after its start, one after another, with the last of
 *                               which it is given up: 1 to 1000, none; see below; 10
 *     heartbeat = 500           it shows at least once in this time, in ms up to 60000, that it
 *                               lives, or is destroyed; see below; no such time
 *     ready = 2000              it says that it is ready this soon after its start, in ms up to
 *                               60000, or is destroyed; see below; it is ready with its start
 *     sessions = renew          of what it serves, when it is started again: renew ends them,
 *                               keep lets them go on, for a server that remembers them; renew
 *     end = unmount             at the machine's end what it serves gets TAY_FILE_UNMOUNT
 *                               (tay/protocol/file.h), so that its medium is whole
 *     trusted = dma           it may use memory for DMA, and a channel of a DMA controller: that
 *                             reaches all memory, so this program is trusted with it
 *     serve = name              it answers the calls on this name: a capability of that name,
 *                               to an endpoint, with the right receive; may be repeated
 *     bind = device             it drives this device of the board, and gets what that takes:
 *                               tay/device.h; may be repeated
 *     argument = text           one more string for main; may be repeated
 *     environment = NAME=value  a variable of its environment; may be repeated
 *     cap name = what : rights  a capability that it finds under this name; may be repeated
 *
 * What a capability is of, each with rights out of those that tay/abi/object.def names for it
 * (read, write, execute, send, receive, grant, manage):
 *
 *     log                     the kernel log
 *     system                  the machine
 *     irq_control             the right to make irq objects
 *     device_range n          the n-th range of device addresses, from 0
 *     memory name size        zero-filled memory
 *     notification name
 *     endpoint name
 *     service name            the endpoint of the program that serves this name
 *     notification            one of the program's own
 *     device n offset size    the registers in this part of the n-th range: memory
 *     dma n offset size       memory for DMA: this part of the n-th range, which is RAM for that
 *     irq line bell bit       the interrupt line, which sets this bit (0 to 31) of `bell`, a
 *                             notification that the manifest names before
 *     process name            the process of the program with this manifest, as it runs when this
 *                             one starts
 *     state size              zero-filled memory of this program alone, that outlives its restarts
 *     account                 the program's own, which pays for what it has: manage and grant for
 *                             a program that starts others by proc (tay/protocol/proc.h)
 *     archive                 the boot archive (tay/archive.h): memory that all who name it share,
 *                             with no rights but read and grant
 *     supervisor              a session of init (tay/protocol/supervisor.h): read to look at
 *                             services, manage to stop and start them, write for all that init may
 *
 * What has a name of its own is made by init, which pays for it; whoever uses the same name has the
 * same object, in whatever program. It outlives the programs. What has none is made anew with each
 * start, but for the state, which is paid for besides the account, as much as the manifest says.
 *
 * A program starts when what serves the names that it needs has been started, and is ready, or has
 * failed; and so has each program whose process it names. It may not need itself in this way.
 *
 * The first time that a program with `restart = always` ends within 10 s of its start, it is
 * started again at once, the second time after its delay, and then each time after twice as long,
 * up to 10 s. Whoever calls it meanwhile gets TAY_EPEER. After a life of 10 s all begins anew. With
 * half of the limit its state is cleared, for that may be what is wrong.
 *
 * `heartbeat` and `ready` give the program a capability of that name; the loop of a server uses
 * them by itself, other programs by tay/supervised.h.
 *
 * A program that serves, and has the log with the right manage, is who writes the log out: at the
 * machine's end it gets TAY_STREAM_DRAIN (tay/protocol/stream.h) on what it serves.
 *
 * Calls go down one order: a program that serves must not need, itself or through what it needs, a
 * service that needs it. tay-image refuses a circle.
 */
#ifndef TAY_MANIFEST_H
#define TAY_MANIFEST_H

#include <tay/abi/object.h>
#include <tay/abi/types.h>
#include <tay/startup.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TAY_MANIFEST_NAME_BYTES TAY_STARTUP_NAME_BYTES /**< the longest name, with its NUL */
#define TAY_MANIFEST_CAPS TAY_STARTUP_CAPS             /**< the most capabilities of a program */
#define TAY_MANIFEST_COMPATIBLE_BYTES 40               /**< the same for what a device is */
#define TAY_MANIFEST_BINDS 4                           /**< the most devices of a program */

/** Where a capability comes from. */
enum tay_manifest_origin {
    TAY_MANIFEST_MACHINE,    /**< log, system, irq_control, device_range */
    TAY_MANIFEST_SHARED,     /**< an object with a name */
    TAY_MANIFEST_SERVE,      /**< such an endpoint, to receive from */
    TAY_MANIFEST_SERVICE,    /**< such an endpoint, of another program */
    TAY_MANIFEST_OWN,        /**< a notification without a name */
    TAY_MANIFEST_DEVICE,     /**< registers */
    TAY_MANIFEST_DMA,        /**< memory for DMA */
    TAY_MANIFEST_IRQ,        /**< an interrupt line */
    TAY_MANIFEST_PROCESS,    /**< another program's process */
    TAY_MANIFEST_STATE,      /**< memory of the program's own, that outlives it */
    TAY_MANIFEST_ACCOUNT,    /**< the program's own */
    TAY_MANIFEST_ARCHIVE,    /**< the boot archive; read-only memory */
    TAY_MANIFEST_SUPERVISOR, /**< a session of init; `rights` are what it may be asked for */
    TAY_MANIFEST_HEARTBEAT,  /**< of the key: a notification; `value` has the ms */
    TAY_MANIFEST_READY,      /**< of the key: what is closed to say so; `value` has the ms */
};

/** The limit of a program that is started again however often it ends. */
#define TAY_MANIFEST_NO_LIMIT 0u

/** A capability that a program is to be given. */
struct tay_manifest_cap {
    char name[TAY_MANIFEST_NAME_BYTES];   /**< the program's name for it */
    char object[TAY_MANIFEST_NAME_BYTES]; /**< the shared object's, the irq's notification, the
                                               process's manifest, the bound device; else "" */
    enum tay_manifest_origin origin;      /**< where it comes from */
    enum tay_object type;                 /**< what it is to */
    size_t value;                         /**< memory: bytes; device_range: which; irq: the line */
    size_t range;                         /**< device, dma: of which range */
    size_t offset;                        /**< device, dma: bytes from its start; irq: the bit */
    unsigned rights;                      /**< TAY_RIGHT_* */
    unsigned line;                        /**< of the manifest, from 1 */
};

/** A device that a program drives. */
struct tay_manifest_bind {
    char device[TAY_MANIFEST_COMPATIBLE_BYTES]; /**< its name, or what it is */
    char prefix[TAY_MANIFEST_NAME_BYTES];       /**< of the capabilities' names; "": none */
    unsigned line;                              /**< of the manifest, from 1 */
};

/** Texts of a manifest, in its order. */
struct tay_manifest_texts {
    unsigned count;                        /**< how many there are */
    size_t bytes;                          /**< of text that are in use */
    char text[TAY_STARTUP_ARGUMENT_BYTES]; /**< one behind another, each with its NUL */
};

/** A manifest. */
struct tay_manifest {
    char program[TAY_MANIFEST_NAME_BYTES];          /**< its file in the archive: bin/ and this */
    unsigned program_line;                          /**< of the manifest, from 1 */
    size_t account_bytes;                           /**< its budget */
    unsigned slots;                                 /**< of its capability table */
    unsigned priority;                              /**< of its first thread, and the ceiling */
    tay_word_t core;                                /**< TAY_CORE_ANY: any */
    size_t stack_bytes;                             /**< of its first thread */
    bool restart_always;                            /**< it is started again when it has ended */
    bool restart_fault;                             /**< the same, if it did not exit by itself */
    bool end_unmounts;                              /**< it is a file system with a medium */
    bool keep_sessions;                             /**< they outlive a restart */
    bool trusted_dma;                               /**< it may command DMA, hence all memory */
    unsigned delay_ms;                              /**< before the second start again */
    unsigned limit;                                 /**< or TAY_MANIFEST_NO_LIMIT */
    unsigned heartbeat_ms;                          /**< 0: none */
    unsigned ready_ms;                              /**< 0: it is with its start */
    unsigned cap_count;                             /**< entries of cap that are in use */
    struct tay_manifest_cap cap[TAY_MANIFEST_CAPS]; /**< in the order of the manifest */
    unsigned bind_count;                            /**< entries of bind that are in use */
    struct tay_manifest_bind bind[TAY_MANIFEST_BINDS]; /**< in the order of the manifest */
    struct tay_manifest_texts arguments;               /**< the program's name not among them */
    struct tay_manifest_texts environment;             /**< NAME=value */
};

/** What is wrong, and where. */
struct tay_manifest_error {
    unsigned line;                      /**< from 1 */
    const char *reason;                 /**< a sentence without a full stop */
    char word[TAY_MANIFEST_NAME_BYTES]; /**< the text that it is about, perhaps cut; may be "" */
};

/**
 * Reads and checks a manifest.
 *
 * @param text need not be NUL-terminated
 * @param length_bytes of text
 * @param manifest_out written; of use only if true is returned
 * @param error_out written if false is returned
 * @return whether it is a manifest
 */
bool tay_manifest_parse(const char *text, size_t length_bytes, struct tay_manifest *manifest_out,
                        struct tay_manifest_error *error_out);

/**
 * Tells why two capabilities, of one manifest or two, cannot go together.
 *
 * @param a,b of manifests that tay_manifest_parse has read
 * @return NULL: they can; else a sentence without a full stop
 */
const char *tay_manifest_conflict(const struct tay_manifest_cap *a,
                                  const struct tay_manifest_cap *b);

#ifdef __cplusplus
}
#endif

#endif
