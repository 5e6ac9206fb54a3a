// Carry-less multiplication for CRC-32: an instruction of the processor that Swift has no name for.
#ifndef LAYERLAB_CCHECKS_H
#define LAYERLAB_CCHECKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether this processor has the instruction.
bool layerlab_can_fold(void);

/// Folds `count` bytes (a multiple of 64, at least 64), with the shift register `reg` before them, to 16 bytes that leave
/// a shift register of zeros as the bytes would have left `reg`. Only where layerlab_can_fold() is true.
void layerlab_crc32_fold(uint32_t reg, const void *bytes, size_t count, void *folded);

#endif
