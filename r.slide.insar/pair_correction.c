#include "pair_correction.h"

#include <math.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "ramp_choice.h"

enum { CELLS_ACROSS = 200 };

/* Every row_step-th row and col_step-th column of the region. */
struct thin {
    int rows, cols, row_step, col_step;
};

static struct thin thin_of_region(void)
{
    const int rows = Rast_window_rows(), cols = Rast_window_cols();
    struct thin thin = {.row_step = 1 + (rows - 1) / CELLS_ACROSS, .col_step = 1 + (cols - 1) / CELLS_ACROSS};

    thin.rows = 1 + (rows - 1) / thin.row_step;
    thin.cols = 1 + (cols - 1) / thin.col_step;
    return thin;
}

static int open_map(const char *name)
{
    if (!G_find_raster2(name, ""))
        G_fatal_error(_("Raster map <%s> not found"), name);
    return Rast_open_old(name, "");
}

/* Reads the map's cells [rows * cols] of the thinned region; NULL where no map is named. */
static float *read_thin(const char *name, const struct thin *thin)
{
    float *cell, *row;
    int file;

    if (!name)
        return NULL;
    cell = G_malloc((size_t)thin->rows * thin->cols * sizeof *cell);
    row = Rast_allocate_f_buf();
    file = open_map(name);
    for (int i = 0; i < thin->rows; i++) {
        Rast_get_f_row(file, row, i * thin->row_step);
        for (int j = 0; j < thin->cols; j++) {
            const float value = row[j * thin->col_step];

            cell[(size_t)i * thin->cols + j] = isinf(value) ? NAN : value;
        }
    }
    Rast_close(file);
    G_free(row);
    return cell;
}

static void fit_pair(struct pair_correction *correction, int pair, enum ramp_shape shape, const char *name,
                     struct ramp_cells *cells, const struct thin *thin)
{
    struct slide_error error;
    float *value = read_thin(name, thin);

    cells->value = value;
    if (ramp_fit_cells(cells, shape, &correction->ramp[pair], &error) != SLIDE_OK)
        G_fatal_error(_("<%s> cannot be corrected: %s"), name, error.text);
    G_free(value);
    if (correction->of_height)
        G_verbose_message(_("<%s>: %.6g radians/km, correlation with elevation %.3f"), name,
                          1000. * pair_correction_per_metre(correction, pair),
                          correction->ramp[pair].height_correlation);
}

static void tell_correlation(const struct pair_correction *correction)
{
    double sum = 0., most = 0.;

    if (!correction->of_height)
        return;
    for (int i = 0; i < correction->pairs; i++) {
        sum += fabs(correction->ramp[i].height_correlation);
        most = fmax(most, fabs(correction->ramp[i].height_correlation));
    }
    G_important_message(_("Correlation of phase with elevation: in magnitude %.3f in the mean of %d pairs, at most "
                          "%.3f"),
                        sum / correction->pairs, correction->pairs, most);
}

static char *text_of(const struct options *options)
{
    const char *elevation = option_answer(options, OPTION_ELEVATION), *exclude = option_answer(options, OPTION_EXCLUDE);
    char *text = NULL;

    G_asprintf(&text, _("taken from each pair: ramp %s%s%s%s%s"), option_answer(options, OPTION_RAMP),
               elevation ? _(", line over ") : "", elevation ? elevation : "", exclude ? _(", fitted outside ") : "",
               exclude ? exclude : "");
    return text;
}

static void fit_pairs(struct pair_correction *correction, const struct options *options, const struct pair_stack *stack)
{
    const struct ramp_choice *choice = ramp_choice_of(options);
    const struct thin thin = thin_of_region();
    float *height = read_thin(option_answer(options, OPTION_ELEVATION), &thin);
    float *exclude = read_thin(option_answer(options, OPTION_EXCLUDE), &thin);
    struct ramp_cells cells = {.exclude = exclude, .height = height, .rows = thin.rows, .cols = thin.cols};

    correction->row_step = thin.row_step;
    correction->col_step = thin.col_step;
    correction->ramp = G_malloc(stack->pairs * sizeof *correction->ramp);
    G_message(_("Correcting each pair..."));
    for (int i = 0; i < stack->pairs; i++) {
        G_percent(i, stack->pairs, 5);
        fit_pair(correction, i, choice ? choice->shape : RAMP_LEVEL, stack->phase.map[i].map.full_name, &cells, &thin);
    }
    G_percent(1, 1, 1);
    G_free(height);
    G_free(exclude);
}

struct pair_correction pair_correction_of(const struct options *options, const struct pair_stack *stack)
{
    const char *elevation = option_answer(options, OPTION_ELEVATION);
    struct pair_correction correction = {.wanted = elevation || ramp_choice_of(options),
                                         .pairs = stack->pairs,
                                         .of_height = elevation != NULL,
                                         .elevation = -1};

    if (!correction.wanted) {
        if (option_answer(options, OPTION_EXCLUDE))
            G_fatal_error(_("exclude= needs ramp=plane, ramp=quadratic or elevation=: nothing else leaves cells out"));
        correction.text = G_store("");
        return correction;
    }
    fit_pairs(&correction, options, stack);
    tell_correlation(&correction);
    correction.text = text_of(options);
    if (elevation) {
        correction.elevation = open_map(elevation);
        correction.elevation_row = Rast_allocate_f_buf();
    }
    return correction;
}

void pair_correction_apply(struct pair_correction *correction, int row, float *value, int cols)
{
    if (!correction->wanted)
        return;
    if (correction->of_height)
        Rast_get_f_row(correction->elevation, correction->elevation_row, row);
    for (int i = 0; i < correction->pairs; i++) {
        const struct ramp *ramp = &correction->ramp[i];

        for (int col = 0; col < cols; col++) {
            double taken = ramp_at(ramp, (double)row / correction->row_step, (double)col / correction->col_step);

            if (correction->of_height)
                taken += ramp_height_at(ramp, correction->elevation_row[col]);
            value[(size_t)i * cols + col] = (float)(value[(size_t)i * cols + col] - taken);
        }
    }
}

double pair_correction_per_metre(const struct pair_correction *correction, int pair)
{
    return correction->ramp[pair].height_coefficient / correction->ramp[pair].height_scale;
}

void pair_correction_free(struct pair_correction *correction)
{
    if (correction->elevation >= 0)
        Rast_close(correction->elevation);
    G_free(correction->elevation_row);
    G_free(correction->ramp);
    G_free(correction->text);
}
