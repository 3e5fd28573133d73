/* SPDX-License-Identifier: MIT */
/*
 * Comes first in the archive, and starts last: it needs one server that is late, and one that will
 * never be ready.
 */
#include <expect.h>
#include <tay/client.h>
#include <tay/startup.h>
#include <tay/time.h>

int main(void)
{
    struct tay_call call = {.word = {41}, .deadline_ns = tay_time_now() + TAY_NS_PER_MS};
    EXPECT(tay_call(tay_startup_cap("late"), &call) == TAY_OK && call.word[0] == 42);
    call = (struct tay_call){.deadline_ns = tay_time_now() + TAY_NS_PER_MS};
    EXPECT(tay_call(tay_startup_cap("never"), &call) == TAY_EPEER && !call.seen);
    printf("eager: as it should be\n");
    return EXIT_SUCCESS;
}
