/* SPDX-License-Identifier: MIT */
/*
 * The DMA channel. Invariant: between dma_finish or dma_reset and the next dma_start it moves
 * nothing.
 */
#include "dma.h"

#include <tay/mmio.h>

/* Registers of a channel (4.2.1.2). */
#define DMA_CS 0x00
#define DMA_CONBLK_AD 0x04
#define DMA_DEBUG 0x20

#define DMA_CS_RESET 0x80000000u
#define DMA_CS_WAIT 0x10000000u     /* for writes that are outstanding */
#define DMA_CS_PRIORITY 0x00880000u /* panic priority and priority: 8 of 15 */
#define DMA_CS_ERROR 0x00000100u
#define DMA_CS_INT 0x00000004u
#define DMA_CS_END 0x00000002u
#define DMA_CS_ACTIVE 0x00000001u
#define DMA_DEBUG_CLEAR 0x00000007u /* the three error bits */

/* The control block's first word. */
#define DMA_TI_INTEN 0x00000001u
#define DMA_TI_WAIT_RESP 0x00000008u
#define DMA_TI_DEST_INC 0x00000010u
#define DMA_TI_DEST_DREQ 0x00000040u
#define DMA_TI_SRC_INC 0x00000100u
#define DMA_TI_SRC_DREQ 0x00000400u
#define DMA_TI_PERMAP_SHIFT 16

/* Where the DMA controller sees the peripherals (1.2.3). */
#define DMA_PERIPHERALS 0x7e000000u

/* 4.2.1.1: eight words, aligned to 32 bytes. */
struct control_block {
    uint32_t info;
    uint32_t source;
    uint32_t destination;
    uint32_t length_bytes;
    uint32_t stride;
    uint32_t next;
    uint32_t reserved[2];
};

/* Where it sees RAM, past the VideoCore's cache (1.2.3). */
#define DMA_RAM 0xc0000000u

/* One of those that the firmware leaves to the ARM: in QEMU and on a Raspberry Pi 3 (Raspberry Pi
 * firmware wiki, "Get DMA channels"), and no "lite" one (4.5), which would move too little. */
#define DMA_CHANNEL 5u
#define DMA_CHANNEL_STRIDE 0x100u
#define DMA_ENABLE 0xff0u

void dma_open(struct dma *dma, uintptr_t channels, void *memory, uint64_t physical)
{
    *dma = (struct dma){.regs = channels + DMA_CHANNEL * DMA_CHANNEL_STRIDE,
                        .memory = memory,
                        .bus = DMA_RAM | (uint32_t)physical};
    tay_mmio_barrier();
    uint32_t enabled = tay_mmio_read32(channels + DMA_ENABLE);
    if ((enabled & 1u << DMA_CHANNEL) == 0) {
        tay_mmio_write32(channels + DMA_ENABLE, enabled | 1u << DMA_CHANNEL);
    }
    dma_reset(dma);
}

/* From another device, and to one (1.3). */
void dma_reset(struct dma *dma)
{
    tay_mmio_barrier();
    tay_mmio_write32(dma->regs + DMA_CS, DMA_CS_RESET);
    tay_mmio_write32(dma->regs + DMA_DEBUG, DMA_DEBUG_CLEAR);
    tay_mmio_write32(dma->regs + DMA_CS, DMA_CS_INT | DMA_CS_END);
    tay_mmio_barrier();
}

void dma_start(struct dma *dma, const struct dma_move *move)
{
    struct control_block *block = dma->memory;
    uint32_t buffer = dma->bus + DMA_BUFFER_OFFSET;
    uint32_t device = DMA_PERIPHERALS + move->register_offset;
    *block = (struct control_block){
        .info = DMA_TI_INTEN | DMA_TI_WAIT_RESP | move->dreq << DMA_TI_PERMAP_SHIFT |
                (move->to_register ? DMA_TI_SRC_INC | DMA_TI_DEST_DREQ
                                   : DMA_TI_DEST_INC | DMA_TI_SRC_DREQ),
        .source = move->to_register ? buffer : device,
        .destination = move->to_register ? device : buffer,
        .length_bytes = (uint32_t)move->length_bytes,
    };
    tay_mmio_barrier(); /* the block and the buffer are in memory; and from another device */
    tay_mmio_write32(dma->regs + DMA_CONBLK_AD, dma->bus);
    tay_mmio_write32(dma->regs + DMA_CS, DMA_CS_WAIT | DMA_CS_PRIORITY | DMA_CS_ACTIVE);
    tay_mmio_barrier(); /* to another device */
}

bool dma_finish(struct dma *dma, uint64_t spin_ns, uint64_t limit_ns)
{
    struct pause pause = pause_begin(spin_ns, limit_ns);
    bool sleeps = spin_ns == 0;
    uint32_t state = 0;
    uint64_t now = 0;
    tay_mmio_barrier(); /* from another device */
    while ((state & (DMA_CS_END | DMA_CS_ERROR)) == 0 && now < pause.deadline_ns) {
        if (sleeps) {
            pause_for(PAUSE_DMA, pause.deadline_ns);
        }
        now = pause_now();
        sleeps = now >= pause.spin_until_ns;
        state = tay_mmio_read32(dma->regs + DMA_CS);
    }
    if ((state & (DMA_CS_END | DMA_CS_ERROR)) != DMA_CS_END) {
        dma_reset(dma);
        return false;
    }
    tay_mmio_write32(dma->regs + DMA_CS, DMA_CS_INT | DMA_CS_END);
    tay_mmio_barrier(); /* before the buffer is read, and to another device */
    return true;
}
