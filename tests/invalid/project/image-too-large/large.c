/* SPDX-License-Identifier: MIT */
/* More than 64 MiB of what is no zero. */
__asm__(".section .rodata\n"
        ".globl large\n"
        "large: .fill 0x4000000, 1, 0x55\n"
        ".text\n");

extern const char large[];

int main(int count, char **words)
{
    (void)words;
    return large[count];
}
