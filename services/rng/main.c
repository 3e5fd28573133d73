/* SPDX-License-Identifier: MIT */
/*
 * The driver of the random number generator: serves the rng protocol (tay/protocol/rng.h).
 * Invariant: bytes that were given to a client are kept nowhere.
 */
#include "device.h"
#include <string.h>
#include <tay/driver.h>
#include <tay/operations.h>
#include <tay/protocol/rng.h>

static struct tay_driver driver;

static enum tay_status read_bytes(const struct tay_request *request, struct tay_answer *answer)
{
    static uint32_t words[TAY_RNG_BYTES_MAX / sizeof(uint32_t)];
    size_t length_bytes = request->word[0];
    size_t done_bytes = 0;
    if (length_bytes == 0 || length_bytes > sizeof words) {
        return TAY_EINVAL;
    }
    if (!request->lends_write) {
        return TAY_ESTATE;
    }
    size_t count = (length_bytes + sizeof words[0] - 1) / sizeof words[0];
    enum tay_status status = device_read(driver.regs, words, count);
    if (status == TAY_OK) {
        status = tay_caller_write(TAY_CALL_IN_HAND, 0, words, length_bytes, &done_bytes);
    }
    memset(words, 0, sizeof words);
    if (status == TAY_OK && done_bytes != length_bytes) {
        status = TAY_EFAULT;
    }
    answer->word[0] = done_bytes;
    return status;
}

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    (void)server;
    return request->label == TAY_RNG_READ ? read_bytes(request, answer) : TAY_ENOSYS;
}

static enum tay_status start(struct tay_driver *self)
{
    return device_start(self->regs);
}

int main(void)
{
    driver = (struct tay_driver){.name = "rng", .start = start, .server.on_call = on_call};
    return tay_driver_run(&driver);
}
