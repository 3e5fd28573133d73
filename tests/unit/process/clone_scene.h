/* SPDX-License-Identifier: MIT */
/*
 * The scene of the tests of cloning: the scene's client calls the scene's server, who clones it and
 * hears of the child's end.
 */
#ifndef CLONE_SCENE_H
#define CLONE_SCENE_H

#include "scene.h"

/* The labels of a child. */
#define EXITED UINT64_C(77)
#define ABANDONED UINT64_C(88)

/* The client's process, in the server's table. */
extern tay_cap_t client_handle;

int clone_boot(void **state);
#define CLONE_TEST(function) cmocka_unit_test_setup_teardown(function, clone_boot, scene_stop)

struct clone {
    tay_cap_t process; /* in the server's table */
    tay_cap_t reply;
    struct actor actor;
};

/* The server clones the client whose call it has in hand. */
enum tay_status try_clone(struct clone *clone);
/* An actor, whose process client_handle is, calls, and the server clones it. */
struct clone clone_of(const struct actor *client);
/* The server answers both, the parent with the word 1234, the child with 0. */
void answer(const struct clone *clone);

#endif
