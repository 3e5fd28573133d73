/* SPDX-License-Identifier: MIT */
/*
 * Console and end of a PC: the first serial port, and QEMU's isa-debug-exit device.
 */
#include "stub.h"

#include <hal/console.h>
#include <stdint.h>

/* The first serial port, a 16550 at its ISA address (PC16550D data sheet, 8.0 "Registers"). */
#define COM1 0x3f8u
#define COM_THR (COM1 + 0u) /* transmitter holding; with DLAB: divisor, low byte */
#define COM_IER (COM1 + 1u) /* interrupt enable; with DLAB: divisor, high byte */
#define COM_LCR (COM1 + 3u) /* line control */
#define COM_LCR_8N1 0x03u
#define COM_LCR_DLAB 0x80u  /* divisor latch access */
#define COM_LSR (COM1 + 5u) /* line status */
#define COM_LSR_THRE 0x20u  /* transmitter holding register empty */

/* Looks at the status before a byte is given up: some 100 ms, a thousand times one byte's 87 us. */
#define COM_LOOKS_MAX 100000u

/* QEMU, hw/misc/debugexit.c: writing v ends the emulator with status (v << 1) | 1. */
#define DEBUG_EXIT 0xf4u

static void port_write(uint16_t port, uint8_t value)
{
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static uint8_t port_read(uint16_t port)
{
    uint8_t value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static void put(char c)
{
    for (unsigned looks = 0; looks < COM_LOOKS_MAX; looks++) {
        if ((port_read(COM_LSR) & COM_LSR_THRE) != 0) {
            port_write(COM_THR, (uint8_t)c);
            return;
        }
    }
}

void hal_console_write(const char *text, size_t length_bytes)
{
    port_write(COM_IER, 0);
    port_write(COM_LCR, COM_LCR_DLAB | COM_LCR_8N1);
    port_write(COM_THR, 1); /* 1.8432 MHz / (16 * 1) = 115200 baud (data sheet, table III) */
    port_write(COM_IER, 0);
    port_write(COM_LCR, COM_LCR_8N1);
    for (size_t i = 0; i < length_bytes; i++) {
        if (text[i] == '\n') {
            put('\r');
        }
        put(text[i]);
    }
}

noreturn void stub_end(unsigned status)
{
    port_write(DEBUG_EXIT, (uint8_t)(status >> 1));
    for (;;) {
        __asm__ volatile("cli; hlt");
    }
}
