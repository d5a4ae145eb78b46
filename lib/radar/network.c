#include "radar/network.h"

#include <stdlib.h>

static int by_day(const void *a, const void *b)
{
    const int one = *(const int *)a, other = *(const int *)b;

    return (one > other) - (one < other);
}

/* Sorted days without repetition; returns how many there are. */
static int collect_days(const struct day_span *spans, int pairs, int *day)
{
    int dates = 0;

    for (int i = 0; i < pairs; i++) {
        day[2 * i] = spans[i].first;
        day[2 * i + 1] = spans[i].last;
    }
    qsort(day, 2 * (size_t)pairs, sizeof *day, by_day);
    for (int i = 0; i < 2 * pairs; i++)
        if (i == 0 || day[i] != day[dates - 1])
            day[dates++] = day[i];
    return dates;
}

static int index_of(const struct network *network, int day)
{
    const int *found = bsearch(&day, network->day, network->dates, sizeof day, by_day);

    return (int)(found - network->day);
}

static enum slide_status check(const struct day_span *spans, int pairs, struct slide_error *error)
{
    char first[CALENDAR_TEXT], last[CALENDAR_TEXT];

    if (pairs < 1)
        return slide_fail(error, SLIDE_BAD_INPUT, "A network needs at least one pair of dates.");
    for (int i = 0; i < pairs; i++)
        if (spans[i].first >= spans[i].last)
            return slide_fail(error, SLIDE_BAD_INPUT,
                              "Pair %d is from %s to %s: an interferogram needs two dates, the earlier one first.",
                              i + 1, calendar_text(spans[i].first, first), calendar_text(spans[i].last, last));
    return SLIDE_OK;
}

enum slide_status network_make(const struct day_span *spans, int pairs, struct network *network,
                               struct slide_error *error)
{
    const enum slide_status status = check(spans, pairs, error);

    if (status != SLIDE_OK)
        return status;
    *network = (struct network){.pairs = pairs,
                                .day = malloc(2 * (size_t)pairs * sizeof *network->day),
                                .pair = malloc(pairs * sizeof *network->pair)};
    if (!network->day || !network->pair) {
        network_free(network);
        return slide_out_of_memory(error, 16. * pairs, "the network");
    }
    network->dates = collect_days(spans, pairs, network->day);
    for (int i = 0; i < pairs; i++)
        network->pair[i] = (struct date_pair){index_of(network, spans[i].first), index_of(network, spans[i].last)};
    return SLIDE_OK;
}

void network_free(struct network *network)
{
    free(network->day);
    free(network->pair);
    *network = (struct network){0};
}

int network_reach(const struct network *network)
{
    int reach = 0;

    for (int i = 0; i < network->pairs; i++) {
        const int steps = network->pair[i].later - network->pair[i].earlier;

        reach = steps > reach ? steps : reach;
    }
    return reach;
}

/* The earliest date of the tree; the way there is halved (Tarjan and van Leeuwen 1984). */
static int root_of(int *parent, int date)
{
    while (parent[date] != date) {
        parent[date] = parent[parent[date]];
        date = parent[date];
    }
    return date;
}

/* Both dates begin as trees of their own. */
static void begin(int *parent, struct date_pair pair)
{
    parent[pair.earlier] = pair.earlier;
    parent[pair.later] = pair.later;
}

static void join(int *parent, struct date_pair pair)
{
    const int one = root_of(parent, pair.earlier), other = root_of(parent, pair.later);

    parent[one < other ? other : one] = one < other ? one : other;
}

int network_subsets(const struct network *network, const unsigned char *used, int *subset)
{
    int subsets = 0;

    for (int i = 0; i < network->dates; i++)
        subset[i] = -1;
    for (int i = 0; i < network->pairs; i++)
        if (!used || used[i])
            begin(subset, network->pair[i]);
    for (int i = 0; i < network->pairs; i++)
        if (!used || used[i])
            join(subset, network->pair[i]);
    /* every date points to itself or to an earlier one, which has its number by then */
    for (int i = 0; i < network->dates; i++)
        if (subset[i] >= 0)
            subset[i] = subset[i] == i ? subsets++ : subset[subset[i]];
    return subsets;
}
