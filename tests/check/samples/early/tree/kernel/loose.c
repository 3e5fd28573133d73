/* SPDX-License-Identifier: MIT */
unsigned early_loose(const unsigned *word);
unsigned late_loose(const unsigned *word);

unsigned early_loose(const unsigned *word)
{
    return *word;
}

unsigned late_loose(const unsigned *word)
{
    return *word + 1;
}
