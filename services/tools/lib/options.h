/* SPDX-License-Identifier: MIT */
/*
 * The options of a command line, as POSIX's syntax guidelines have them: letters behind one `-`,
 * several together, before all operands; `--` ends them.
 */
#ifndef TOOLS_OPTIONS_H
#define TOOLS_OPTIONS_H

struct options {
    int count;         /* of the words, the tool's name included */
    char **word;       /* these */
    int next;          /* the next word; once options_next has returned 0: the first operand */
    const char *rest;  /* what is left of a word with several letters; NULL: nothing */
    const char *value; /* of the option that options_next told, if it has one */
};

/*
 * The next option; 0: there are no more. `letters` has each letter that is one, with a `:` behind
 * it if it has a value; a `#` among them stands for a number without a letter (`-5`), which is told
 * as '#' with the number as its value. What is none ends the program with a usage error.
 */
int options_next(struct options *options, const char *letters);

#endif
