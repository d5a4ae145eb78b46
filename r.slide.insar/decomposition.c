/** operation=decomposition: vertical and eastward motion from an ascending and a descending track, row by row. */
#include "radar/decomposition.h"

#include <math.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/output.h"
#include "map_or_number.h"
#include "operations.h"

enum { TRACKS = 2, OUTPUTS = 4 };

static const char *const track_names[TRACKS] = {"ascending", "descending"};

/* Cells whose design matrix is worse than this are null: noise would grow thirtyfold. */
static const double WORST_CONDITION = 30.;

struct track {
    struct map_or_number displacement;
    struct map_or_number incidence;
    struct map_or_number azimuth;
    struct map_or_number sd; /* not given: NaN */
};

struct output {
    enum option_key key;
    int symmetric; /* colours */
    const char *title;
    const char *label; /* semantic */
    const char *colors;
    double (*value)(const struct motion *motion);
};

static double up_of(const struct motion *motion)
{
    return motion->up;
}

static double east_of(const struct motion *motion)
{
    return motion->east;
}

static double up_sd_of(const struct motion *motion)
{
    return motion->up_sd;
}

static double east_sd_of(const struct motion *motion)
{
    return motion->east_sd;
}

static const struct output outputs[OUTPUTS] = {
    {OPTION_VERTICAL, 1, N_("Vertical displacement, up positive"), "vertical", "differences", up_of},
    {OPTION_EAST, 1, N_("Eastward displacement"), "east", "differences", east_of},
    {OPTION_VERTICAL_SD, 0, N_("Standard deviation of the vertical displacement"), "vertical_sd", "viridis", up_sd_of},
    {OPTION_EAST_SD, 0, N_("Standard deviation of the eastward displacement"), "east_sd", "viridis", east_sd_of},
};

struct map {
    const struct output *output;
    const char *name;
    int file;
    FCELL *row;
};

/* Means over the solved cells, for the reader. */
struct summary {
    size_t solved, too_alike;
    struct line_of_sight sight[TRACKS];
    double best_condition, worst_condition;
    double north_to_east, north_to_up;
};

struct decomposition_run {
    const struct options *options;
    const struct azimuth_convention *convention;
    struct track track[TRACKS];
    struct map map[OUTPUTS];
    int maps;
    struct summary summary;
};

static void check_incidence(const struct map_or_number *source)
{
    const struct value_range range = map_or_number_range(source);

    if (range.lowest >= 0. && range.highest <= M_PI_2 + 1e-3)
        G_fatal_error(_("%s=%s lies from %.4f to %.4f: that is radians. Turn it into degrees: "
                        "r.mapcalc \"incidence = %s * 180. / %.8f\""),
                      source->key, source->text, range.lowest, range.highest, source->text, M_PI);
    if (range.lowest < 0. || range.highest >= 90.)
        G_fatal_error(_("%s=%s lies from %.4f to %.4f: an incidence angle is from 0 to 90 degrees, from the vertical"),
                      source->key, source->text, range.lowest, range.highest);
}

static void check_azimuth(const struct map_or_number *source)
{
    const struct value_range range = map_or_number_range(source);

    if (fmin(range.lowest, -range.highest) < -360.)
        G_fatal_error(_("%s=%s lies from %.4f to %.4f: an azimuth angle is from -360 to 360 degrees"), source->key,
                      source->text, range.lowest, range.highest);
    if (fmin(range.lowest, -range.highest) >= -2. * M_PI)
        G_warning(_("%s=%s lies from %.4f to %.4f: taken as degrees. Is it radians?"), source->key, source->text,
                  range.lowest, range.highest);
}

static void check_sd(const struct map_or_number *source)
{
    if (source->text && map_or_number_range(source).lowest < 0.)
        G_fatal_error(_("%s=%s is negative: a standard deviation is not"), source->key, source->text);
}

static struct track open_track(const struct options *options, int track)
{
    static const enum option_key keys[TRACKS][4] = {
        {OPTION_ASCENDING, OPTION_INCIDENCE_ASCENDING, OPTION_AZIMUTH_ASCENDING, OPTION_SD_ASCENDING},
        {OPTION_DESCENDING, OPTION_INCIDENCE_DESCENDING, OPTION_AZIMUTH_DESCENDING, OPTION_SD_DESCENDING}};
    const enum option_key *key = keys[track];
    struct track opened = {map_or_number_open(options, key[0]), map_or_number_open(options, key[1]),
                           map_or_number_open(options, key[2]), map_or_number_open(options, key[3])};

    if (!opened.displacement.row)
        G_fatal_error(_("%s=%s must be a map"), opened.displacement.key, opened.displacement.text);
    check_incidence(&opened.incidence);
    check_azimuth(&opened.azimuth);
    check_sd(&opened.sd);
    return opened;
}

static void close_track(struct track *track)
{
    map_or_number_close(&track->displacement);
    map_or_number_close(&track->incidence);
    map_or_number_close(&track->azimuth);
    map_or_number_close(&track->sd);
}

/* The unit that both maps carry, or the one that one of them does; NULL when neither does. */
static const char *common_unit(const struct decomposition_run *run)
{
    const char *unit[TRACKS];

    for (int track = 0; track < TRACKS; track++) {
        const char *name = run->track[track].displacement.text;
        char *text = Rast_read_units(name, G_find_raster2(name, ""));

        unit[track] = text && *text ? text : NULL;
    }
    if (unit[0] && unit[1] && strcmp(unit[0], unit[1]) != 0)
        G_fatal_error(_("<%s> is in %s and <%s> in %s: bring both to one unit"), run->track[0].displacement.text,
                      unit[0], run->track[1].displacement.text, unit[1]);
    if (!unit[0] != !unit[1])
        G_important_message(_("Only <%s> says its unit, %s: taken for both"),
                            run->track[unit[0] ? 0 : 1].displacement.text, unit[0] ? unit[0] : unit[1]);
    return unit[0] ? unit[0] : unit[1];
}

static void open_maps(struct decomposition_run *run)
{
    for (int i = 0; i < OUTPUTS; i++) {
        struct map *map = &run->map[run->maps];

        map->output = &outputs[i];
        map->name = option_answer(run->options, outputs[i].key);
        if (!map->name)
            continue;
        map->file = Rast_open_fp_new(map->name);
        map->row = Rast_allocate_f_buf();
        run->maps++;
    }
}

static void refuse_sd_without_both(const struct options *options)
{
    const option_set given = options_given(options), sds = WITH(OPTION_SD_ASCENDING) | WITH(OPTION_SD_DESCENDING);

    if (given & (WITH(OPTION_VERTICAL_SD) | WITH(OPTION_EAST_SD)) && sds & ~given)
        G_fatal_error(_("vertical_sd= and east_sd= need %s"), options_text(options, sds, _("and")));
    if (given & sds && !(given & (WITH(OPTION_VERTICAL_SD) | WITH(OPTION_EAST_SD))))
        G_fatal_error(_("%s has no use without vertical_sd= or east_sd="),
                      options_text(options, given & sds, _("and")));
}

static struct track_motion motion_seen(const struct decomposition_run *run, int track, int col)
{
    const struct track *of = &run->track[track];

    return (struct track_motion){
        line_of_sight_of(map_or_number_at(&of->incidence, col), map_or_number_at(&of->azimuth, col), run->convention),
        map_or_number_at(&of->displacement, col), map_or_number_at(&of->sd, col)};
}

static void sum_up(struct summary *summary, const struct track_motion *seen, const struct motion *motion)
{
    summary->solved++;
    for (int track = 0; track < TRACKS; track++) {
        summary->sight[track].east += seen[track].sight.east;
        summary->sight[track].north += seen[track].sight.north;
        summary->sight[track].up += seen[track].sight.up;
    }
    summary->best_condition = fmin(summary->best_condition, motion->condition);
    summary->worst_condition = fmax(summary->worst_condition, motion->condition);
    summary->north_to_east += motion->north_to_east;
    summary->north_to_up += motion->north_to_up;
}

static void solve_cell(struct decomposition_run *run, int col)
{
    const struct track_motion seen[TRACKS] = {motion_seen(run, 0, col), motion_seen(run, 1, col)};
    const struct motion motion = motion_of_tracks(&seen[0], &seen[1]);
    const int alike = motion.condition > WORST_CONDITION; /* false for NaN */
    const int solved = !alike && !isnan(motion.up);

    run->summary.too_alike += alike;
    if (solved)
        sum_up(&run->summary, seen, &motion);
    for (int i = 0; i < run->maps; i++) {
        const double value = solved ? run->map[i].output->value(&motion) : NAN;

        if (isnan(value))
            Rast_set_f_null_value(&run->map[i].row[col], 1);
        else
            run->map[i].row[col] = (FCELL)value;
    }
}

static void solve(struct decomposition_run *run)
{
    const int rows = Rast_window_rows(), cols = Rast_window_cols();

    for (int row = 0; row < rows; row++) {
        G_percent(row, rows, 5);
        for (int track = 0; track < TRACKS; track++) {
            map_or_number_read(&run->track[track].displacement, row);
            map_or_number_read(&run->track[track].incidence, row);
            map_or_number_read(&run->track[track].azimuth, row);
            map_or_number_read(&run->track[track].sd, row);
        }
        for (int col = 0; col < cols; col++)
            solve_cell(run, col);
        for (int i = 0; i < run->maps; i++)
            Rast_put_f_row(run->map[i].file, run->map[i].row);
    }
    G_percent(1, 1, 1);
}

static void refuse_empty(const struct decomposition_run *run)
{
    if (run->summary.solved > 0)
        return;
    if (run->summary.too_alike > 0)
        G_fatal_error(_("Both tracks look alike: the condition of the design matrix is above %g in all of %zu cells. "
                        "Check the azimuth angles and azimuth_is=%s."),
                      WORST_CONDITION, run->summary.too_alike, run->convention->name);
    G_fatal_error(_("No cell is valid in all of the maps inside the current region and mask. Check g.region and "
                    "r.mask."));
}

/* An ascending right-looking radar looks east, a descending one west; a left-looking one the other way round. */
static void warn_of_swapped_tracks(const struct summary *summary)
{
    if (summary->sight[0].east > 0. && summary->sight[1].east < 0.)
        G_warning(_("The ascending track looks west and the descending one east, as only left-looking radars do: are "
                    "they swapped, or is azimuth_is= another?"));
    if (summary->sight[0].east * summary->sight[1].east > 0.)
        G_warning(_("Both tracks look to the same side, east or west: check azimuth_is= and the azimuth angles"));
}

static char *tell(const struct decomposition_run *run)
{
    const struct summary *summary = &run->summary;
    const double n = (double)summary->solved;
    char *text = NULL;

    for (int track = 0; track < TRACKS; track++)
        G_message(_("Mean line of sight, %s: east %.6f, north %.6f, up %.6f"), track_names[track],
                  summary->sight[track].east / n, summary->sight[track].north / n, summary->sight[track].up / n);
    G_asprintf(&text,
               "[east up] = inverse of [%.6f %.6f; %.6f %.6f] (means) times [ascending descending]\n"
               "condition %.4f to %.4f; azimuth is %s\n"
               "northward motion taken as zero: 1 of it adds %.4f to east, %.4f to up",
               summary->sight[0].east / n, summary->sight[0].up / n, summary->sight[1].east / n,
               summary->sight[1].up / n, summary->best_condition, summary->worst_condition, run->convention->name,
               summary->north_to_east / n, summary->north_to_up / n);
    G_important_message("%s", text);
    if (summary->too_alike > 0)
        G_important_message(_("%zu cells are null: their design matrix has a condition above %g"), summary->too_alike,
                            WORST_CONDITION);
    return text;
}

static void close_maps(struct decomposition_run *run, const char *unit)
{
    const char *const tracks[TRACKS] = {run->track[0].displacement.text, run->track[1].displacement.text};
    const struct map_time time = maps_time(tracks, TRACKS);
    char *history = tell(run), *sources = NULL;

    G_asprintf(&sources, "%s, %s", tracks[0], tracks[1]);
    for (int i = 0; i < run->maps; i++) {
        const struct output *output = run->map[i].output;
        const struct map_description description = {.title = _(output->title),
                                                    .units = unit,
                                                    .semantic_label = output->label,
                                                    .colors = output->colors,
                                                    .symmetric = output->symmetric,
                                                    .color_low = NAN,
                                                    .color_high = NAN,
                                                    .history = history,
                                                    .source = sources,
                                                    .time = time};

        map_guard(run->map[i].name);
        Rast_close(run->map[i].file);
        map_describe(run->map[i].name, &description);
        G_free(run->map[i].row);
    }
    maps_kept();
    G_free(sources);
    G_free(history);
}

void run_decomposition(const struct options *options)
{
    struct decomposition_run run = {.options = options,
                                    .convention = azimuth_convention_find(option_answer(options, OPTION_AZIMUTH_IS)),
                                    .summary.best_condition = INFINITY};
    const char *unit;

    refuse_sd_without_both(options);
    for (int track = 0; track < TRACKS; track++)
        run.track[track] = open_track(options, track);
    unit = common_unit(&run);
    open_maps(&run);
    solve(&run);
    refuse_empty(&run);
    warn_of_swapped_tracks(&run.summary);
    close_maps(&run, unit);
    for (int track = 0; track < TRACKS; track++)
        close_track(&run.track[track]);
}
