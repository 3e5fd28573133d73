/* SPDX-License-Identifier: MIT */
int bad(int *p);

int bad(int *p)
{
    if (p == 0) {
        return *p;
    }
    return 0;
}
