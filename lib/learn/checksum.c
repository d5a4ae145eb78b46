#include "learn/checksum.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* first 32 bits of the fractional parts of the cube roots of the first 64 primes */
static const uint32_t round_constant[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t rotate_right(uint32_t x, int k)
{
    return (x >> k) | (x << (32 - k));
}

static void expand(const unsigned char *block, uint32_t *word)
{
    for (int i = 0; i < 16; i++)
        word[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 | (uint32_t)block[4 * i + 2] << 8 |
                  block[4 * i + 3];
    for (int i = 16; i < 64; i++) {
        const uint32_t a = word[i - 15], b = word[i - 2];

        word[i] = word[i - 16] + word[i - 7] + (rotate_right(a, 7) ^ rotate_right(a, 18) ^ (a >> 3)) +
                  (rotate_right(b, 17) ^ rotate_right(b, 19) ^ (b >> 10));
    }
}

static void digest_block(const unsigned char *block, uint32_t *hash)
{
    uint32_t word[64], s[8];

    expand(block, word);
    memcpy(s, hash, sizeof s);
    for (int i = 0; i < 64; i++) {
        const uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
        const uint32_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
        const uint32_t first = s[7] + (rotate_right(s[4], 6) ^ rotate_right(s[4], 11) ^ rotate_right(s[4], 25)) +
                               choice + round_constant[i] + word[i];
        const uint32_t second = (rotate_right(s[0], 2) ^ rotate_right(s[0], 13) ^ rotate_right(s[0], 22)) + majority;

        memmove(s + 1, s, 7 * sizeof *s);
        s[4] += first;
        s[0] = first + second;
    }
    for (int i = 0; i < 8; i++)
        hash[i] += s[i];
}

void checksum_of(const void *bytes, size_t size, char *text)
{
    uint32_t hash[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    const unsigned char *next = bytes;
    unsigned char last[128] = {0};
    const size_t rest = size % 64;
    const size_t closing = rest < 56 ? 64 : 128;

    for (size_t block = 0; block < size / 64; block++, next += 64)
        digest_block(next, hash);
    if (rest)
        memcpy(last, next, rest);
    last[rest] = 0x80;
    for (int i = 0; i < 8; i++)
        last[closing - 1 - i] = (unsigned char)(((uint64_t)size * 8) >> (8 * i));
    for (size_t at = 0; at < closing; at += 64)
        digest_block(last + at, hash);
    for (int i = 0; i < 8; i++)
        snprintf(text + (size_t)8 * i, 9, "%08x", hash[i]);
}
