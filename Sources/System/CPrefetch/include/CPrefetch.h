// Asking memory for what will be read soon: an instruction of the processor that Swift has no name for.
#ifndef LAYERLAB_CPREFETCH_H
#define LAYERLAB_CPREFETCH_H

/// Begins to fetch the cache line at `address` and does not wait. Any address will do: one that is not there is passed over.
static inline void layerlab_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

#endif
