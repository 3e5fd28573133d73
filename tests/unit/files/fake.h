/* SPDX-License-Identifier: MIT */
/*
 * A client of a file system's server, and the kernel between them, on the host.
 */
#ifndef FILES_FAKE_H
#define FILES_FAKE_H

#include <tay/file_server.h>

/* What a call of the client is, and behind it the answer. */
struct fake_call {
    uint64_t session; /* 0: by the endpoint */
    unsigned label;
    tay_word_t word[TAY_WORDS];
    const void *read; /* lent */
    size_t read_bytes;
    void *write; /* lent */
    size_t write_bytes;
    /* The answer. */
    enum tay_status status;
    enum tay_file_error error;
    uint64_t opened; /* the badge of the session in it; 0: there is none */
};

/* What fails next. */
struct fake_faults {
    enum tay_status mint;  /* TAY_OK: nothing */
    size_t lent_bytes_max; /* copies beyond it fail; 0: none does */
};

extern struct fake_faults fake_faults;

/* Sessions that are minted, and neither closed nor told to be. */
extern unsigned fake_open_sessions;

/* Calls, and checks that the status goes with the error. */
enum tay_file_error fake_ask(struct tay_file_system *system, struct fake_call *call);

/* As fake_ask, with a path, and two words behind its length. */
enum tay_file_error fake_ask_path(struct tay_file_system *system, uint64_t session, unsigned label,
                                  const char *path, tay_word_t word);

/* Opens a path; 0: it failed, and *error_out says why. */
uint64_t fake_open(struct tay_file_system *system, uint64_t session, const char *path,
                   unsigned flags, enum tay_file_error *error_out);

/* Opens the root directory. */
uint64_t fake_root(struct tay_file_system *system, unsigned flags);

/* Closes the last capability to a session. */
void fake_close(struct tay_file_system *system, uint64_t session);

#endif
