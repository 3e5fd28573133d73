/* SPDX-License-Identifier: MIT */
/*
 * A channel of the DMA controller (BCM2835 ARM Peripherals, 4), and the memory that it works on.
 *
 * The memory is a piece of the pool that is mapped past the caches, so that nothing need be
 * flushed: its first page holds the control block, the rest is the buffer.
 */
#ifndef SD_DMA_H
#define SD_DMA_H

#include "pause.h"
#include <stddef.h>

struct dma {
    uintptr_t regs; /* of the channel */
    void *memory;   /* where the memory is mapped */
    uint32_t bus;   /* its bus address */
};

/* From the start of the memory to the buffer. */
#define DMA_BUFFER_OFFSET 4096u

/* Takes the channel, of the controller whose registers these are, and stops what it does for
 * somebody that may be dead. Only after that is the memory anybody's to use. */
void dma_open(struct dma *dma, uintptr_t channels, void *memory, uint64_t physical);

/* Stops the channel. */
void dma_reset(struct dma *dma);

/* Begins to move bytes between the buffer and a register of a peripheral, told by its offset from
 * the start of the peripherals, as fast as the peripheral's DREQ says. */
struct dma_move {
    uint32_t register_offset;
    unsigned dreq;
    size_t length_bytes; /* a multiple of 4 */
    bool to_register;
};
void dma_start(struct dma *dma, const struct dma_move *move);

/* Waits until it is done; false: an error, or it is not done in time. Then it is stopped. */
bool dma_finish(struct dma *dma, uint64_t spin_ns, uint64_t limit_ns);

#endif
