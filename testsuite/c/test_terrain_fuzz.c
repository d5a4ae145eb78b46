/** Random ground through drainage and channels: whatever it looks like, what each routine promises must hold. */
#include "terrain/concavity.h"
#include "terrain/gradient.h"
#include "terrain/impose.h"
#include "terrain/knickpoint.h"
#include "terrain/segment.h"
#include "terrain_trial.h"

/* --- drainage --- */

static int may_leave(const struct landscape *land, size_t cell)
{
    for (int way = 1; way <= 8; way++) {
        const size_t next = lattice_neighbour(&land->lattice, cell, (int)(cell / land->lattice.cols),
                                              (int)(cell % land->lattice.cols), way);

        if (next == LATTICE_OUTSIDE || !is_valid(land, next))
            return 1;
    }
    return land->sinks[cell];
}

static void every_cell_drains_and_no_area_is_lost(const struct trial *trial, enum depression_treatment treatment)
{
    const struct landscape *land = &trial->land;
    double *sum = calloc(land->cells, sizeof *sum), leaving = 0.;
    uint8_t *drained = calloc(land->cells, 1);

    assert_int_equal(land->graph.count, trial->valid);
    for (size_t i = 0; i < land->graph.count; i++) {
        const size_t cell = land->graph.order[i];

        sum[cell] += land->area_of_row[cell / land->lattice.cols];
        assert_true(fabs(land->area[cell] - sum[cell]) <= 1e-9 * sum[cell]);
        assert_true(is_valid(land, cell));
        drained[cell] = 1;
        if (!flow_goes_on(&land->graph, cell)) {
            leaving += land->area[cell];
            assert_true(treatment == DEPRESSION_KEEP || may_leave(land, cell));
            continue;
        }
        assert_true(is_valid(land, flow_receiver(&land->graph, cell)) && !drained[flow_receiver(&land->graph, cell)]);
        assert_true(land->elevation[flow_receiver(&land->graph, cell)] <= land->elevation[cell]);
        sum[flow_receiver(&land->graph, cell)] += sum[cell];
    }
    assert_true(fabs(leaving - trial->valid_area) <= 1e-9 * trial->valid_area);
    for (size_t cell = 0; cell < land->cells; cell++) {
        const float raw = land->raw[cell], now = land->elevation[cell];

        assert_int_equal(land->direction[cell] != 0, is_valid(land, cell));
        assert_int_equal(isnan(land->area[cell]), isnan(raw));
        assert_true(isnan(raw) ? isnan(now) : treatment == DEPRESSION_FILL ? now >= raw : now <= raw);
        assert_true(treatment != DEPRESSION_KEEP || isnan(raw) || now == raw);
    }
    free(sum);
    free(drained);
}

/* Directions imposed on the ground as it was give the ground as it is. */
static void imposing_the_directions_gives_the_same_ground(const struct trial *trial,
                                                          enum depression_treatment treatment)
{
    const struct landscape *land = &trial->land;
    struct depression_summary summary;
    float *imposed = malloc(land->cells * sizeof *imposed);

    memcpy(imposed, land->raw, land->cells * sizeof *imposed);
    assert_int_equal(elevation_impose(&land->graph, treatment, imposed, &summary, NULL), SLIDE_OK);
    for (size_t cell = 0; cell < land->cells; cell++)
        assert_true(imposed[cell] == land->elevation[cell] || isnan(land->raw[cell]));
    free(imposed);
}

/* --- channels --- */

static void channels_are_all_cells_above_the_threshold(const struct trial *trial)
{
    const struct landscape *land = &trial->land;
    size_t channels = 0;
    double length = 0.;

    for (size_t cell = 0; cell < land->cells; cell++)
        channels += land->area[cell] >= trial->threshold;
    assert_int_equal(trial->network.nodes, channels);
    assert_int_equal(trial->network.head[trial->network.segments], channels);
    for (size_t node = 0; node < channels; node++) {
        const uint32_t below = trial->network.receiver[node];

        length += trial->network.step[node];
        if (below == CHANNEL_END)
            continue;
        assert_true(below > node && below < channels);
        assert_true(trial->network.order[below] >= trial->network.order[node]);
        assert_int_equal(trial->network.cell[below], flow_receiver(&land->graph, trial->network.cell[node]));
    }
    assert_true(fabs(length - trial->network.length) <= 1e-9 * length);
}

static void chi_grows_upstream(const struct trial *trial)
{
    for (size_t node = 0; node < trial->network.nodes; node++) {
        const uint32_t below = trial->network.receiver[node];

        assert_true(below == CHANNEL_END ? trial->chi[node] == 0. : trial->chi[node] > trial->chi[below]);
    }
}

/* Elevations do not rise downstream, so neither a fall nor a regression may be negative, but for rounding. */
static void every_method_gives_steepness_or_nothing(struct trial *trial)
{
    const struct channel_profile profile = {&trial->network, trial->theta, trial->bed, trial->chi};
    const struct gradient_options options = {
        .window = chance(&trial->dice, 0.5) ? between(&trial->dice, 1., 5000.) : 0.,
        .window_nodes = 3 + 2 * whole(&trial->dice, 0, 10),
        .as_angle = chance(&trial->dice, 0.5),
        .error = {chance(&trial->dice, 0.5) ? 1. : 0., between(&trial->dice, 0., 100.)},
        .lattice = &trial->land.lattice,
        .map = trial->land.elevation};
    double *error = calloc(trial->network.nodes + 1, sizeof *error);

    for (const struct gradient_method *method = gradient_methods; method->name; method++) {
        const struct channel_gradient gradient = {trial->ksn, error};

        assert_int_equal(gradient_measure(method, &profile, &options, &gradient, NULL), SLIDE_OK);
        for (size_t node = 0; node < trial->network.nodes; node++) {
            assert_false(isinf(trial->ksn[node]) || isinf(error[node]));
            assert_true(isnan(trial->ksn[node]) || trial->ksn[node] >= -1e-9);
            assert_true(isnan(error[node]) || error[node] >= 0.);
        }
    }
    free(error);
    channel_steepness(&trial->network, trial->bed, trial->theta, trial->ksn);
}

static void runs_cover_the_channels_and_flow_into_one_another(struct trial *trial)
{
    const struct channel_profile profile = {&trial->network, trial->theta, trial->bed, trial->chi};
    uint8_t *cut = calloc(trial->network.nodes + 1, 1);
    double tolerance = exp(between(&trial->dice, log(0.1), log(100.))), length = 0.;
    struct knickpoints found;
    struct channel_runs runs;
    struct run_summary *summary;

    assert_int_equal(knickpoints_find(&trial->network, trial->bed, trial->theta, tolerance, &found, NULL), SLIDE_OK);
    for (size_t i = 0; i < found.count; i++) {
        assert_true(found.point[i].node < trial->network.nodes);
        assert_true(i == 0 || found.point[i].node > found.point[i - 1].node);
        assert_true(fabs(found.point[i].drop) >= tolerance * (1. - 1e-9));
        assert_true(isfinite(found.point[i].ksn_above) && isfinite(found.point[i].ksn_below));
        assert_true(found.point[i].distance > 0.);
    }
    knickpoints_mark(&found, trial->network.nodes, cut);
    assert_int_equal(runs_cut(&trial->network, chance(&trial->dice, 0.5) ? 500. : 0., cut, &runs, NULL), SLIDE_OK);
    summary = calloc(runs.count + 1, sizeof *summary);
    runs_summarize(&runs, &profile, trial->ksn, summary);
    assert_true(trial->network.nodes == 0 || runs.first[0] == 0);
    assert_int_equal(runs.first[runs.count], trial->network.nodes);
    for (size_t run = 0; run < runs.count; run++) {
        assert_true(runs.first[run] < runs.first[run + 1]);
        assert_true(summary[run].next == RUN_END || (summary[run].next > run && summary[run].next < runs.count));
        assert_true(summary[run].lowest <= summary[run].highest && summary[run].chi_least <= summary[run].chi_most);
        assert_true(isnan(summary[run].slope) || summary[run].slope >= 0.);
        length += summary[run].length;
    }
    assert_true(fabs(length - trial->network.length) <= 1e-9 * length);
    knickpoints_free(&found);
    runs_free(&runs);
    free(summary);
    free(cut);
}

static void assert_estimate(const struct theta_estimate *estimate)
{
    assert_true(isnan(estimate->theta) ||
                (estimate->theta >= CONCAVITY_LOWEST - 1e-9 && estimate->theta <= CONCAVITY_HIGHEST + 1e-9));
    assert_true(isnan(estimate->lower) || (estimate->lower <= estimate->theta && estimate->theta <= estimate->upper));
}

static void concavity_lies_in_its_range_and_its_interval(struct trial *trial)
{
    const struct concavity_rules rules = {5, 0.1, 0.9, 0.1, 0.1, 0.95};
    struct channel_basins basins;
    struct concavity found;

    assert_int_equal(channel_basins_find(&trial->network, &basins, NULL), SLIDE_OK);
    assert_int_equal(concavity_estimate(&trial->network, &basins, trial->bed, &rules, &found, NULL), SLIDE_OK);
    assert_int_equal(found.basins, basins.count);
    for (size_t basin = 0; basin < found.basins; basin++)
        assert_estimate(&found.basin[basin].chi);
    assert_estimate(&found.whole.chi);
    concavity_free(&found);
    channel_basins_free(&basins);
}

/* --- all of it --- */

static void keep_every_promise(struct trial *trial)
{
    every_cell_drains_and_no_area_is_lost(trial, trial->treatment);
    imposing_the_directions_gives_the_same_ground(trial, trial->treatment);
    channels_are_all_cells_above_the_threshold(trial);
    chi_grows_upstream(trial);
    every_method_gives_steepness_or_nothing(trial);
    runs_cover_the_channels_and_flow_into_one_another(trial);
    concavity_lies_in_its_range_and_its_interval(trial);
}

int main(void)
{
    return try_all_treatments(keep_every_promise);
}
