#include "radar/sbas_block.h"

#include <math.h>
#include <stdlib.h>

/* What one thread needs for itself. */
struct worker {
    struct sbas *sbas;
    double *displacement;      /* [pairs] */
    double *weight;            /* [pairs] */
    struct closure_vote *vote; /* [pairs] */
    double *misfit;            /* [dates] */
    double *rough;             /* [dates] */
    struct sbas_solution solution;
    struct sbas_tally tally;
};

static void worker_free(struct worker *worker)
{
    sbas_free(worker->sbas);
    free(worker->displacement);
    free(worker->weight);
    free(worker->vote);
    free(worker->misfit);
    free(worker->rough);
    free(worker->solution.displacement);
}

static bool worker_make(const struct sbas_plan *plan, struct worker *worker)
{
    const size_t pairs = plan->problem.network->pairs, dates = plan->problem.network->dates;

    *worker = (struct worker){.sbas = sbas_new(&plan->problem),
                              .displacement = malloc(pairs * sizeof(double)),
                              .weight = malloc(pairs * sizeof(double)),
                              .vote = malloc(pairs * sizeof(struct closure_vote)),
                              .misfit = malloc(dates * sizeof(double)),
                              .rough = malloc(dates * sizeof(double)),
                              .solution.displacement = malloc(dates * sizeof(double))};
    return worker->sbas && worker->displacement && worker->weight && worker->vote && worker->misfit && worker->rough &&
           worker->solution.displacement;
}

int sbas_plan_maps(const struct sbas_plan *plan)
{
    return plan->problem.network->pairs * (plan->weight ? 2 : 1);
}

/* A pair without coherence, or of none, has weight zero. */
static double weight_of(const struct sbas_plan *plan, float phase, float coherence, struct sbas_tally *tally)
{
    if (isnan(phase))
        return 0.;
    if (!(coherence > 0.f)) {
        tally->incoherent++;
        return 0.;
    }
    return weight_table_at(plan->weight, coherence);
}

static void gather(const struct sbas_plan *plan, const struct sbas_block *block, size_t cell, struct worker *worker)
{
    const int pairs = plan->problem.network->pairs;
    const size_t cols = block->cols, row = cell / cols;
    const float *phase = block->value + row * sbas_plan_maps(plan) * cols + cell % cols;
    const float *coherence = phase + pairs * cols;

    for (int i = 0; i < pairs; i++)
        worker->displacement[i] = (phase[i * cols] - plan->offset[i]) * plan->problem.per_radian;
    for (int i = 0; plan->weight && i < pairs; i++)
        worker->weight[i] = weight_of(plan, phase[i * cols], coherence[i * cols], &worker->tally);
}

static void close_loops(const struct sbas_plan *plan, struct worker *worker)
{
    struct closure_result result;

    if (!plan->closure)
        return;
    result = closure_check(plan->closure, worker->displacement, 2. * M_PI * fabs(plan->problem.per_radian),
                           plan->repair, worker->vote);
    worker->tally.repaired += result.repaired;
    worker->tally.dropped += result.dropped;
}

/* What the model of motion leaves of the displacements, and of that what is rough in time. */
static void put_rough(const struct sbas_plan *plan, const struct sbas_block *block, size_t cell, struct worker *worker)
{
    const int dates = plan->problem.network->dates;
    const struct sbas_solution *solution = &worker->solution;
    const size_t cols = block->cols;

    for (int date = 0; date < dates; date++) {
        worker->misfit[date] = solution->displacement[date];
        for (int i = 0; i < plan->problem.terms; i++)
            worker->misfit[date] -= solution->coefficient[i] * plan->problem.term[i * dates + date];
    }
    screen_highpass(plan->filter, worker->misfit, worker->rough);
    for (int date = 0; date < dates; date++)
        block->rough[(cell / cols * dates + date) * cols + cell % cols] = (float)worker->rough[date];
}

static void take_dem_error(const struct sbas_plan *plan, struct sbas_solution *solution)
{
    const int dates = plan->problem.network->dates;
    const double *term = plan->problem.term + (size_t)plan->dem_error * dates;

    if (plan->dem_error > 0 && !isnan(solution->coefficient[plan->dem_error]))
        for (int date = 0; date < dates; date++)
            solution->displacement[date] -= solution->coefficient[plan->dem_error] * term[date];
}

static void put(const struct sbas_plan *plan, const struct sbas_block *block, size_t cell,
                const struct sbas_solution *solution)
{
    const size_t cols = block->cols, dates = plan->problem.network->dates;
    const double value[SBAS_OUTPUTS] = {
        [SBAS_OUT_CUMULATIVE] = solution->displacement[dates - 1],
        [SBAS_OUT_VELOCITY] = solution->coefficient[SBAS_VELOCITY],
        [SBAS_OUT_VELOCITY_SD] = solution->velocity_sd,
        [SBAS_OUT_VELOCITY_NOISE] = solution->velocity_noise,
        [SBAS_OUT_ACCELERATION] = solution->coefficient[plan->acceleration],
        [SBAS_OUT_STEP] = solution->coefficient[plan->step],
        [SBAS_OUT_DEM_ERROR] = solution->coefficient[plan->dem_error],
        [SBAS_OUT_RESIDUAL] = solution->residual_rms,
        [SBAS_OUT_TEMPORAL_COHERENCE] = solution->temporal_coherence,
        [SBAS_OUT_PAIRS] = solution->pairs,
    };

    for (int i = 0; i < SBAS_OUTPUTS; i++)
        if (block->out[i])
            block->out[i][cell] = (float)value[i];
    for (size_t date = 0; block->series && date < dates; date++)
        block->series[(cell / cols * dates + date) * cols + cell % cols] = (float)solution->displacement[date];
}

static void solve_cell(const struct sbas_plan *plan, const struct sbas_block *block, size_t cell, struct worker *worker)
{
    struct sbas_tally *tally = &worker->tally;
    struct sbas_solution *solution = &worker->solution;
    enum sbas_verdict verdict;

    gather(plan, block, cell, worker);
    close_loops(plan, worker);
    verdict = sbas_solve(worker->sbas, worker->displacement, plan->weight ? worker->weight : NULL, solution);
    tally->verdict[verdict]++;
    if (plan->filter)
        put_rough(plan, block, cell, worker);
    if (verdict == SBAS_SOLVED) {
        tally->several_subsets += solution->subsets > 1;
        tally->missing_dates += solution->dates < plan->problem.network->dates;
        tally->no_velocity += isnan(solution->coefficient[SBAS_VELOCITY]);
        take_dem_error(plan, solution);
    }
    put(plan, block, cell, solution);
}

static void add_tally(struct sbas_tally *sum, const struct sbas_tally *tally)
{
    for (int i = 0; i < SBAS_VERDICTS; i++)
        sum->verdict[i] += tally->verdict[i];
    sum->several_subsets += tally->several_subsets;
    sum->missing_dates += tally->missing_dates;
    sum->no_velocity += tally->no_velocity;
    sum->repaired += tally->repaired;
    sum->dropped += tally->dropped;
    sum->incoherent += tally->incoherent;
}

enum slide_status sbas_block_solve(const struct sbas_plan *plan, const struct sbas_block *block,
                                   struct sbas_tally *tally, struct slide_error *error)
{
    const long cells = (long)block->rows * block->cols;
    int failed = 0;

#pragma omp parallel num_threads(plan->threads) reduction(| : failed)
    {
        struct worker worker;

        failed = !worker_make(plan, &worker);
#pragma omp for schedule(dynamic, 256)
        for (long cell = 0; cell < cells; cell++)
            if (!failed)
                solve_cell(plan, block, cell, &worker);
#pragma omp critical
        add_tally(tally, &worker.tally);
        worker_free(&worker);
    }
    if (failed)
        return slide_out_of_memory(error, 8. * plan->problem.network->dates * plan->problem.network->dates,
                                   "the inversion of a cell");
    return SLIDE_OK;
}
