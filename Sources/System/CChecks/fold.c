#include "CChecks.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

bool layerlab_can_fold(void) {
    unsigned int a, b, c, d;
    return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_PCLMUL);
}

// A message is a polynomial over GF(2), and its check the rest of a division. 128 bits that stand d bits before the end are
// worth as much as themselves times x^d modulo the divisor, so that they can be moved up to the bits d further on and added (XOR)
// there. Each constant pair is x^(d+64) and x^d modulo 0x104c11db7, bit-reversed and shifted as the reversed products need it;
// the tests check them against the division done bit by bit.
__attribute__((target("pclmul,sse2")))
static inline __m128i folded(__m128i block, __m128i constants, __m128i next) {
    __m128i low = _mm_clmulepi64_si128(block, constants, 0x00);
    __m128i high = _mm_clmulepi64_si128(block, constants, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

__attribute__((target("pclmul,sse2")))
void layerlab_crc32_fold(uint32_t reg, const void *bytes, size_t count, void *out) {
    const __m128i by512 = _mm_set_epi64x(0x1c6e41596, 0x154442bd4);
    const __m128i by128 = _mm_set_epi64x(0x0ccaa009e, 0x1751997d0);
    const __m128i *next = (const __m128i *)bytes;
    const __m128i *end = next + count / 16;

    // Four blocks side by side, so that the multiplier never waits for its own result.
    __m128i x0 = _mm_xor_si128(_mm_loadu_si128(next), _mm_cvtsi32_si128((int)reg));
    __m128i x1 = _mm_loadu_si128(next + 1);
    __m128i x2 = _mm_loadu_si128(next + 2);
    __m128i x3 = _mm_loadu_si128(next + 3);
    for (next += 4; end - next >= 4; next += 4) {
        x0 = folded(x0, by512, _mm_loadu_si128(next));
        x1 = folded(x1, by512, _mm_loadu_si128(next + 1));
        x2 = folded(x2, by512, _mm_loadu_si128(next + 2));
        x3 = folded(x3, by512, _mm_loadu_si128(next + 3));
    }
    __m128i x = folded(folded(folded(x0, by128, x1), by128, x2), by128, x3);
    _mm_storeu_si128((__m128i *)out, x);
}

#else

bool layerlab_can_fold(void) { return false; }
void layerlab_crc32_fold(uint32_t reg, const void *bytes, size_t count, void *out) { (void)reg; (void)bytes; (void)count; (void)out; }

#endif
