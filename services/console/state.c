/* SPDX-License-Identifier: MIT */
/*
 * The state. Invariant: whatever lay in the memory, every count and index in it is in range once
 * state_open has returned. What it says may be wrong, such as the text of a line that the last
 * instance was about to change when it died.
 */
#include "state.h"

#include <string.h>

#define MAGIC 0x736e6f63u /* "cons", little-endian */
#define COLUMNS 80u
#define ROWS 24u
#define MODES                                                                                      \
    (TAY_STREAM_COOKED | TAY_STREAM_ECHO | TAY_STREAM_SIGNALS | TAY_STREAM_NEWLINES |              \
     TAY_STREAM_MODE_KEPT)

static struct state spare;
static struct state *opened = &spare;

static bool size_is_sound(const struct state *state)
{
    return state->columns >= TAY_STREAM_COLUMNS_MIN && state->columns <= TAY_STREAM_COLUMNS_MAX &&
           state->rows >= 1 && state->rows <= TAY_STREAM_ROWS_MAX;
}

bool state_mode_exists(uint64_t mode)
{
    return (mode & ~(uint64_t)MODES) == 0;
}

static bool modes_are_sound(const struct state *state)
{
    for (unsigned i = 0; i < STATE_SESSIONS; i++) {
        if (!state_mode_exists(state->session[i].mode)) {
            return false;
        }
    }
    return state_mode_exists(state->mode);
}

static bool is_sound(const struct state *state)
{
    return state->magic == MAGIC && state->bytes == sizeof *state && size_is_sound(state) &&
           modes_are_sound(state) && editor_is_sound(&state->editor) &&
           typed_is_sound(&state->typed) && prompt_is_sound(&state->prompt);
}

/* Others have written since; a prompt, or a line that was begun, is to be shown again below. */
static void resume(struct state *state)
{
    if (state->prompt.column != 0 || state->editor.line.length_bytes > 0) {
        prompt_keep(&state->prompt);
        state->prompt.column = 1;
        state->prompt.line.owner = PROMPT_NOBODY;
    }
}

void state_open(void *memory, size_t length_bytes)
{
    opened = memory != NULL && length_bytes >= sizeof *opened ? memory : &spare;
    if (is_sound(opened)) {
        resume(opened);
        return;
    }
    memset(opened, 0, sizeof *opened);
    opened->magic = MAGIC;
    opened->bytes = sizeof *opened;
    opened->mode = STATE_MODE_AT_FIRST;
    opened->columns = COLUMNS;
    opened->rows = ROWS;
}

struct state *state(void)
{
    return opened;
}
