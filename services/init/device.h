/* SPDX-License-Identifier: MIT */
/*
 * The devices of the board, and which of them drivers get.
 */
#ifndef INIT_DEVICE_H
#define INIT_DEVICE_H

#include <tay/device.h>

/* Gives a manifest the capabilities of the devices that it binds; false: the error says why not. */
bool device_bind(struct tay_manifest *manifest, struct tay_manifest_error *error);

#endif
