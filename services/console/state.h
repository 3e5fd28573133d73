/* SPDX-License-Identifier: MIT */
/*
 * What outlives this program, in memory that init keeps: what was typed, earlier lines, and the
 * modes of sessions.
 */
#ifndef CONSOLE_STATE_H
#define CONSOLE_STATE_H

#include "editor.h"
#include "prompt.h"
#include "typed.h"
#include <stddef.h>
#include <tay/protocol/stream.h>

#define STATE_SESSIONS 32u

/* A session that is not as sessions begin. */
struct state_session {
    uint64_t badge;    /* 0: this entry is free */
    uint32_t mode;     /* of enum tay_stream_mode, together, and TAY_STREAM_MODE_KEPT */
    uint32_t has_mode; /* 0: it has the terminal's */
    uint32_t flags;    /* of enum tay_stream_flag, together */
    uint32_t reserved;
};

struct state {
    uint32_t magic;
    uint32_t bytes; /* sizeof (struct state): another layout is another version */
    uint32_t columns;
    uint32_t rows;
    uint32_t mode; /* the terminal's */
    uint32_t reserved;
    uint64_t mode_setter; /* the session that has set it; 0: it is as at first */
    uint64_t foreground;  /* the session that read last; 0: none */
    struct state_session session[STATE_SESSIONS];
    struct editor editor;
    struct typed typed;
    struct prompt prompt;
};

/*
 * Takes over what lies there, or, if that is not sound, begins with nothing.
 *
 * memory is of that many bytes, and aligned; NULL, or too small: nothing outlives the program.
 */
void state_open(void *memory, size_t length_bytes);

/* What a terminal's mode is at first. */
#define STATE_MODE_AT_FIRST (TAY_STREAM_COOKED | TAY_STREAM_ECHO | TAY_STREAM_SIGNALS)

/* Whether a mode has no bits but those that there are. */
bool state_mode_exists(uint64_t mode);

/* What state_open has opened. */
struct state *state(void);

#endif
