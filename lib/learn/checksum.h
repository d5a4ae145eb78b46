/** SHA-256 (FIPS 180-4): tells whether a model is the one that was trained. */
#ifndef SLIDE_LEARN_CHECKSUM_H
#define SLIDE_LEARN_CHECKSUM_H

#include <stddef.h>

/** 64 hexadecimal digits and the closing zero. */
#define CHECKSUM_SIZE 65

/** @param[out] text  [CHECKSUM_SIZE] lower-case hexadecimal digits */
void checksum_of(const void *bytes, size_t size, char *text);

#endif
