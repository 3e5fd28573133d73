/* SPDX-License-Identifier: MIT */
/*
 * Clones its client by the kernel's operation. Invariant: one clone at a time.
 */
#include "cloner.h"

#include "bench.h"

static tay_cap_t endpoint, client, child, reply;

static void clone(void)
{
    EXPECT(tay_process_clone(TAY_CALL_IN_HAND, client, endpoint, 1, 1, &child, &reply) == TAY_OK);
}

static void receive(struct tay_message *message)
{
    *message = (struct tay_message){0};
    tay_trap_recv(endpoint, message);
    EXPECT(tay_message_status(message) == TAY_OK);
}

static void answer(tay_cap_t to, tay_word_t word)
{
    struct tay_message message = {.word = {word}};
    tay_trap_send(to, &message);
    EXPECT(tay_message_status(&message) == TAY_OK);
}

static void hear_of_end(void)
{
    struct tay_message message;
    receive(&message);
    EXPECT(tay_message_kind(&message) == TAY_KIND_EXITED);
}

/* With the end of the clone the handle of its process is stale. */
static void run_clone(void)
{
    tay_cap_t waiting;
    clone();
    EXPECT(tay_call_put_aside(TAY_CALL_IN_HAND, 2, &waiting) == TAY_OK);
    answer(reply, 0);
    hear_of_end();
    answer(waiting, 1);
}

/* The end of the clone is a message that comes when the call has been answered. */
static void drop_clone(void)
{
    EXPECT(tay_object_destroy(child) == TAY_OK);
    EXPECT(tay_cap_close(reply) == TAY_OK);
    answer(TAY_CALL_IN_HAND, 1);
}

int main(void)
{
    endpoint = tay_startup_cap("cloner");
    for (;;) {
        struct tay_message message;
        receive(&message);
        if (tay_message_kind(&message) != TAY_KIND_CALL) {
            continue;
        }
        switch (message.info & TAY_INFO_OPERATION_MASK) {
        case CLONER_JOIN:
            client = (tay_cap_t)message.word[0];
            answer(TAY_CALL_IN_HAND, 1);
            break;
        case CLONER_RUN:
            run_clone();
            break;
        case CLONER_HOLD:
            clone();
            answer(TAY_CALL_IN_HAND, 1);
            break;
        default:
            drop_clone();
        }
    }
}
