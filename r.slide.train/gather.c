/** From maps to the table of samples: counts the label's cells, then offers every cell to the sampler, row by row. */
#include <math.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "gather.h"
#include "grass/fatal.h"

struct label_count {
    uint64_t valid;
    uint64_t positive;
};

/* the label map alone bounds how many negatives can be wanted */
static struct label_count count_label(struct stack *label)
{
    const int rows = Rast_window_rows(), cols = Rast_window_cols();
    float *cells = G_malloc(cols * sizeof *cells);
    struct label_count count = {0, 0};

    stack_open(label);
    for (int row = 0; row < rows; row++) {
        stack_read_rows(label, row, 1, cells);
        for (int col = 0; col < cols; col++) {
            count.valid += !isnan(cells[col]);
            count.positive += !isnan(cells[col]) && cells[col] != 0.f;
        }
    }
    stack_close(label);
    G_free(cells);
    return count;
}

static void refuse_label(const struct label_count *count, const char *name)
{
    const unsigned long long valid = count->valid, positive = count->positive;

    if (valid == 0)
        G_fatal_error(_("No valid cell in <%s> inside the current region and mask. Check g.region and r.mask."), name);
    if (positive == 0)
        G_fatal_error(_("No landslide cells in <%s> inside the current region and mask: 0 of %llu valid cells are "
                        "positive. Check g.region and r.mask."),
                      name, valid);
    if (positive == valid)
        G_fatal_error(_("No cells without a landslide in <%s> inside the current region and mask: all %llu valid cells "
                        "are positive. Cells without a landslide must be 0, not null: see r.null null=0."),
                      name, valid);
}

/* after the predictors took their nulls away */
static void refuse_remains(const struct sampler *sampler, const struct stack *predictors, const char *label)
{
    const struct sampling *seen = &sampler->seen;
    const unsigned long long labelled = seen->cells - seen->label_null;
    const unsigned long long valid = seen->positive + seen->negative_available;
    int worst = 0;

    for (int i = 1; i < predictors->count; i++)
        if (sampler->null_cells[i] > sampler->null_cells[worst])
            worst = i;
    if (seen->positive > 0 && seen->negative_available > 0)
        return;
    if (valid == 0)
        G_fatal_error(_("No valid cell: each of the %llu cells of <%s> inside the current region and mask is null in "
                        "some predictor, most often in <%s> (%llu cells). Check g.region and r.mask."),
                      labelled, label, predictors->map[worst].full_name,
                      (unsigned long long)sampler->null_cells[worst]);
    G_fatal_error(_("No %s of <%s> inside the current region and mask where all predictors are valid: 0 of %llu valid "
                    "cells. Most cells are lost to <%s>, null in %llu of %llu. Check g.region and r.mask."),
                  seen->positive == 0 ? _("landslide cells") : _("cells without a landslide"), label, valid,
                  predictors->map[worst].full_name, (unsigned long long)sampler->null_cells[worst], labelled);
}

static void offer_rows(struct stack *predictors, struct stack *label, struct sampler *sampler)
{
    const int rows = Rast_window_rows(), cols = Rast_window_cols();
    float *value = G_malloc((size_t)cols * predictors->count * sizeof *value);
    float *truth = G_malloc(cols * sizeof *truth);
    struct slide_error error;

    stack_open(predictors);
    stack_open(label);
    for (int row = 0; row < rows; row++) {
        G_percent(row, rows, 5);
        stack_read_rows(label, row, 1, truth);
        stack_read_rows(predictors, row, 1, value);
        for (int col = 0; col < cols; col++)
            fatal_unless_ok(sampler_offer(sampler, (uint64_t)row * cols + col, truth[col],
                                          value + (size_t)col * predictors->count, &error),
                            &error);
    }
    G_percent(1, 1, 1);
    stack_close(label);
    stack_close(predictors);
    G_free(value);
    G_free(truth);
}

void gather_samples(struct stack *predictors, struct stack *label, double negatives, uint64_t seed,
                    struct sample_table *table, struct sampling *sampling)
{
    const char *label_name = label->map[0].full_name;
    const struct label_count count = count_label(label);
    const double wanted = rint(negatives * (double)count.positive);
    const size_t limit = negatives == 0. || wanted > (double)count.valid ? SAMPLING_ALL : (size_t)wanted;
    struct sampler sampler;
    struct slide_error error;

    refuse_label(&count, label_name);
    fatal_unless_ok(sampler_start(&sampler, predictors->count, seed, limit, &error), &error);
    offer_rows(predictors, label, &sampler);
    refuse_remains(&sampler, predictors, label_name);
    fatal_unless_ok(sampler_finish(&sampler, negatives, table, sampling, &error), &error);
    sampler_free(&sampler);
    if (sampling->negative == 0)
        G_fatal_error(_("negatives=%g leaves no cell without a landslide beside %llu landslide cells"), negatives,
                      (unsigned long long)sampling->positive);
}
