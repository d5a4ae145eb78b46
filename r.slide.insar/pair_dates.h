/** The dates of image pairs before, across and after an event, and what cannot be. */
#ifndef R_SLIDE_INSAR_PAIR_DATES_H
#define R_SLIDE_INSAR_PAIR_DATES_H

#include <stdbool.h>

#include "base/calendar.h"

enum { PAIR_PRE, PAIR_CO, PAIR_POST, PAIR_TIMES };

/** What a map says of its pair; a map with one date alone is taken for both images of it, but in the middle. */
struct pair_dates {
    const char *map; /**< its name; NULL when it takes no part */
    bool dated;
    struct day_span days;
};

/** Reads the map's timestamp. @param name NULL for a pair that takes no part */
struct pair_dates pair_dates_of(const char *name);

/**
 * Ends the module, naming maps and dates, unless some day can be the event's: not earlier than any image taken before
 * it, not later than any taken after it. What has no date is not checked.
 *
 * @param pair  [PAIR_TIMES]
 * @param event the event's days, or NULL when they are not known
 */
void refuse_wrong_order(const struct pair_dates *pair, const struct day_span *event);

#endif
