/** Draws of samples that come from tables: those that are stored, or new ones from each event. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/fatal.h"
#include "learn/redraw.h"
#include "tables.h"

/* counts of one event's draw, before what it keeps is known */
static struct sampling seen_of(const struct event_table *event, size_t draw)
{
    struct sampling seen = {.cells = event->rows, .predictor_null = event->left_out};

    if (!event->described)
        return seen;
    seen = event->source.draw[draw < event->source.draws ? draw : 0].sampling;
    seen.predictor_null += event->left_out;
    return seen;
}

static void set_available(const struct event_table *event, uint64_t positive, uint64_t negative,
                          struct sampling *sampling)
{
    sampling->positive_available = event->region_positive == REGION_UNKNOWN ? positive : event->region_positive;
    sampling->negative_available = event->region_negative == REGION_UNKNOWN ? negative : event->region_negative;
}

/* wishes that events do not share are none of the whole */
static void add_sampling(const struct sampling *event, bool first, struct sampling *sum)
{
    struct sampling before = *sum;

    if (first) {
        *sum = *event;
        return;
    }
    *sum = (struct sampling){
        .cells = before.cells + event->cells,
        .label_null = before.label_null + event->label_null,
        .stratum_null = before.stratum_null + event->stratum_null,
        .predictor_null = before.predictor_null + event->predictor_null,
        .positive_available = before.positive_available + event->positive_available,
        .positive = before.positive + event->positive,
        .negative_available = before.negative_available + event->negative_available,
        .negative_excluded = before.negative_excluded + event->negative_excluded,
        .negative = before.negative + event->negative,
    };
    if (before.negatives_per_positive == event->negatives_per_positive)
        sum->negatives_per_positive = event->negatives_per_positive;
    sum->fixed_positive = before.fixed_positive + event->fixed_positive;
    sum->fixed_negative = before.fixed_negative + event->fixed_negative;
}

static void append(const struct subset *from, struct subset *to)
{
    memcpy(to->row + to->rows, from->row, from->rows * sizeof *from->row);
    to->rows += from->rows;
}

/* what one draw of an event kept; as it was written where that is all there is */
static struct sampling sampling_of(const struct event_tables *tables, const struct table_request *request,
                                   size_t number, const struct sampling *kept)
{
    const struct event_table *event = &tables->event[number];
    struct sampling sampling = seen_of(event, 0);
    const bool all = kept->positive + kept->negative == tables_rows_of(tables, number);

    set_available(event, kept->positive_available, kept->negative_available, &sampling);
    if (all && event->described && event->source.draws == 1 && sampling.positive == kept->positive &&
        sampling.negative == kept->negative)
        return sampling;
    sampling.positive = kept->positive;
    sampling.negative = kept->negative;
    sampling.negatives_per_positive = request->wanted.negatives_per_positive;
    sampling.fixed_positive = request->wanted.fixed_positive;
    sampling.fixed_negative = request->wanted.fixed_negative;
    sampling.strata = 0;
    return sampling;
}

static void redraw_event(const struct event_tables *tables, const struct table_request *request, size_t number,
                         struct draw *draw)
{
    const struct event_table *event = &tables->event[number];
    const size_t draws = request->repeats;
    struct sampling *kept = G_malloc(draws * sizeof *kept);
    struct subset *rows = G_calloc(draws, sizeof *rows);
    uint64_t *seed = G_malloc(draws * sizeof *seed);
    const struct redraw redraw = {&tables->table, event->first,  tables_rows_of(tables, number),
                                  event->offset,  tables->share, request->wanted,
                                  draws,          seed};
    struct slide_error error;

    for (size_t i = 0; i < draws; i++)
        seed[i] = draw[i].seed + ((uint64_t)number << 32);
    if (redraw_samples(&redraw, rows, kept, &error) != SLIDE_OK)
        G_fatal_error(_("Event '%s' of table '%s': %s"), event->name, event->path, error.text);
    for (size_t i = 0; i < draws; i++) {
        const struct sampling sampling = sampling_of(tables, request, number, &kept[i]);

        add_sampling(&sampling, number == 0, &draw[i].sampling);
        append(&rows[i], &draw[i].rows);
        subset_free(&rows[i]);
    }
    G_free(seed);
    G_free(rows);
    G_free(kept);
}

/* whether "1-3 7" holds a number; ends the module where it is no such text */
static bool holds(const char *text, unsigned long number, const struct event_table *event)
{
    bool found = false;

    while (*text) {
        char *end;
        const unsigned long low = strtoul(text, &end, 10);
        unsigned long high = low;

        if (end != text && *end == '-') {
            const char *second = end + 1;

            high = strtoul(second, &end, 10);
            high = end == second ? 0 : high;
        }
        if (end == text || low == 0 || high < low || high > event->source.draws || (*end && *end != ' '))
            G_fatal_error(_("Table '%s' has a text '%s' in its column 'draws', which must be numbers of its %zu draws "
                            "such as 1-3 7"),
                          event->path, text, event->source.draws);
        found |= low <= number && number <= high;
        text = *end ? end + 1 : end;
    }
    return found;
}

static void count_kept(const struct event_tables *tables, size_t number, const struct subset *rows, size_t first,
                       struct sampling *sampling)
{
    uint64_t positive = 0, negative = 0;

    for (size_t i = first; i < rows->rows; i++) {
        const bool landslide = label_is_positive(tables->table.label[rows->row[i]], tables->share);

        positive += landslide;
        negative += !landslide;
    }
    if (sampling->positive != positive || sampling->negative != negative)
        sampling->strata = 0; /* samples were taken out since */
    sampling->positive = positive;
    sampling->negative = negative;
    set_available(&tables->event[number], positive, negative, sampling);
}

/* one of the stored draws of all events */
static void take_stored(const struct event_tables *tables, size_t number, struct draw *draw)
{
    for (size_t i = 0; i < tables->events; i++) {
        const struct event_table *event = &tables->event[i];
        struct sampling sampling = seen_of(event, number);
        const size_t first = draw->rows.rows, end = event->first + tables_rows_of(tables, i);

        for (size_t row = event->first; row < end; row++)
            if (!tables->draws || !tables->draws[row] || holds(tables->draws[row], number + 1, event))
                draw->rows.row[draw->rows.rows++] = row;
        count_kept(tables, i, &draw->rows, first, &sampling);
        add_sampling(&sampling, i == 0, &draw->sampling);
    }
}

static void warn_of_unknown(const struct event_tables *tables)
{
    for (size_t i = 0; i < tables->events; i++) {
        const struct event_table *event = &tables->event[i];

        if (event->region_positive == REGION_UNKNOWN || event->region_negative == REGION_UNKNOWN)
            G_warning(_("Table '%s' does not say how many landslide cells and others the region of event '%s' has "
                        "(region_positive, region_negative): its samples are taken as all there are, so probabilities "
                        "are those of the samples"),
                      event->path, event->name);
    }
}

static size_t stored_draws(const struct event_tables *tables)
{
    const struct event_table *most = NULL;

    for (size_t i = 0; tables->draws && i < tables->events; i++) {
        const struct event_table *event = &tables->event[i];

        if (event->source.draws < 2)
            continue;
        if (most && event->source.draws != most->source.draws)
            G_fatal_error(_("Table '%s' holds %zu draws, '%s' %zu: draw anew with samples= or negatives="), event->path,
                          event->source.draws, most->path, most->source.draws);
        most = event;
    }
    return most ? most->source.draws : 1;
}

static struct draw *empty_draws(const struct event_tables *tables, uint64_t seed, size_t draws)
{
    struct draw *draw = G_calloc(draws, sizeof *draw);

    for (size_t i = 0; i < draws; i++) {
        draw[i].seed = sampling_repeat_seed(seed, i);
        draw[i].rows.row = malloc((tables->table.rows + 1) * sizeof *draw[i].rows.row);
        if (!draw[i].rows.row)
            G_fatal_error(_("Not enough memory for %zu draws of %zu samples"), draws, tables->table.rows);
    }
    return draw;
}

struct draw *tables_draw(const struct event_tables *tables, const struct table_request *request, uint64_t seed,
                         size_t *draws)
{
    const size_t stored = request->by_default ? stored_draws(tables) : 1;
    struct draw *draw;

    if (stored > 1 && request->repeats > 1 && request->repeats != stored)
        G_fatal_error(_("The tables hold %zu draws: leave repeats=%zu out, or draw anew with samples= or negatives="),
                      stored, request->repeats);
    warn_of_unknown(tables);
    *draws = stored > 1 ? stored : request->repeats;
    draw = empty_draws(tables, seed, *draws);
    for (size_t i = 0; stored > 1 && i < stored; i++)
        take_stored(tables, i, &draw[i]);
    for (size_t i = 0; stored == 1 && i < tables->events; i++)
        redraw_event(tables, request, i, draw);
    return draw;
}
