#include "learn/evaluator.h"

#include <stdbool.h>
#include <stdlib.h>

#include <omp.h>

#include "learn/sweep.h"
#include "learn/walk.h"

#define WALK_ROWS 2048 /* of a block: their values and one tree stay in the second cache */

/* one of the two is empty */
struct evaluator {
    struct sweep sweep;
    struct walk walk;
    size_t features;
    bool sweeps;
};

enum slide_status evaluator_new(const struct trees *trees, struct evaluator **evaluator, struct slide_error *error)
{
    struct evaluator *made = calloc(1, sizeof *made);
    enum slide_status status;

    *evaluator = NULL;
    if (!made)
        return slide_out_of_memory(error, sizeof *made, "the trees' evaluation");
    made->features = trees->features;
    status = sweep_new(trees, &made->sweep, &made->sweeps, error);
    if (status == SLIDE_OK && !made->sweeps)
        status = walk_new(trees, &made->walk, error);
    if (status == SLIDE_OK)
        *evaluator = made;
    else
        evaluator_free(made);
    return status;
}

enum slide_status evaluator_margin(const struct evaluator *evaluator, const float *value, size_t rows, int threads,
                                   float *margin, struct slide_error *error)
{
    const size_t block = evaluator->sweeps ? SWEEP_ROWS : WALK_ROWS;
    const size_t blocks = (rows + block - 1) / block;
    const size_t size = evaluator->sweeps ? sweep_scratch(&evaluator->sweep) : 1;
    const int teams = threads > 1 ? threads : 1;
    unsigned char *scratch = malloc(size * (size_t)teams);

    if (!scratch)
        return slide_out_of_memory(error, (double)size * teams, "the trees' evaluation");
#pragma omp parallel for num_threads(teams) schedule(static)
    for (size_t i = 0; i < blocks; i++) {
        const size_t first = i * block, count = rows - first < block ? rows - first : block;
        const float *from = value + first * evaluator->features;

        if (evaluator->sweeps)
            sweep_block(&evaluator->sweep, from, count, scratch + size * (size_t)omp_get_thread_num(), margin + first);
        else
            walk_block(&evaluator->walk, from, count, margin + first);
    }
    free(scratch);
    return SLIDE_OK;
}

void evaluator_free(struct evaluator *evaluator)
{
    if (!evaluator)
        return;
    sweep_free(&evaluator->sweep);
    walk_free(&evaluator->walk);
    free(evaluator);
}
