/** Learners' files may hold numbers that JSON itself has not: they are refused before a library takes them. */
#ifndef SLIDE_LEARN_FINITE_H
#define SLIDE_LEARN_FINITE_H

#include <stdbool.h>
#include <stddef.h>

/**
 * Whether every number of a JSON text is finite in single precision: no NaN, no Infinity, however written, and none
 * that would overflow. What stands inside quotes is not looked at.
 *
 * @param[out] where  the first byte of the number that is not; may be NULL
 */
bool json_is_finite(const char *text, size_t size, size_t *where);

#endif
