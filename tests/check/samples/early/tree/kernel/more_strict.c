/* SPDX-License-Identifier: MIT */
unsigned early_strict(const unsigned *word);

unsigned early_strict(const unsigned *word)
{
    return *word;
}
