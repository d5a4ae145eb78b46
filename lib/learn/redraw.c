#include "learn/redraw.h"

#include <stdlib.h>
#include <string.h>

#define COLS 4096 /* cells offered at a time */

bool label_is_positive(float label, double share)
{
    return label > 0.f && label >= (float)share;
}

static void count_classes(const struct redraw *redraw, uint64_t *positives, uint64_t *negatives)
{
    *positives = 0;
    for (size_t i = 0; i < redraw->rows; i++)
        *positives += label_is_positive(redraw->table->label[redraw->first + i], redraw->share);
    *negatives = redraw->rows - *positives;
}

/* all cells in the order of their numbers, without their values, which are in the table */
static enum slide_status offer_all(const struct redraw *redraw, struct sampler *sampler, struct slide_error *error)
{
    const struct sample_table *table = redraw->table;
    const size_t end = redraw->first + redraw->rows;
    unsigned char role[COLS];
    float nothing[COLS] = {0.f};
    const float *value = nothing;
    enum slide_status status = SLIDE_OK;

    for (size_t i = redraw->first; i < end && status == SLIDE_OK;) {
        const struct sampling_row row = {(size_t)((table->cell[i] - redraw->offset) / COLS), role, NULL, &value};

        memset(role, SAMPLING_NO_LABEL, sizeof role);
        for (; i < end && (table->cell[i] - redraw->offset) / COLS == row.row; i++)
            role[(table->cell[i] - redraw->offset) % COLS] =
                label_is_positive(table->label[i], redraw->share) ? SAMPLING_POSITIVE : SAMPLING_NEGATIVE;
        status = sampler_offer(sampler, &row, error);
    }
    return status;
}

/* both are ascending by cell. @param[out] place  [pool->rows] rows of the table */
static void find_places(const struct redraw *redraw, const struct sample_table *pool, size_t *place)
{
    size_t row = redraw->first;

    for (size_t i = 0; i < pool->rows; i++) {
        while (redraw->table->cell[row] - redraw->offset != pool->cell[i])
            row++;
        place[i] = row;
    }
}

static enum slide_status take(const struct redraw *redraw, struct sampler *sampler, struct subset *subset,
                              struct sampling *sampling, struct slide_error *error)
{
    struct sample_table pool;
    enum slide_status status = sampler_finish(sampler, &pool, subset, sampling, error);
    size_t *place = malloc((pool.rows + 1) * sizeof *place);

    if (status == SLIDE_OK && !place) {
        status = slide_out_of_memory(error, (double)pool.rows * sizeof *place, "the samples' places");
        for (size_t draw = 0; draw < redraw->draws; draw++)
            subset_free(&subset[draw]);
    }
    if (status == SLIDE_OK) {
        find_places(redraw, &pool, place);
        for (size_t draw = 0; draw < redraw->draws; draw++)
            for (size_t i = 0; i < subset[draw].rows; i++)
                subset[draw].row[i] = place[subset[draw].row[i]];
    }
    free(place);
    table_free(&pool);
    return status;
}

enum slide_status redraw_samples(const struct redraw *redraw, struct subset *subset, struct sampling *sampling,
                                 struct slide_error *error)
{
    struct sampling_plan plan = {
        .wanted = redraw->wanted, .ground = {.cols = COLS}, .draws = redraw->draws, .seed = redraw->seed};
    uint64_t negatives;
    struct sampler sampler;
    enum slide_status status;

    count_classes(redraw, &plan.positives, &negatives);
    plan.negatives = &negatives;
    if (plan.positives == 0 || negatives == 0)
        return slide_fail(error, SLIDE_NO_DATA, "There are %llu landslides and %llu others: samples of both are needed",
                          (unsigned long long)plan.positives, (unsigned long long)negatives);
    status = sampler_start(&sampler, 1, &plan, error);
    if (status == SLIDE_OK)
        status = offer_all(redraw, &sampler, error);
    if (status == SLIDE_OK)
        status = take(redraw, &sampler, subset, sampling, error);
    sampler_free(&sampler);
    return status;
}
