/** Where scores stand among the scores of the positives: all that areas under curves need to know of a cell. */
#ifndef SLIDE_SCORE_PLACEMENT_H
#define SLIDE_SCORE_PLACEMENT_H

#include <stddef.h>
#include <stdint.h>

/**
 * How many of the sorted values lie below the score plus how many are at or below it: twice the count below with a tie
 * counting half. Equal scores have equal placements, higher scores never lower ones.
 *
 * @param[in] sorted  [count] ascending, count < 2^30
 * @return 0 to 2 count
 */
uint32_t placement_doubled(const double *sorted, size_t count, double score);

#endif
