/** The network of a stack of interferograms: its dates, its pairs as indices of them, and which dates hang together. */
#ifndef SLIDE_RADAR_NETWORK_H
#define SLIDE_RADAR_NETWORK_H

#include "base/calendar.h"
#include "base/status.h"

/** Indices of dates; earlier < later. */
struct date_pair {
    int earlier, later;
};

/** Free with network_free. */
struct network {
    int dates;
    int *day; /**< [dates] days of the calendar, each once, ascending */
    int pairs;
    struct date_pair *pair; /**< [pairs] in the order they were given */
};

/**
 * @param[in]  spans    [pairs] the days of the earlier and the later image
 * @param[out] network  filled when SLIDE_OK
 * @return SLIDE_BAD_INPUT when there is no pair, or one has not two days in their order
 */
enum slide_status network_make(const struct day_span *spans, int pairs, struct network *network,
                               struct slide_error *error);

void network_free(struct network *network);

/** The largest number of steps between the two dates of a pair: half the bandwidth of the normal matrix. */
int network_reach(const struct network *network);

/**
 * Parts the dates into subsets that no pair connects.
 *
 * @param[in]  used    [pairs] zero for a pair that does not count; NULL: all do
 * @param[out] subset  [dates] number of the date's subset, counted by their first dates; -1 for a date without a pair
 * @return the number of subsets
 */
int network_subsets(const struct network *network, const unsigned char *used, int *subset);

#endif
