/* SPDX-License-Identifier: MIT */
/*
 * Keeps the firmware's mailbox busy: the board is always the same one, what is not there is
 * refused, and a power domain is what it was switched to.
 */
#include "load.h"

#include <string.h>
#include <tay/protocol/mailbox.h>
#include <tay/startup.h>

static tay_cap_t mailbox;
static struct tay_mailbox_board board; /* as it was told first */

static bool ask_board(void)
{
    struct tay_mailbox_board again;
    load_call_begins();
    if (!load_went_well(tay_mailbox_board(mailbox, &again), "mailbox: board")) {
        return false;
    }
    if (board.revision == 0) {
        board = again;
    }
    LOAD_EXPECT(again.revision == board.revision && again.serial == board.serial &&
                memcmp(again.mac, board.mac, sizeof board.mac) == 0);
    return true;
}

static bool ask_clock(void)
{
    struct tay_mailbox_rate rate;
    load_call_begins();
    if (!load_went_well(tay_mailbox_clock(mailbox, TAY_FIRMWARE_CLOCK_CORE, &rate),
                        "mailbox: clock")) {
        return false;
    }
    LOAD_EXPECT(rate.rate_hz >= rate.min_hz && rate.rate_hz <= rate.max_hz && rate.max_hz != 0);
    load_call_begins();
    enum tay_status status = tay_mailbox_clock(mailbox, TAY_FIRMWARE_CLOCK_COUNT, &rate);
    LOAD_EXPECT(status == TAY_EINVAL || status == TAY_EPEER);
    return true;
}

static bool switch_power(bool on)
{
    bool is_on;
    load_call_begins();
    if (!load_went_well(tay_mailbox_set_power(mailbox, TAY_POWER_SPI, on, &is_on),
                        "mailbox: power")) {
        return false;
    }
    LOAD_EXPECT(is_on == on);
    return true;
}

int main(int argument_count, char **arguments)
{
    unsigned long answered = 0;
    load_begin(argument_count, arguments);
    mailbox = tay_startup_cap("mailbox");
    while (load_goes_on()) {
        bool ok = ask_board() && ask_clock() && switch_power(answered % 2 == 0);
        answered += ok ? 1 : 0;
    }
    load_tell("load-mailbox", answered);
    return EXIT_SUCCESS;
}
