




/* SPDX-License-Identifier: MIT */
int late;
