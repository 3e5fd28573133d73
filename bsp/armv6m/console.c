/* SPDX-License-Identifier: MIT */
/*
 * The UART of the nRF51822, output by polling. Registers: nRF51 Series Reference Manual 3.0,
 * section 29 "UART".
 */
#include <hal/console.h>
#include <stdint.h>

#define UART 0x40002000u
#define UART_STARTTX 0x008u
#define UART_TXDRDY 0x11cu
#define UART_ENABLE 0x500u
#define UART_ENABLED 4u
#define UART_PSELTXD 0x50cu
#define UART_TXD 0x51cu
#define UART_BAUDRATE 0x524u
#define UART_BAUDRATE_115200 0x01d7e000u
#define PIN_TXD 24u /* micro:bit V1 schematic: TGT_TX is P0.24 */

/* Looks at TXDRDY before a byte is given up: some 40 ms at 16 MHz, where a byte takes 87 us. */
#define LOOKS_MAX 100000u

static volatile uint32_t *uart(uint32_t offset)
{
    return (volatile uint32_t *)(UART + offset);
}

static void put(char c)
{
    *uart(UART_TXDRDY) = 0;
    *uart(UART_TXD) = (uint8_t)c;
    for (unsigned looks = 0; *uart(UART_TXDRDY) == 0 && looks < LOOKS_MAX; looks++) {
    }
}

void hal_console_write(const char *text, size_t length_bytes)
{
    *uart(UART_PSELTXD) = PIN_TXD;
    *uart(UART_BAUDRATE) = UART_BAUDRATE_115200;
    *uart(UART_ENABLE) = UART_ENABLED;
    *uart(UART_STARTTX) = 1;
    for (size_t i = 0; i < length_bytes; i++) {
        if (text[i] == '\n') {
            put('\r');
        }
        put(text[i]);
    }
}
