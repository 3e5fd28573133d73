/* SPDX-License-Identifier: MIT */
/*
 * A mailbox driver that ends.
 */
int main(void)
{
    return 0;
}
