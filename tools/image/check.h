/* SPDX-License-Identifier: MIT */
/*
 * Looking into a finished image.
 */
#ifndef IMAGE_CHECK_H
#define IMAGE_CHECK_H

#include <stdbool.h>

/* Lists what an image holds, and says what is wrong with it. False: something is. */
bool check_image(const char *path);

#endif
