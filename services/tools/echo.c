/* SPDX-License-Identifier: MIT */
/*
 * echo: prints its operands. A backslash means itself.
 */
#include "output.h"
#include "report.h"
#include <string.h>

int main(int count, char **word)
{
    report_begin("echo", "[-n] [TEXT...]");
    int next = count > 1 && strcmp(word[1], "-n") == 0 ? 2 : 1;
    bool has_newline = next == 1;
    for (int i = next; i < count; i++) {
        output_text(i == next ? "" : " ");
        output_text(word[i]);
    }
    output_text(has_newline ? "\n" : "");
    return report_end();
}
