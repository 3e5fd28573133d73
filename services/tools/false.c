/* SPDX-License-Identifier: MIT */
/*
 * false: does nothing, and that badly.
 */
int main(void)
{
    return 1;
}
