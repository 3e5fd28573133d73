/* SPDX-License-Identifier: MIT */
/*
 * Registers and interrupts of a driver.
 */
#include <tay/driver.h>

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/status.h>

#define IRQS_MAX 4 /* of a device: tay/device.h */
static const char *const irq_names[IRQS_MAX] = {"irq", "irq1", "irq2", "irq3"};

enum tay_status tay_driver_map(tay_cap_t regs, uintptr_t *address_out)
{
    size_t length_bytes;
    size_t resident_bytes;
    enum tay_status status = tay_memory_query(regs, &length_bytes, &resident_bytes);
    if (status != TAY_OK) {
        return status;
    }
    return tay_space_map(TAY_CAP_SELF, regs, 0, length_bytes, 0,
                         TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, address_out);
}

enum tay_status tay_driver_map_dma(const char *name, struct tay_dma *dma_out)
{
    const struct tay_startup *startup = tay_startup();
    for (unsigned i = 0; startup != NULL && i < startup->cap_count; i++) {
        const struct tay_startup_cap *cap = &startup->cap[i];
        if (strcmp(cap->name, name) != 0 || cap->physical_page == 0) {
            continue;
        }
        uintptr_t address;
        size_t resident_bytes;
        enum tay_status status =
            tay_memory_query(cap->handle, &dma_out->length_bytes, &resident_bytes);
        if (status == TAY_OK) {
            status = tay_driver_map(cap->handle, &address);
        }
        if (status == TAY_OK) {
            dma_out->memory = (void *)address;
            dma_out->physical = (uint64_t)cap->physical_page * TAY_STARTUP_PAGE_BYTES;
        }
        return status;
    }
    return TAY_ENOENT;
}

enum tay_status tay_driver_listen(tay_cap_t endpoint, tay_cap_t bell, tay_cap_t irq)
{
    enum tay_status status = tay_endpoint_bind(endpoint, bell);
    return status != TAY_OK ? status : tay_irq_acknowledge(irq);
}

/* The first call unmasks the lines. */
static enum tay_status acknowledge(tay_word_t lines)
{
    enum tay_status status = TAY_OK;
    for (unsigned n = 0; n < IRQS_MAX && status == TAY_OK; n++) {
        tay_cap_t irq = tay_startup_cap(irq_names[n]);
        if ((lines >> n & 1) != 0 && irq != TAY_CAP_NULL) {
            status = tay_irq_acknowledge(irq);
        }
    }
    return status;
}

/* Which bits of the bell are the device's lines. */
static tay_word_t line_bits(void)
{
    tay_word_t lines = 0;
    for (unsigned n = 0; n < IRQS_MAX; n++) {
        lines |= tay_startup_cap(irq_names[n]) != TAY_CAP_NULL ? (tay_word_t)1 << n : 0;
    }
    return lines;
}

static void on_event(struct tay_server *server, const struct tay_event *event)
{
    struct tay_driver *driver =
        (struct tay_driver *)(void *)((char *)server - offsetof(struct tay_driver, server));
    struct tay_event other = *event;
    if (event->kind == TAY_KIND_NOTIFICATION && driver->on_interrupt != NULL) {
        tay_word_t lines = event->word[0] & line_bits();
        if (lines != 0) {
            driver->on_interrupt(driver, lines);
            enum tay_status status = acknowledge(lines);
            (void)status; /* ours */
        }
        other.word[0] &= ~lines;
        if (other.word[0] == 0) {
            return;
        }
    }
    if (driver->on_other_event != NULL) {
        driver->on_other_event(server, &other);
    }
}

/* What a driver cannot do without; `step` says at what it fails. */
static enum tay_status set_up(struct tay_driver *driver, const char **step, int *exit_status)
{
    *step = "registers";
    enum tay_status status = tay_driver_map(tay_startup_cap("regs"), &driver->regs);
    if (status == TAY_OK && driver->start != NULL) {
        *step = "the device";
        status = driver->start(driver);
        *exit_status = status == TAY_EIO ? TAY_DRIVER_NO_DEVICE : EXIT_FAILURE;
    }
    tay_cap_t bell = tay_startup_cap("bell");
    if (status == TAY_OK && bell != TAY_CAP_NULL) {
        *step = "bell";
        status = tay_endpoint_bind(driver->server.endpoint, bell);
    }
    if (status == TAY_OK && driver->on_interrupt != NULL) {
        *step = "interrupts";
        status = acknowledge(line_bits());
    }
    return status;
}

int tay_driver_run(struct tay_driver *driver)
{
    const char *step;
    int exit_status = EXIT_FAILURE;
    if (driver->server.endpoint == TAY_CAP_NULL) {
        driver->server.endpoint = tay_startup_cap(driver->name);
    }
    driver->on_other_event = driver->server.on_event;
    driver->server.on_event = on_event;
    enum tay_status status = set_up(driver, &step, &exit_status);
    if (status == TAY_OK) {
        step = "serving";
        status = tay_server_run(&driver->server);
    }
    printf("%s: %s: %s\n", driver->name, step, tay_status_text(status));
    return exit_status;
}
