#include "profile.h"

#include <math.h>
#include <stdlib.h>

#include <grass/raster.h>
#include <grass/vector.h>
#include <grass/glocale.h>

#include "score/swath.h"

struct profile_line {
    struct line_pnts *points;
    int number;
};

/* The lines and where the cells lie along one of them. */
struct placing {
    const struct profile_options *options;
    struct profile_line *line;
    int count;
    double metres; /* in a map unit */
    double width, step;
    struct swath_grid grid;
    float *off;
    int32_t *bin;
};

/* The values of one map at a time, bin by bin. */
struct gathering {
    size_t *first; /* [bins + 1] of a bin's values */
    size_t *filled;
    double *value;
};

static void add_line(struct placing *placing, const struct line_pnts *points, int number)
{
    struct line_pnts *own = Vect_new_line_struct();

    Vect_append_points(own, points, GV_FORWARD);
    Vect_line_prune(own);
    if (own->n_points < 2)
        G_fatal_error(_("A profile needs two points that differ"));
    placing->line = G_realloc(placing->line, (placing->count + 1) * sizeof *placing->line);
    placing->line[placing->count++] = (struct profile_line){own, number};
}

static void read_lines(struct placing *placing, const char *name)
{
    struct Map_info map;
    struct line_pnts *points = Vect_new_line_struct();
    struct line_cats *cats = Vect_new_cats_struct();
    int type;

    if (!G_find_vector2(name, ""))
        G_fatal_error(_("Vector map <%s> not found"), name);
    if (Vect_open_old(&map, name, "") < 1)
        G_fatal_error(_("Vector map <%s> cannot be opened"), name);
    while ((type = Vect_read_next_line(&map, points, cats)) > 0) {
        int number = placing->count + 1;

        if (type != GV_LINE)
            continue;
        Vect_cat_get(cats, 1, &number);
        add_line(placing, points, number > 0 ? number : placing->count + 1);
    }
    Vect_close(&map);
    if (placing->count == 0)
        G_fatal_error(_("Vector map <%s> has no lines: a profile runs along one"), name);
    Vect_destroy_line_struct(points);
    Vect_destroy_cats_struct(cats);
}

static void read_coordinates(struct placing *placing, char **answers)
{
    struct line_pnts *points = Vect_new_line_struct();

    for (int i = 0; answers[i] && answers[i + 1]; i += 2)
        Vect_append_point(points, atof(answers[i]), atof(answers[i + 1]), 0.);
    add_line(placing, points, 1);
    Vect_destroy_line_struct(points);
}

enum { MOST_BINS = 1000000 };

/* A million are more than anybody reads, and fewer than fill the memory. */
static void refuse_many_bins(const struct placing *placing)
{
    for (int i = 0; i < placing->count; i++) {
        const struct line_pnts *points = placing->line[i].points;
        const struct swath_line line = {points->x, points->y, points->n_points};
        const double bins = placing->metres * swath_length(&line) / placing->step;

        if (bins > MOST_BINS)
            G_fatal_error(
                _("profile_step=%.9g parts profile %d into %.9g bins, and %d are the most: give a longer step"),
                placing->step, placing->line[i].number, ceil(bins), MOST_BINS);
    }
}

static struct placing placing_open(const struct profile_options *options)
{
    struct placing placing = {.options = options, .metres = G_database_units_to_meters_factor()};
    struct Cell_head window;

    if (G_projection() == PROJECTION_LL)
        G_fatal_error(_("A profile needs a projected location: in latitude-longitude its width in metres is none. "
                        "Reproject the maps (r.proj)."));
    Rast_get_window(&window);
    if (placing.metres <= 0.)
        placing.metres = 1.;
    placing.grid = (struct swath_grid){Rast_window_rows(), Rast_window_cols(), window.north,
                                       window.west,        window.ns_res,      window.ew_res};
    placing.width = isnan(options->width) ? placing.metres * fmax(window.ns_res, window.ew_res) : options->width;
    placing.step = isnan(options->step) ? placing.width : options->step;
    if (options->lines)
        read_lines(&placing, options->lines);
    else
        read_coordinates(&placing, options->coordinates);
    refuse_many_bins(&placing);
    placing.off = G_malloc(placing.grid.rows * placing.grid.cols * sizeof *placing.off);
    placing.bin = G_malloc(placing.grid.rows * placing.grid.cols * sizeof *placing.bin);
    return placing;
}

static void placing_close(struct placing *placing)
{
    for (int i = 0; i < placing->count; i++)
        Vect_destroy_line_struct(placing->line[i].points);
    G_free(placing->line);
    G_free(placing->off);
    G_free(placing->bin);
}

static struct gathering gathering_open(const struct placing *placing, size_t bins)
{
    const size_t cells = placing->grid.rows * placing->grid.cols;
    struct gathering gathering = {.first = G_calloc(bins + 1, sizeof *gathering.first),
                                  .filled = G_calloc(bins, sizeof *gathering.filled)};

    for (size_t cell = 0; cell < cells; cell++)
        if (placing->bin[cell] >= 0)
            gathering.first[placing->bin[cell] + 1]++;
    for (size_t i = 0; i < bins; i++)
        gathering.first[i + 1] += gathering.first[i];
    gathering.value = G_malloc((gathering.first[bins] + 1) * sizeof *gathering.value);
    return gathering;
}

static void gathering_close(struct gathering *gathering)
{
    G_free(gathering->first);
    G_free(gathering->filled);
    G_free(gathering->value);
}

static void count_landslides(const struct maps *maps, const struct placing *placing, struct profile *profile)
{
    struct cell_rows rows = cell_rows_open(maps);

    for (int row = 0; row < rows.rows; row++) {
        const int32_t *bin = placing->bin + (size_t)row * rows.cols;

        cell_rows_read(&rows, row);
        for (int col = 0; col < rows.cols; col++) {
            if (bin[col] < 0 || !cell_is_scored(&rows, col))
                continue;
            profile->bin[bin[col]].scored++;
            profile->bin[bin[col]].landslides += rows.state[col] == CELL_POSITIVE;
        }
    }
    cell_rows_close(&rows);
}

static void gather(const struct placing *placing, const char *map, size_t bins, struct gathering *gathering)
{
    const int cols = (int)placing->grid.cols, file = Rast_open_old(map, "");
    DCELL *cells = Rast_allocate_d_buf();

    for (size_t i = 0; i < bins; i++)
        gathering->filled[i] = 0;
    for (int row = 0; row < (int)placing->grid.rows; row++) {
        const int32_t *bin = placing->bin + (size_t)row * cols;

        Rast_get_d_row(file, cells, row);
        for (int col = 0; col < cols; col++) {
            if (bin[col] >= 0 && isinf(cells[col]))
                G_fatal_error(_("<%s> holds an infinite value beside a profile. Make such cells null, in r.mapcalc by "
                                "if(abs(map) < 1.0e30, map, null())."),
                              map);
            if (bin[col] >= 0 && !isnan(cells[col]))
                gathering->value[gathering->first[bin[col]] + gathering->filled[bin[col]]++] = cells[col];
        }
    }
    Rast_close(file);
    G_free(cells);
}

static struct profile_values values_of(double *value, size_t count, const struct profile_options *options)
{
    struct profile_values found = {count, NAN, NAN, NAN, G_malloc((options->shares + 1) * sizeof(double))};
    double sum = 0.;

    swath_quantiles(value, count, options->share, options->shares, found.quantile);
    if (count == 0)
        return found;
    for (size_t k = 0; k < count; k++)
        sum += value[k];
    found.mean = sum / (double)count;
    found.lowest = value[0];
    found.highest = value[count - 1];
    return found;
}

static struct swath_line place_cells(const struct placing *placing, int i)
{
    const struct line_pnts *points = placing->line[i].points;
    const struct swath_line line = {points->x, points->y, points->n_points};

    swath_place(&line, placing->width / 2. / placing->metres, placing->step / placing->metres, &placing->grid,
                placing->off, placing->bin);
    return line;
}

static void refuse_without_cells(const struct placing *placing)
{
    const size_t cells = placing->grid.rows * placing->grid.cols;

    for (int i = 0; i < placing->count; i++) {
        place_cells(placing, i);
        for (size_t cell = 0; cell < cells; cell++)
            if (placing->bin[cell] >= 0)
                return;
    }
    G_fatal_error(_("No cell of the current region lies beside a profile. Check g.region and profile_width=."));
}

/* The inputs, then the further maps. */
static void name_maps(const struct maps *maps, const struct profile_options *options, struct profiles *profiles)
{
    for (char **map = options->maps; map && *map; map++)
        profiles->maps++;
    profiles->maps += maps->count;
    profiles->map = G_calloc((size_t)profiles->maps + 1, sizeof *profiles->map);
    for (int i = 0; i < profiles->maps; i++)
        profiles->map[i] = i < maps->count ? maps->inputs[i] : options->maps[i - maps->count];
}

static struct profile profile_of(const struct maps *maps, const struct profiles *profiles,
                                 const struct placing *placing, int number)
{
    const struct swath_line line = place_cells(placing, number);
    struct profile profile = {.number = placing->line[number].number,
                              .length = placing->metres * swath_length(&line),
                              .bins = swath_bins(swath_length(&line), placing->step / placing->metres)};
    struct gathering gathering = gathering_open(placing, profile.bins);

    profile.bin = G_calloc(profile.bins, sizeof *profile.bin);
    profile.values = G_calloc(profile.bins * (size_t)profiles->maps, sizeof *profile.values);
    for (size_t i = 0; i < profile.bins; i++) {
        profile.bin[i].from = placing->step * (double)i;
        profile.bin[i].to = fmin(profile.bin[i].from + placing->step, profile.length);
    }
    count_landslides(maps, placing, &profile);
    for (int map = 0; map < profiles->maps; map++) {
        gather(placing, profiles->map[map], profile.bins, &gathering);
        for (size_t i = 0; i < profile.bins; i++)
            profile.values[(size_t)map * profile.bins + i] =
                values_of(gathering.value + gathering.first[i], gathering.filled[i], profiles->options);
    }
    gathering_close(&gathering);
    return profile;
}

struct profiles profiles_of(const struct maps *maps, const struct profile_options *options)
{
    struct profiles profiles = {.options = options};
    struct placing placing;

    if (!options->lines && !options->coordinates)
        return profiles;
    placing = placing_open(options);
    G_message(_("%d profiles, %.9g m wide, in steps of %.9g m..."), placing.count, placing.width, placing.step);
    refuse_without_cells(&placing);
    name_maps(maps, options, &profiles);
    profiles.width = placing.width;
    profiles.step = placing.step;
    profiles.count = placing.count;
    profiles.profile = G_calloc((size_t)placing.count, sizeof *profiles.profile);
    for (int i = 0; i < placing.count; i++) {
        G_percent(i, placing.count, 1);
        profiles.profile[i] = profile_of(maps, &profiles, &placing, i);
    }
    G_percent(1, 1, 1);
    placing_close(&placing);
    return profiles;
}

double profile_density(const struct profile_bin *bin)
{
    return bin->scored > 0 ? (double)bin->landslides / (double)bin->scored : NAN;
}

const struct profile_values *profile_values_at(const struct profile *profile, int map, size_t bin)
{
    return &profile->values[(size_t)map * profile->bins + bin];
}

void profiles_free(struct profiles *profiles)
{
    for (int i = 0; i < profiles->count; i++) {
        struct profile *profile = &profiles->profile[i];

        for (size_t k = 0; k < profile->bins * (size_t)profiles->maps; k++)
            G_free(profile->values[k].quantile);
        G_free(profile->values);
        G_free(profile->bin);
    }
    G_free(profiles->profile);
    G_free(profiles->map);
    *profiles = (struct profiles){.options = NULL};
}
