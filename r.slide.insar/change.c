/** operation=change: what the event did to coherence, written row by row. */
#include "radar/change.h"

#include <math.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/output.h"
#include "operations.h"

enum { PAIRS = 3 }; /* before, across and after the event */

static const enum option_key pair_options[PAIRS] = {OPTION_PRE, OPTION_CO, OPTION_POST};

struct measure {
    enum option_key output;
    unsigned needs; /* the coherences it is made of */
    const char *title;
    const char *label; /* semantic */
    const char *formula;
    change_measure *compute;
};

#define PRE WITH(OPTION_PRE)
#define CO WITH(OPTION_CO)
#define POST WITH(OPTION_POST)

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
};

enum { MEASURES = sizeof measures / sizeof *measures };

/* A map that is being written. */
struct change_map {
    const struct measure *measure;
    const char *name;
    int file;
    size_t valid;
};

struct change_run {
    const struct options *options;
    unsigned used; /* the coherences that some output needs */
    int file[PAIRS];
    FCELL *row[PAIRS]; /* NULL where not used */
    struct change_map map[MEASURES];
    int maps;
    FCELL *out;
};

/* NULL for an option that is no output of this operation. */
static const struct measure *first_row(enum option_key output)
{
    for (const struct measure *row = measures; row < measures + MEASURES; row++)
        if (row->output == output)
            return row;
    return NULL;
}

static const struct measure *row_with_coherences(const struct options *options, const struct measure *first)
{
    const unsigned given = options_given(options);

    for (const struct measure *row = first; row < measures + MEASURES; row++)
        if (row->output == first->output && !(row->needs & ~given))
            return row;
    G_fatal_error(_("%s needs %s%s"), options_text(options, WITH(first->output), ""),
                  options_text(options, first->needs, _("and")),
                  first->output == OPTION_DPM ? _(", or pre= and post=") : "");
}

static void choose_measures(struct change_run *run)
{
    for (enum option_key key = 0; key < OPTION_COUNT; key++) {
        const struct measure *first = first_row(key);
        struct change_map *map = &run->map[run->maps];

        if (!first || !option_answer(run->options, key))
            continue;
        map->measure = row_with_coherences(run->options, first);
        map->name = option_answer(run->options, key);
        run->used |= map->measure->needs;
        run->maps++;
    }
}

static void tell_choices(const struct change_run *run)
{
    const unsigned idle = options_given(run->options) & (PRE | CO | POST) & ~run->used;

    for (int i = 0; i < run->maps; i++)
        G_important_message("<%s>: %s", run->map[i].name, run->map[i].measure->formula);
    if (idle)
        G_important_message(_("%s is not used by these outputs"), options_text(run->options, idle, _("and")));
}

static void open_maps(struct change_run *run)
{
    for (int pair = 0; pair < PAIRS; pair++) {
        const char *name = option_answer(run->options, pair_options[pair]);
        const char *mapset;

        if (!(run->used & WITH(pair_options[pair])))
            continue;
        mapset = G_find_raster2(name, "");
        if (!mapset)
            G_fatal_error(_("Raster map <%s> not found"), name);
        run->file[pair] = Rast_open_old(name, mapset);
        run->row[pair] = Rast_allocate_f_buf();
    }
    for (int i = 0; i < run->maps; i++)
        run->map[i].file = Rast_open_fp_new(run->map[i].name);
    run->out = Rast_allocate_f_buf();
}

static void read_row(struct change_run *run, int row, int cols)
{
    for (int pair = 0; pair < PAIRS; pair++) {
        FCELL *cells = run->row[pair];
        size_t outside;

        if (!cells)
            continue;
        Rast_get_f_row(run->file[pair], cells, row);
        for (int col = 0; col < cols; col++)
            if (isinf(cells[col]))
                cells[col] = NAN;
        outside = coherence_first_outside(cells, cols);
        if (outside < (size_t)cols)
            G_fatal_error(_("<%s> is no coherence map: it holds %.9g, outside 0 to 1"),
                          option_answer(run->options, pair_options[pair]), cells[outside]);
    }
}

static void write_row(struct change_run *run, int cols)
{
    const struct coherences coherences = {run->row[0], run->row[1], run->row[2]};

    for (int i = 0; i < run->maps; i++) {
        struct change_map *map = &run->map[i];

        map->measure->compute(&coherences, cols, run->out);
        for (int col = 0; col < cols; col++) {
            if (isnan(run->out[col]))
                Rast_set_f_null_value(&run->out[col], 1); /* GRASS's own bit pattern, not any NaN */
            else
                map->valid++;
        }
        Rast_put_f_row(map->file, run->out);
    }
}

static void refuse_empty(const struct change_run *run)
{
    for (int i = 0; i < run->maps; i++)
        if (run->map[i].valid == 0)
            G_fatal_error(_("No cell of <%s> would be valid: nowhere inside the current region and mask are all of %s "
                            "valid. Check g.region and r.mask."),
                          run->map[i].name, options_text(run->options, run->map[i].measure->needs, _("and")));
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

/* Colours end at half of what coherence can change, so that a few large values do not wash out the rest. */
static void close_maps(struct change_run *run)
{
    const double shown = 0.5;

    for (int i = 0; i < run->maps; i++) {
        const struct measure *measure = run->map[i].measure;
        const struct map_description description = {.title = _(measure->title),
                                                    .units = "1",
                                                    .semantic_label = measure->label,
                                                    .colors = "differences",
                                                    .color_low = -shown,
                                                    .color_high = shown,
                                                    .history = measure->formula,
                                                    .source = sources_of(run, measure)};

        map_guard(run->map[i].name);
        Rast_close(run->map[i].file);
        map_describe(run->map[i].name, &description);
    }
    maps_kept();
    for (int pair = 0; pair < PAIRS; pair++)
        if (run->row[pair]) {
            Rast_close(run->file[pair]);
            G_free(run->row[pair]);
        }
    G_free(run->out);
}

void run_change(const struct options *options)
{
    const int rows = Rast_window_rows(), cols = Rast_window_cols();
    struct change_run run = {.options = options};

    choose_measures(&run);
    tell_choices(&run);
    open_maps(&run);
    for (int row = 0; row < rows; row++) {
        G_percent(row, rows, 5);
        read_row(&run, row, cols);
        write_row(&run, cols);
    }
    G_percent(1, 1, 1);
    refuse_empty(&run);
    close_maps(&run);
}
