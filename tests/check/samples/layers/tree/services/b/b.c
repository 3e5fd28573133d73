/* SPDX-License-Identifier: MIT */
#include <string.h>
#include "list_test.h"
