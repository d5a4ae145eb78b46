#include "profile.h"

#include <math.h>
#include <stdlib.h>

#include <grass/raster.h>
#include <grass/vector.h>
#include <grass/glocale.h>

#include "score/swath.h"
#include "table_file.h"

struct profile_line {
    struct line_pnts *points;
    int number;
};

/* The lines and where the cells lie along one of them. */
struct profiles {
    const struct profile_options *options;
    struct profile_line *line;
    int count;
    double metres; /* in a map unit */
    double width, step;
    struct swath_grid grid;
    float *off;
    int32_t *bin;
};

/* What the bins of one profile hold. */
struct profile_bins {
    size_t count;
    double length; /* m */
    size_t *first; /* [count + 1] of the values of a map */
    size_t *filled;
    size_t *scored, *landslides;
    double *value;
};

static void add_line(struct profiles *profiles, const struct line_pnts *points, int number)
{
    struct line_pnts *own = Vect_new_line_struct();

    Vect_append_points(own, points, GV_FORWARD);
    Vect_line_prune(own);
    if (own->n_points < 2)
        G_fatal_error(_("A profile needs two points that differ"));
    profiles->line = G_realloc(profiles->line, (profiles->count + 1) * sizeof *profiles->line);
    profiles->line[profiles->count++] = (struct profile_line){own, number};
}

static void read_lines(struct profiles *profiles, const char *name)
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
        int number = profiles->count + 1;

        if (type != GV_LINE)
            continue;
        Vect_cat_get(cats, 1, &number);
        add_line(profiles, points, number > 0 ? number : profiles->count + 1);
    }
    Vect_close(&map);
    if (profiles->count == 0)
        G_fatal_error(_("Vector map <%s> has no lines: a profile runs along one"), name);
    Vect_destroy_line_struct(points);
    Vect_destroy_cats_struct(cats);
}

static void read_coordinates(struct profiles *profiles, char **answers)
{
    struct line_pnts *points = Vect_new_line_struct();

    for (int i = 0; answers[i] && answers[i + 1]; i += 2)
        Vect_append_point(points, atof(answers[i]), atof(answers[i + 1]), 0.);
    add_line(profiles, points, 1);
    Vect_destroy_line_struct(points);
}

static struct profiles profiles_open(const struct profile_options *options)
{
    struct profiles profiles = {.options = options, .metres = G_database_units_to_meters_factor()};
    struct Cell_head window;

    if (G_projection() == PROJECTION_LL)
        G_fatal_error(_("A profile needs a projected location: in latitude-longitude its width in metres is none. "
                        "Reproject the maps (r.proj)."));
    Rast_get_window(&window);
    if (profiles.metres <= 0.)
        profiles.metres = 1.;
    profiles.grid = (struct swath_grid){Rast_window_rows(), Rast_window_cols(), window.north,
                                        window.west,        window.ns_res,      window.ew_res};
    profiles.width = isnan(options->width) ? profiles.metres * fmax(window.ns_res, window.ew_res) : options->width;
    profiles.step = isnan(options->step) ? profiles.width : options->step;
    if (options->lines)
        read_lines(&profiles, options->lines);
    else
        read_coordinates(&profiles, options->coordinates);
    profiles.off = G_malloc(profiles.grid.rows * profiles.grid.cols * sizeof *profiles.off);
    profiles.bin = G_malloc(profiles.grid.rows * profiles.grid.cols * sizeof *profiles.bin);
    return profiles;
}

static void profiles_close(struct profiles *profiles)
{
    for (int i = 0; i < profiles->count; i++)
        Vect_destroy_line_struct(profiles->line[i].points);
    G_free(profiles->line);
    G_free(profiles->off);
    G_free(profiles->bin);
}

static struct profile_bins bins_open(const struct profiles *profiles, const struct swath_line *line)
{
    const size_t cells = profiles->grid.rows * profiles->grid.cols;
    struct profile_bins bins = {.length = profiles->metres * swath_length(line)};

    bins.count = swath_bins(swath_length(line), profiles->step / profiles->metres);
    bins.first = G_calloc(bins.count + 1, sizeof *bins.first);
    bins.filled = G_calloc(bins.count, sizeof *bins.filled);
    bins.scored = G_calloc(bins.count, sizeof *bins.scored);
    bins.landslides = G_calloc(bins.count, sizeof *bins.landslides);
    for (size_t cell = 0; cell < cells; cell++)
        if (profiles->bin[cell] >= 0)
            bins.first[profiles->bin[cell] + 1]++;
    for (size_t i = 0; i < bins.count; i++)
        bins.first[i + 1] += bins.first[i];
    bins.value = G_malloc((bins.first[bins.count] + 1) * sizeof *bins.value);
    return bins;
}

static void bins_close(struct profile_bins *bins)
{
    G_free(bins->first);
    G_free(bins->filled);
    G_free(bins->scored);
    G_free(bins->landslides);
    G_free(bins->value);
}

static void count_landslides(const struct maps *maps, const struct profiles *profiles, struct profile_bins *bins)
{
    struct cell_rows rows = cell_rows_open(maps);

    for (int row = 0; row < rows.rows; row++) {
        const int32_t *bin = profiles->bin + (size_t)row * rows.cols;

        cell_rows_read(&rows, row);
        for (int col = 0; col < rows.cols; col++) {
            if (bin[col] < 0 || !cell_is_scored(&rows, col))
                continue;
            bins->scored[bin[col]]++;
            bins->landslides[bin[col]] += rows.state[col] == CELL_POSITIVE;
        }
    }
    cell_rows_close(&rows);
}

static void gather(const struct profiles *profiles, const char *map, struct profile_bins *bins)
{
    const int cols = (int)profiles->grid.cols, file = Rast_open_old(map, "");
    DCELL *cells = Rast_allocate_d_buf();

    for (size_t i = 0; i < bins->count; i++)
        bins->filled[i] = 0;
    for (int row = 0; row < (int)profiles->grid.rows; row++) {
        const int32_t *bin = profiles->bin + (size_t)row * cols;

        Rast_get_d_row(file, cells, row);
        for (int col = 0; col < cols; col++)
            if (bin[col] >= 0 && isfinite(cells[col]))
                bins->value[bins->first[bin[col]] + bins->filled[bin[col]]++] = cells[col];
    }
    Rast_close(file);
    G_free(cells);
}

static void write_bin(const struct profiles *profiles, struct profile_bins *bins, size_t i, FILE *file)
{
    const struct profile_options *options = profiles->options;
    const double scored = (double)bins->scored[i], landslides = (double)bins->landslides[i];
    const double from = profiles->step * (double)i, to = fmin(from + profiles->step, bins->length);
    const double distances[] = {from, to}, density = scored > 0. ? landslides / scored : NAN;
    double *value = bins->value + bins->first[i], *quantile = G_malloc((options->shares + 1) * sizeof *quantile);
    const size_t count = bins->filled[i];
    double sum = 0.;

    swath_quantiles(value, count, options->share, options->shares, quantile);
    for (size_t k = 0; k < count; k++)
        sum += value[k];
    const double range[] = {count ? sum / (double)count : NAN, count ? value[0] : NAN, count ? value[count - 1] : NAN};

    table_numbers(file, distances, 2);
    fprintf(file, ",%zu", count);
    table_numbers(file, range, 3);
    table_numbers(file, quantile, (int)options->shares);
    fprintf(file, ",%zu,%zu", bins->scored[i], bins->landslides[i]);
    table_numbers(file, &density, 1);
    fprintf(file, "\n");
    G_free(quantile);
}

static void write_map(const struct profiles *profiles, int number, const char *map, struct profile_bins *bins,
                      FILE *file)
{
    gather(profiles, map, bins);
    for (size_t i = 0; i < bins->count; i++) {
        fprintf(file, "%d,%s", number, map);
        write_bin(profiles, bins, i, file);
    }
}

static struct swath_line place_cells(const struct profiles *profiles, int i)
{
    const struct line_pnts *points = profiles->line[i].points;
    const struct swath_line line = {points->x, points->y, points->n_points};

    swath_place(&line, profiles->width / 2. / profiles->metres, profiles->step / profiles->metres, &profiles->grid,
                profiles->off, profiles->bin);
    return line;
}

static void refuse_without_cells(const struct profiles *profiles)
{
    const size_t cells = profiles->grid.rows * profiles->grid.cols;

    for (int i = 0; i < profiles->count; i++) {
        place_cells(profiles, i);
        for (size_t cell = 0; cell < cells; cell++)
            if (profiles->bin[cell] >= 0)
                return;
    }
    G_fatal_error(_("No cell of the current region lies beside a profile. Check g.region and profile_width=."));
}

static void write_profile(const struct maps *maps, const struct profiles *profiles, int i, FILE *file)
{
    const struct swath_line line = place_cells(profiles, i);
    struct profile_bins bins = bins_open(profiles, &line);

    count_landslides(maps, profiles, &bins);
    for (int map = 0; map < maps->count; map++)
        write_map(profiles, profiles->line[i].number, maps->inputs[map], &bins, file);
    for (char **map = profiles->options->maps; map && *map; map++)
        write_map(profiles, profiles->line[i].number, *map, &bins, file);
    bins_close(&bins);
}

static void refuse_missing_maps(char **names)
{
    for (; names && *names; names++)
        if (!G_find_raster2(*names, ""))
            G_fatal_error(_("Raster map <%s> not found"), *names);
}

void profiles_write(const struct maps *maps, const struct profile_options *options)
{
    struct profiles profiles;
    FILE *file;

    if (!options->path)
        return;
    refuse_missing_maps(options->maps);
    profiles = profiles_open(options);
    G_message(_("%d profiles, %.9g m wide, in steps of %.9g m..."), profiles.count, profiles.width, profiles.step);
    refuse_without_cells(&profiles);
    file = table_open(options->path);
    fprintf(file, "profile,map,from_m,to_m,cells,mean,minimum,maximum");
    for (size_t i = 0; i < options->shares; i++)
        fprintf(file, ",p%.9g", 100. * options->share[i]);
    fprintf(file, ",cells_scored,landslide_cells,landslide_density\n");
    for (int i = 0; i < profiles.count; i++) {
        G_percent(i, profiles.count, 1);
        write_profile(maps, &profiles, i, file);
    }
    G_percent(1, 1, 1);
    table_close(file, options->path);
    profiles_close(&profiles);
}
