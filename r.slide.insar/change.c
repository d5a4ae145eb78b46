/** operation=change: what the event did to coherence, written row by row. */
#include "radar/change.h"

#include <math.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/dates.h"
#include "grass/row_maps.h"
#include "operations.h"
#include "pair_dates.h"

enum { PAIRS = 4 }; /* before, across and after the event, and across it over siblings */

static const enum option_key pair_options[PAIRS] = {OPTION_PRE, OPTION_CO, OPTION_POST, OPTION_CO_SIBLING};

struct measure {
    enum option_key output;
    option_set needs; /* the coherences it is made of */
    const char *title;
    const char *label; /* semantic */
    const char *formula;
    change_measure *compute;
};

#define PRE WITH(OPTION_PRE)
#define CO WITH(OPTION_CO)
#define POST WITH(OPTION_POST)
#define SIBLING WITH(OPTION_CO_SIBLING)

/* Of two rows with one output the first whose coherences are given counts. */
static const struct measure measures[] = {
    {OPTION_DPM, PRE | CO, N_("Damage proxy map"), "dpm", "dpm = coherence pre - co", change_coevent_loss},
    {OPTION_DPM, PRE | POST, N_("Damage proxy map"), "dpm", "dpm = coherence pre - post", change_lasting_loss},
    {OPTION_CECL, PRE | CO, N_("Co-event coherence loss"), "cecl", "cecl = coherence pre - co", change_coevent_loss},
    {OPTION_PECI, CO | POST, N_("Post-event coherence increase"), "peci", "peci = coherence post - co",
     change_postevent_increase},
    {OPTION_SUM, PRE | CO | POST, N_("Sum of coherence loss and increase"), "dc_sum",
     "sum = coherence (pre - co) + (post - co)", change_sum},
    {OPTION_MAX, PRE | CO | POST, N_("Larger of coherence loss and increase"), "dc_max",
     "max = larger of coherence (pre - co) and (post - co)", change_max},
    {OPTION_BXS, CO | SIBLING, N_("Boxcar minus sibling coherence"), "bxs",
     "bxs = coherence co (boxcar) - co_sibling, negative where disturbed", change_boxcar_sibling},
    {OPTION_DIFFERENCE, PRE | CO, N_("Coherence difference, later minus earlier"), "coherence_difference",
     "difference = coherence co - pre, negative where disturbed", change_coevent_difference},
    {OPTION_DIFFERENCE, PRE | POST, N_("Coherence difference, later minus earlier"), "coherence_difference",
     "difference = coherence post - pre, negative where disturbed", change_lasting_difference},
    {OPTION_RATIO, PRE | CO, N_("Share of coherence that was kept"), "coherence_ratio", "ratio = coherence co / pre",
     change_coevent_ratio},
    {OPTION_RATIO, PRE | POST, N_("Share of coherence that was kept"), "coherence_ratio",
     "ratio = coherence post / pre", change_lasting_ratio},
};

enum { MEASURES = sizeof measures / sizeof *measures };

/* A coherence map that some output needs. */
struct pair_input {
    int file;
    FCELL *row; /* NULL where not used */
    struct coherence_tally tally;
};

struct change_run {
    const struct options *options;
    option_set used; /* the coherences that some output needs */
    struct pair_input pair[PAIRS];
    const struct measure *measure[MEASURES + 1]; /* of each map, ended by NULL */
    struct row_maps maps;
    FCELL *out;
};

/* The next row of an output; NULL at the end. `from` may be the table itself. */
static const struct measure *row_of(enum option_key output, const struct measure *from)
{
    for (const struct measure *row = from; row < measures + MEASURES; row++)
        if (row->output == output)
            return row;
    return NULL;
}

static const struct measure *row_with_coherences(const struct options *options, const struct measure *first)
{
    const option_set given = options_given(options);
    const struct measure *second = row_of(first->output, first + 1);

    for (const struct measure *row = first; row; row = row_of(first->output, row + 1))
        if (!(row->needs & ~given))
            return row;
    G_fatal_error(_("%s needs %s%s"), options_text(options, WITH(first->output), ""),
                  options_text(options, first->needs, _("and")), second ? _(", or pre= and post=") : "");
}

/* Maps are numbered in the order of their options. */
static void choose_measures(struct change_run *run)
{
    int count = 0;

    for (enum option_key key = 0; key < OPTION_COUNT; key++) {
        const struct measure *first = row_of(key, measures);

        if (!first || !option_answer(run->options, key))
            continue;
        run->measure[count] = row_with_coherences(run->options, first);
        run->used |= run->measure[count++]->needs;
    }
}

static void tell_choices(const struct change_run *run)
{
    const option_set idle = options_given(run->options) & (PRE | CO | POST | SIBLING) & ~run->used;

    for (const struct measure *const *measure = run->measure; *measure; measure++)
        G_important_message("<%s>: %s", option_answer(run->options, (*measure)->output), (*measure)->formula);
    if (idle)
        G_important_message(_("%s is not used by these outputs"), options_text(run->options, idle, _("and")));
}

static const char *used_map(const struct change_run *run, int pair)
{
    return run->used & WITH(pair_options[pair]) ? option_answer(run->options, pair_options[pair]) : NULL;
}

static void check_dates(const struct change_run *run)
{
    const char *event = option_answer(run->options, OPTION_EVENT);
    struct pair_dates pair[PAIR_TIMES];
    struct day_span days;

    for (int i = 0; i < PAIR_TIMES; i++)
        pair[i] = pair_dates_of(used_map(run, i));
    if (event)
        days = option_days("event", event);
    refuse_wrong_order(pair, event ? &days : NULL);
}

static void open_maps(struct change_run *run)
{
    for (int i = 0; i < PAIRS; i++) {
        const char *name = used_map(run, i);
        const char *mapset;

        if (!name)
            continue;
        mapset = G_find_raster2(name, "");
        if (!mapset)
            G_fatal_error(_("Raster map <%s> not found"), name);
        run->pair[i].file = Rast_open_old(name, mapset);
        run->pair[i].row = Rast_allocate_f_buf();
    }
    for (const struct measure **measure = run->measure; *measure; measure++)
        row_maps_add(&run->maps, option_answer(run->options, (*measure)->output), MAP_FLOATS);
    run->out = Rast_allocate_f_buf();
}

static void read_row(struct change_run *run, int row, int cols)
{
    for (struct pair_input *pair = run->pair; pair < run->pair + PAIRS; pair++) {
        if (!pair->row)
            continue;
        Rast_get_f_row(pair->file, pair->row, row);
        for (int col = 0; col < cols; col++)
            if (isinf(pair->row[col]))
                pair->row[col] = NAN;
        coherence_count_outside(pair->row, cols, &pair->tally);
    }
}

static void write_row(struct change_run *run, int cols)
{
    const struct coherences coherences = {run->pair[0].row, run->pair[1].row, run->pair[2].row, run->pair[3].row};

    for (int i = 0; i < run->maps.count; i++) {
        run->measure[i]->compute(&coherences, cols, run->out);
        row_maps_put(&run->maps, i, run->out);
    }
}

static void refuse_what_is_no_coherence(const struct change_run *run)
{
    for (int i = 0; i < PAIRS; i++) {
        const struct coherence_tally *tally = &run->pair[i].tally;

        if (tally->outside > 0)
            G_fatal_error(_("<%s> is no coherence map: it holds %.9g, outside 0 to 1, as are %zu of %zu valid cells. "
                            "Divide by 100 what is per cent; make null what is nodata (r.null)."),
                          used_map(run, i), tally->farthest, tally->outside, tally->valid);
    }
}

static void refuse_empty(const struct change_run *run)
{
    for (int i = 0; i < run->maps.count; i++)
        if (run->maps.map[i].valid == 0)
            G_fatal_error(_("No cell of <%s> would be valid: nowhere inside the current region and mask are all of %s "
                            "valid. Check g.region and r.mask."),
                          run->maps.map[i].name, options_text(run->options, run->measure[i]->needs, _("and")));
}

static char *sources_of(const struct change_run *run, const struct measure *measure)
{
    char *sources = G_store("");

    for (int pair = 0; pair < PAIRS; pair++) {
        char *longer = NULL;

        if (!(measure->needs & WITH(pair_options[pair])))
            continue;
        G_asprintf(&longer, "%s%s%s", sources, *sources ? ", " : "", option_answer(run->options, pair_options[pair]));
        G_free(sources);
        sources = longer;
    }
    return sources;
}

static struct map_time time_of(const struct change_run *run, const struct measure *measure)
{
    const char *names[PAIRS];

    for (int pair = 0; pair < PAIRS; pair++)
        names[pair] = measure->needs & WITH(pair_options[pair]) ? used_map(run, pair) : NULL;
    return maps_time(names, PAIRS);
}

static const char *label_of(const struct change_run *run, const struct measure *measure)
{
    const char *track = option_answer(run->options, OPTION_TRACK);
    char *label = NULL;

    if (!track)
        return measure->label;
    G_asprintf(&label, "%s_%s", measure->label, track);
    return label;
}

static const char *title_of(const struct change_run *run, const struct measure *measure)
{
    const char *track = option_answer(run->options, OPTION_TRACK);
    char *title = NULL;

    if (!track)
        return _(measure->title);
    G_asprintf(&title, "%s, %s", _(measure->title), track);
    return title;
}

/* Colours end at half of what coherence can change, so that a few large values do not wash out the rest. */
static void close_maps(struct change_run *run)
{
    const double shown = 0.5;
    struct map_description description[MEASURES];

    for (int i = 0; i < run->maps.count; i++) {
        const struct measure *measure = run->measure[i];
        const int is_ratio = measure->output == OPTION_RATIO;

        description[i] = (struct map_description){.title = title_of(run, measure),
                                                  .units = "1",
                                                  .semantic_label = label_of(run, measure),
                                                  .colors = is_ratio ? "viridis" : "differences",
                                                  .color_low = is_ratio ? 0. : -shown,
                                                  .color_high = is_ratio ? 1. : shown,
                                                  .history = measure->formula,
                                                  .source = sources_of(run, measure),
                                                  .time = time_of(run, measure)};
    }
    row_maps_close(&run->maps, description);
    for (struct pair_input *pair = run->pair; pair < run->pair + PAIRS; pair++)
        if (pair->row) {
            Rast_close(pair->file);
            G_free(pair->row);
        }
    G_free(run->out);
}

static void refuse_odd_track(const char *track)
{
    if (track && (!*track || !Rast_legal_semantic_label(track)))
        G_fatal_error(_("track=%s cannot end a semantic label: use letters, digits and _"), track);
}

void run_change(const struct options *options)
{
    const int rows = Rast_window_rows(), cols = Rast_window_cols();
    struct change_run run = {.options = options};

    refuse_odd_track(option_answer(options, OPTION_TRACK));
    choose_measures(&run);
    check_dates(&run);
    tell_choices(&run);
    open_maps(&run);
    for (int row = 0; row < rows; row++) {
        G_percent(row, rows, 5);
        read_row(&run, row, cols);
        write_row(&run, cols);
    }
    G_percent(1, 1, 1);
    refuse_what_is_no_coherence(&run);
    refuse_empty(&run);
    close_maps(&run);
}
