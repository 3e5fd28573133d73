/* SPDX-License-Identifier: MIT */
/*
 * Manifests: the lines and the simple keys; capabilities are in manifest_cap.c, and what is done
 * when the program has ended, or shows no life, in manifest_restart.c.
 *
 * Invariant: the first thing that is wrong ends the reading; a manifest is taken as a whole or not
 * at all.
 */
#include "manifest_reader.h"

#include <string.h>

#define PAGE_BYTES 4096u
#define KIB 1024u

/* What stands when a key is left out. */
#define DEFAULT_ACCOUNT_BYTES (256u * KIB)
#define DEFAULT_SLOTS TAY_SLOTS_MIN
#define DEFAULT_PRIORITY 10
/* Far above what any board has: which cores there are, the kernel knows. */
#define CORE_MAX 63
#define DEFAULT_STACK_BYTES (16u * KIB)

#define ACCOUNT_BYTES_MAX (1024u * KIB * KIB)

bool reader_refuse(struct reader *reader, const char *reason, struct span word)
{
    reader->error->line = reader->line;
    reader->error->reason = reason;
    span_copy(word, reader->error->word, sizeof reader->error->word);
    return false;
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

bool reader_take_name(struct reader *reader, struct span word, char *name)
{
    if (word.length_bytes == 0) {
        return reader_refuse(reader, "a name is missing", word);
    }
    for (size_t i = 0; i < word.length_bytes; i++) {
        if (!is_name_char(word.start[i])) {
            return reader_refuse(reader, "a name has other characters than letters, digits, _ - .",
                                 word);
        }
    }
    if (word.length_bytes >= TAY_MANIFEST_NAME_BYTES) {
        return reader_refuse(reader, "a name is longer than 23 characters", word);
    }
    span_copy(word, name, TAY_MANIFEST_NAME_BYTES);
    return true;
}

bool reader_take_compatible(struct reader *reader, struct span word, char *compatible)
{
    if (word.length_bytes == 0) {
        return reader_refuse(reader, "it is not said what the device is", word);
    }
    for (size_t i = 0; i < word.length_bytes; i++) {
        if (!is_name_char(word.start[i]) && word.start[i] != ',') {
            return reader_refuse(
                reader, "a device has other characters than letters, digits, , _ - .", word);
        }
    }
    if (word.length_bytes >= TAY_MANIFEST_COMPATIBLE_BYTES) {
        return reader_refuse(reader, "a device is called by more than 39 characters", word);
    }
    span_copy(word, compatible, TAY_MANIFEST_COMPATIBLE_BYTES);
    return true;
}

bool reader_take_end(struct reader *reader, struct span rest)
{
    struct span more = span_word(&rest);
    return more.length_bytes == 0 || reader_refuse(reader, "there is something too much", more);
}

bool reader_take_size(struct reader *reader, struct span word, size_t max, size_t *bytes)
{
    struct span digits = word;
    size_t unit = 1;
    char last = word.length_bytes > 0 ? word.start[word.length_bytes - 1] : '\0';
    if (last == 'K' || last == 'M') {
        unit = last == 'K' ? KIB : KIB * KIB;
        digits.length_bytes--;
    }
    size_t number;
    if (!span_number(digits, max / unit, &number)) {
        return reader_refuse(reader, "it is not a size, or one that is too large", word);
    }
    *bytes = number * unit;
    if (*bytes == 0 || *bytes % PAGE_BYTES != 0) {
        return reader_refuse(reader, "a size is not in whole pages of 4K", word);
    }
    return true;
}

static bool take_program(struct reader *reader, struct span value)
{
    reader->manifest->program_line = reader->line;
    return reader_take_name(reader, value, reader->manifest->program);
}

static bool take_account(struct reader *reader, struct span value)
{
    return reader_take_size(reader, value, ACCOUNT_BYTES_MAX, &reader->manifest->account_bytes);
}

static bool take_stack(struct reader *reader, struct span value)
{
    return reader_take_size(reader, value, TAY_PROGRAM_STACK_BYTES_MAX,
                            &reader->manifest->stack_bytes);
}

static bool take_slots(struct reader *reader, struct span value)
{
    size_t slots;
    if (!span_number(value, TAY_SLOTS_MAX, &slots) || slots < TAY_SLOTS_MIN ||
        (slots & (slots - 1)) != 0) {
        return reader_refuse(reader, "slots are a power of two from 64 to 4096", value);
    }
    reader->manifest->slots = (unsigned)slots;
    return true;
}

static bool take_priority(struct reader *reader, struct span value)
{
    size_t priority;
    if (!span_number(value, TAY_PRIORITY_MAX, &priority)) {
        return reader_refuse(reader, "a priority is a number from 0 to 63", value);
    }
    reader->manifest->priority = (unsigned)priority;
    return true;
}

static bool take_core(struct reader *reader, struct span value)
{
    size_t core = TAY_CORE_ANY;
    if (!span_is(value, "any") && !span_number(value, CORE_MAX, &core)) {
        return reader_refuse(reader, "a core is a number from 0 to 63, or any", value);
    }
    reader->manifest->core = core;
    return true;
}

/* Adds a text, if there are not more than `max` then, and there is room. */
static bool add_text(struct tay_manifest_texts *texts, unsigned max, size_t room_bytes,
                     struct span value)
{
    if (texts->count == max || value.length_bytes >= room_bytes - texts->bytes) {
        return false;
    }
    span_copy(value, texts->text + texts->bytes, value.length_bytes + 1);
    texts->bytes += value.length_bytes + 1;
    texts->count++;
    return true;
}

static bool take_trusted(struct reader *reader, struct span value)
{
    reader->manifest->trusted_dma = span_is(value, "dma");
    return reader->manifest->trusted_dma ||
           reader_refuse(reader, "a program can be trusted with: dma", value);
}

static bool take_argument(struct reader *reader, struct span value)
{
    struct tay_manifest_texts *arguments = &reader->manifest->arguments;
    /* The program's name is an argument, too. */
    return add_text(arguments, TAY_STARTUP_ARGUMENTS - 1,
                    sizeof arguments->text - TAY_MANIFEST_NAME_BYTES, value) ||
           reader_refuse(reader, "there are too many arguments, or they are too long", value);
}

static bool has_variable(const struct tay_manifest_texts *environment, struct span name)
{
    const char *variable = environment->text;
    for (unsigned i = 0; i < environment->count; i++) {
        if (strncmp(variable, name.start, name.length_bytes) == 0 &&
            variable[name.length_bytes] == '=') {
            return true;
        }
        variable += strlen(variable) + 1;
    }
    return false;
}

static bool take_environment(struct reader *reader, struct span value)
{
    struct tay_manifest_texts *environment = &reader->manifest->environment;
    struct span rest = value;
    struct span name;
    if (!span_cut(&rest, '=', &name) || name.length_bytes == 0) {
        return reader_refuse(reader, "a variable of the environment is not NAME=value", value);
    }
    if (has_variable(environment, name)) {
        return reader_refuse(reader, "a variable of the environment stands twice", name);
    }
    return add_text(environment, TAY_STARTUP_VARIABLES, sizeof environment->text, value) ||
           reader_refuse(reader, "the environment is too large", value);
}

static const struct {
    const char *key;
    bool (*take)(struct reader *reader, struct span value);
    bool repeats;
} keys[] = {
    {"program", take_program, false},
    {"account", take_account, false},
    {"slots", take_slots, false},
    {"priority", take_priority, false},
    {"stack", take_stack, false},
    {"restart", reader_take_restart, false},
    {"end", reader_take_machine_end, false},
    {"argument", take_argument, true},
    {"sessions", reader_take_sessions, false},
    {"serve", reader_take_serve, true},
    {"core", take_core, false},
    {"delay", reader_take_delay, false},
    {"limit", reader_take_limit, false},
    {"heartbeat", reader_take_heartbeat, false},
    {"ready", reader_take_ready, false},
    {"environment", take_environment, true},
    {"trusted", take_trusted, false},
    {"bind", reader_take_bind, true},
};

static bool take_key(struct reader *reader, struct span key, struct span value)
{
    struct span name = key;
    if (span_is(span_word(&name), "cap")) {
        return reader_take_cap(reader, span_trim(name), value);
    }
    for (unsigned i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (!span_is(key, keys[i].key)) {
            continue;
        }
        if (!keys[i].repeats && (reader->seen & 1u << i) != 0) {
            return reader_refuse(reader, "a key stands twice", key);
        }
        reader->seen |= 1u << i;
        if (value.length_bytes == 0) {
            return reader_refuse(reader, "a value is missing", key);
        }
        return keys[i].take(reader, value);
    }
    return reader_refuse(reader, "there is no such key", key);
}

static struct span without_comment(struct span line)
{
    for (size_t i = 0; i < line.length_bytes; i++) {
        bool begins = i == 0 || line.start[i - 1] == ' ' || line.start[i - 1] == '\t';
        if (line.start[i] == '#' && begins) {
            line.length_bytes = i;
        }
    }
    return span_trim(line);
}

static bool take_line(struct reader *reader, struct span line)
{
    for (size_t i = 0; i < line.length_bytes; i++) {
        if ((line.start[i] < ' ' || line.start[i] > '~') && line.start[i] != '\t') {
            return reader_refuse(reader, "a character is not printable ASCII",
                                 (struct span){"", 0});
        }
    }
    struct span value = without_comment(line);
    struct span key;
    if (value.length_bytes == 0) {
        return true;
    }
    if (!span_cut(&value, '=', &key)) {
        return reader_refuse(reader, "a line is not 'key = value'", value);
    }
    return reader->take_key(reader, span_trim(key), span_trim(value));
}

bool reader_read(struct reader *reader, struct span text)
{
    while (text.length_bytes > 0) {
        struct span line;
        reader->line++;
        if (!span_cut(&text, '\n', &line)) {
            line = text;
            text.length_bytes = 0;
        }
        if (!take_line(reader, line)) {
            return false;
        }
    }
    return true;
}

bool tay_manifest_parse(const char *text, size_t length_bytes, struct tay_manifest *manifest_out,
                        struct tay_manifest_error *error_out)
{
    struct reader reader = {.manifest = manifest_out, .error = error_out, .take_key = take_key};
    memset(manifest_out, 0, sizeof *manifest_out);
    manifest_out->account_bytes = DEFAULT_ACCOUNT_BYTES;
    manifest_out->slots = DEFAULT_SLOTS;
    manifest_out->priority = DEFAULT_PRIORITY;
    manifest_out->core = TAY_CORE_ANY;
    manifest_out->stack_bytes = DEFAULT_STACK_BYTES;
    reader_default_restart(manifest_out);
    if (!reader_read(&reader, (struct span){text, length_bytes})) {
        return false;
    }
    if (manifest_out->program_line == 0) {
        reader.line = reader.line == 0 ? 1 : reader.line;
        return reader_refuse(&reader, "the key 'program' is missing", (struct span){"", 0});
    }
    return reader_check_trust(&reader);
}
