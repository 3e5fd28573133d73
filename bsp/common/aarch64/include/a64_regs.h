/* SPDX-License-Identifier: MIT */
/*
 * Values of system registers, for C and for assembly.
 *
 * Source, where none is given: ARM DDI 0487 (Armv8-A), D13.2, under the register's name.
 */
#ifndef A64_REGS_H
#define A64_REGS_H

/* SCR_EL3: NS (0), RES1 (4, 5), SMD (7): no SMC, HCE (8): HVC exists, RW (10): EL2 is AArch64. */
#define A64_SCR_EL3 0x5b1
/* ACTLR_EL3: opens CPUACTLR, CPUECTLR, L2CTLR, L2ECTLR, L2ACTLR to lower levels (DDI 0500, 4.3.32)
 */
#define A64_ACTLR_EL3 0x73
/* CPUECTLR_EL1.SMPEN: the core takes part in coherency; before any cache is on (DDI 0500, 4.3.81)
 */
#define A64_CPUECTLR_SMPEN 0x40

/* SCTLR_EL2: RES1 bits only; MMU and caches off, little-endian. */
#define A64_SCTLR_EL2 0x30c50830
/* HCR_EL2.RW: EL1 is AArch64; no trap to EL2. */
#define A64_HCR_EL2_RW 0x80000000
/* CNTHCTL_EL2: EL1 may read the physical counter (0) and use the physical timer (1). */
#define A64_CNTHCTL_EL2 3
/* ICC_SRE_EL3, ICC_SRE_EL2: SRE (0), DFB (1), DIB (2): the GIC by system registers, Enable (3):
 * lower levels, too (ARM IHI 0069). */
#define A64_ICC_SRE 0xf
/* ID_AA64PFR0_EL1.GIC: the GIC has system registers. */
#define A64_PFR0_GIC_SHIFT 24
/* CPTR_EL2: RES1 bits only; no trap of FP and SIMD. */
#define A64_CPTR_EL2 0x33ff

/* SCTLR_EL1 with MMU and caches off: RES1 bits (29, 28, 23, 22, 20, 11) only. */
#define A64_SCTLR_EL1_OFF 0x30d00800
/*
 * What the kernel runs with, besides: M (0) MMU, C (2) and I (12) caches, SA (3) and SA0 (4) stack
 * alignment, SED (8), nTWE (18): WFE at EL0 is a hint, WXN (19): what can be written cannot be
 * executed. Clear stay A: EL0 may access unaligned; UMA, UCT, DZE, UCI, nTWI: EL0 traps on DAIF,
 * CTR_EL0, DC ZVA, cache maintenance, WFI.
 */
#define A64_SCTLR_EL1_ON (A64_SCTLR_EL1_OFF | 0xc111d)

/* SPSR: DAIF masked (9:6), EL2h or EL1h (3:0). */
#define A64_SPSR_EL2H 0x3c9
#define A64_SPSR_EL1H 0x3c5

/* Memory types, the AttrIndx of descriptors: see a64_pte.h. */
/* MAIR_EL1: 0 Normal write-back read/write-allocate; 1 Device-nGnRE; 2 and 4 Normal non-cacheable.
 */
#define A64_MAIR_EL1 0x44004404ff

/*
 * TCR_EL1: both halves 39 bits (T0SZ 5:0, T1SZ 21:16 = 25), 4 KiB granule (TG0 15:14 = 0, TG1 31:30
 * = 2), walks Normal write-back (IRGN, ORGN = 1), inner shareable (SH = 3), 16-bit ASID out of
 * TTBR0 (AS 36, A1 22 = 0). IPS (34:32) is added from ID_AA64MMFR0_EL1.
 */
#define A64_TCR_HALF (25 | 1 << 8 | 1 << 10 | 3 << 12)
#define A64_TCR_EL1 (0x1080000000 | A64_TCR_HALF << 16 | A64_TCR_HALF)

/* CPACR_EL1.FPEN = 3: FP and SIMD at EL0 and EL1; 0: both trap. */
#define A64_CPACR_FP 0x300000
/* CNTKCTL_EL1.EL0VCTEN: EL0 may read CNTVCT_EL0 and CNTFRQ_EL0; the rest of the timer traps. */
#define A64_CNTKCTL_EL1 2
/* MDSCR_EL1.TDCC: EL0 traps on the debug channel; debug exceptions are off. */
#define A64_MDSCR_EL1 0x1000

/* ESR_EL1.EC, bits 31:26 (table "Exception classes"). */
#define A64_EC_SHIFT 26
#define A64_EC_FP_ACCESS 0x07
#define A64_EC_SVC 0x15

#endif
