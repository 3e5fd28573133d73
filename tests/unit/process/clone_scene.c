/* SPDX-License-Identifier: MIT */
/*
 * The scene of the tests of cloning.
 */
#include "clone_scene.h"

#include <process/process.h>

tay_cap_t client_handle;

int clone_boot(void **state)
{
    scene_boot(state);
    client_handle = give(&scene.server, scene.client.process, TAY_RIGHTS_ALL);
    return 0;
}

enum tay_status try_clone(struct clone *clone)
{
    act(&scene.server);
    return tay_process_clone(TAY_CALL_IN_HAND, client_handle, scene.served, EXITED, ABANDONED,
                             &clone->process, &clone->reply);
}

static struct process *process_behind(const struct clone *clone)
{
    const struct cap_table *table = &thread_behind(&scene.server)->process->table;
    return process_of(cap_table_find(table, clone->process)->object);
}

struct clone clone_of(const struct actor *client)
{
    struct clone clone;
    assert_status(call_as(client, scene.called, 5), SIM_BLOCKED);
    expect(TAY_KIND_CALL);
    assert_ok(try_clone(&clone));
    struct list_node *node = list_first(&process_behind(&clone)->threads);
    clone.actor.context = &container_of(node, struct thread, in_process)->context;
    return clone;
}

void answer(const struct clone *clone)
{
    struct tay_message parent = {.word = {1234}}, child = {.word = {0}};
    act(&scene.server);
    assert_ok(take(TAY_TRAP_SEND, TAY_CALL_IN_HAND, &parent));
    assert_ok(take(TAY_TRAP_SEND, clone->reply, &child));
}
