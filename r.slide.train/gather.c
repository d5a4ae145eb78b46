#include "gather.h"

#include <stdlib.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/cell_size.h"
#include "grass/fatal.h"
#include "label.h"
#include "terrain/straight.h"

/* after the predictors took their nulls away */
static void refuse_remains(const struct sampler *sampler, const struct stack *predictors, const char *label)
{
    const struct sampling *seen = &sampler->seen;
    const unsigned long long labelled = seen->cells - seen->label_null - seen->stratum_null;
    const unsigned long long valid = seen->positive_available + seen->negative_available;
    int worst = 0;

    for (int i = 1; i < predictors->count; i++)
        if (sampler->null_cells[i] > sampler->null_cells[worst])
            worst = i;
    if (labelled == 0)
        G_fatal_error(_("No cell of <%s> inside the current region and mask is in a stratum"), label);
    if (valid == 0)
        G_fatal_error(_("No valid cell: each of the %llu cells of <%s> inside the current region and mask is null in "
                        "some predictor, most often in <%s> (%llu cells). Check g.region and r.mask."),
                      labelled, label, predictors->map[worst].full_name,
                      (unsigned long long)sampler->null_cells[worst]);
    if (seen->positive_available == 0 || seen->negative_available == 0)
        G_fatal_error(_("No %s of <%s> inside the current region and mask where all predictors are valid: 0 of %llu "
                        "valid cells. Most cells are lost to <%s>, null in %llu of %llu. Check g.region and r.mask."),
                      seen->positive_available == 0 ? _("landslide cells") : _("cells without a landslide"), label,
                      valid, predictors->map[worst].full_name, (unsigned long long)sampler->null_cells[worst],
                      labelled);
    if (seen->negative_available == seen->negative_excluded)
        G_fatal_error(_("None of the %llu valid cells without a landslide of <%s> is within buffer=%g,%g metres of the "
                        "nearest landslide cell. Widen buffer=."),
                      (unsigned long long)seen->negative_available, label, seen->buffer_least, seen->buffer_most);
}

static bool is_any_labelled(const unsigned char *role, int cols)
{
    for (int col = 0; col < cols; col++)
        if (role[col] >= SAMPLING_NEGATIVE)
            return true;
    return false;
}

static void offer_rows(const struct label_grid *grid, struct stack *predictors, struct sampler *sampler)
{
    float **value = G_malloc(predictors->count * sizeof *value);
    struct slide_error error;

    for (int i = 0; i < predictors->count; i++)
        value[i] = Rast_allocate_f_buf();
    stack_open(predictors);
    for (int row = 0; row < grid->rows; row++) {
        const size_t first = (size_t)row * grid->cols;
        const struct sampling_row cells = {(size_t)row, grid->role + first,
                                           grid->stratum ? grid->stratum + first : NULL, (const float *const *)value};

        G_percent(row, grid->rows, 5);
        if (is_any_labelled(cells.role, grid->cols))
            stack_read_row(predictors, row, value);
        fatal_unless_ok(sampler_offer(sampler, &cells, &error), &error);
    }
    G_percent(1, 1, 1);
    stack_close(predictors);
    for (int i = 0; i < predictors->count; i++)
        G_free(value[i]);
    G_free(value);
}

static void check_draws(const struct draw *draw, size_t draws)
{
    for (size_t i = 0; i < draws; i++) {
        const struct sampling *sampling = &draw[i].sampling;

        if (sampling->negative == 0)
            G_fatal_error(_("negatives=%g leaves no cell without a landslide beside %llu landslide cells"),
                          sampling->negatives_per_positive, (unsigned long long)sampling->positive);
    }
}

void gather_draws(struct sampler *sampler, const struct sampling_plan *plan, struct sample_table *table,
                  struct draw *draw)
{
    struct subset *rows = G_malloc(plan->draws * sizeof *rows);
    struct sampling *sampling = G_malloc(plan->draws * sizeof *sampling);
    struct slide_error error;

    fatal_unless_ok(sampler_finish(sampler, table, rows, sampling, &error), &error);
    for (size_t i = 0; i < plan->draws; i++)
        draw[i] = (struct draw){.rows = rows[i], .sampling = sampling[i], .seed = plan->seed[i]};
    check_draws(draw, plan->draws);
    G_free(sampling);
    G_free(rows);
}

static void draw_all(const struct sampling_plan *plan, const struct label_grid *grid, struct stack *predictors,
                     struct sample_table *table, struct draw *draw)
{
    struct sampler sampler;
    struct slide_error error;

    fatal_unless_ok(sampler_start(&sampler, predictors->count, plan, &error), &error);
    offer_rows(grid, predictors, &sampler);
    refuse_remains(&sampler, predictors, grid->name);
    gather_draws(&sampler, plan, table, draw);
    sampler_free(&sampler);
}

/* the sampler knows classes alone */
static void take_densities(const struct label_grid *grid, struct sample_table *table)
{
    for (size_t row = 0; grid->density && row < table->rows; row++)
        table->label[row] = grid->density[table->cell[row]];
}

static struct sampling_plan plan_of(const struct sampling_request *request, const struct label_grid *grid)
{
    struct sampling_plan plan = {.wanted = request->wanted,
                                 .positives = grid->positive,
                                 .negatives = grid->negatives,
                                 .draws = request->repeats};

    plan.wanted.strata = grid->strata;
    for (size_t i = 0; i < grid->strata; i++)
        plan.wanted.stratum[i].category = grid->category[i];
    return plan;
}

struct lattice gather_lattice(const struct cell_sizes *sizes)
{
    return (struct lattice){.rows = sizes->rows,
                            .cols = Rast_window_cols(),
                            .east_west = sizes->east_west,
                            .north_south = sizes->north_south,
                            .diagonal = sizes->diagonal,
                            .area = sizes->area,
                            .wraps = sizes->wraps};
}

void gather_samples(const struct sampling_request *request, struct stack *predictors, uint64_t seed,
                    struct sample_table *table, struct draw *draw)
{
    struct cell_sizes sizes = cell_sizes_of_region();
    const struct lattice lattice = gather_lattice(&sizes);
    double *south = straight_south(&lattice);
    uint64_t *seeds = G_malloc(request->repeats * sizeof *seeds);
    struct sampling_plan plan;
    struct label_grid grid;

    label_grid_read(request, &lattice, &grid);
    plan = plan_of(request, &grid);
    plan.ground =
        (struct sampling_ground){(size_t)lattice.rows, (size_t)lattice.cols, south, sizes.east_west, lattice.wraps};
    for (size_t i = 0; i < request->repeats; i++)
        seeds[i] = sampling_repeat_seed(seed, i);
    plan.seed = seeds;
    draw_all(&plan, &grid, predictors, table, draw);
    take_densities(&grid, table);
    label_grid_free(&grid);
    cell_sizes_free(&sizes);
    G_free(seeds);
    free(south);
}
