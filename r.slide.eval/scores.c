#include "scores.h"

#include <math.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "base/sort.h"
#include "grass/fatal.h"
#include "score/forecast.h"

/* Puts a score to its class's others. */
static void groups_add(struct groups *groups, size_t positives, bool positive, double score)
{
    const size_t place = positive ? groups->positives++ : positives + groups->negatives++;

    if (groups->single)
        ((float *)groups->memory)[place] = (float)score;
    else
        ((double *)groups->memory)[place] = score;
}

struct groups groups_read(const struct maps *maps, const struct cell_counts *counts, int map,
                          struct agreement *agreement)
{
    const size_t scored = counts->positives + counts->negatives;
    const bool share = agreement && !isnan(maps->truth.threshold);
    struct cell_rows rows = cell_rows_open(maps);
    struct groups groups = {.single = counts->range[map].single_precision && isnan(maps->prior)};

    groups.memory = G_malloc(scored * (groups.single ? sizeof(float) : sizeof(double)));
    for (int row = 0; row < rows.rows; row++) {
        G_percent(row, rows.rows, 5);
        cell_rows_read(&rows, row);
        for (int col = 0; col < rows.cols; col++) {
            if (!cell_is_scored(&rows, col))
                continue;
            const double score = cell_score(maps, counts, map, rows.input[map].row[col]);

            if (share)
                agreement_add(agreement, score, rows.observed[col]);
            groups_add(&groups, counts->positives, rows.state[col] == CELL_POSITIVE, score);
        }
    }
    G_percent(1, 1, 1);
    cell_rows_close(&rows);
    return groups;
}

void groups_free(struct groups *groups)
{
    G_free(groups->memory);
    *groups = (struct groups){0};
}

struct sorted_groups groups_sort(struct groups *groups, int threads)
{
    const size_t larger = groups->positives > groups->negatives ? groups->positives : groups->negatives;

    if (groups->single) {
        float *positive = groups->memory, *negative = positive + groups->positives;
        float *scratch = G_malloc(larger * sizeof *scratch);

        sort_floats_shared(positive, scratch, groups->positives, threads);
        sort_floats_shared(negative, scratch, groups->negatives, threads);
        G_free(scratch);
        return (struct sorted_groups){positive, groups->positives, negative, groups->negatives, true};
    }
    double *positive = groups->memory, *negative = positive + groups->positives;

    sort_doubles_shared(positive, groups->positives, threads);
    sort_doubles_shared(negative, groups->negatives, threads);
    return (struct sorted_groups){positive, groups->positives, negative, groups->negatives, false};
}

double groups_bytes_per_cell(const struct groups *groups)
{
    const double cells = (double)(groups->positives + groups->negatives);
    const double larger = (double)(groups->positives > groups->negatives ? groups->positives : groups->negatives);

    return groups->single ? sizeof(float) * (1. + larger / cells) : (double)sizeof(double);
}

double threshold_for(const struct maps *maps, const struct map_range *range, double threshold)
{
    return range->single_precision && isnan(maps->prior) ? (double)(float)threshold : threshold;
}

static struct cut cut_of_rule(const struct sorted_groups *groups, const char *name)
{
    const struct best_threshold best = threshold_best(groups, threshold_rule_find(name));

    return (struct cut){name, best.threshold, best.confusion, confusion_ratios(&best.confusion)};
}

static void cut_groups(const struct maps *maps, const struct map_range *range, const struct sorted_groups *groups,
                       const struct score_options *options, struct map_scores *scores)
{
    int rules = 0;

    while (options->rules && options->rules[rules])
        rules++;
    scores->cut_count = options->threshold_count + rules;
    scores->cuts = G_malloc((scores->cut_count + 1) * sizeof *scores->cuts);
    for (int i = 0; i < options->threshold_count; i++) {
        const double threshold = options->thresholds[i];
        const struct confusion confusion = sweep_confusion_at(groups, threshold_for(maps, range, threshold));

        scores->cuts[i] = (struct cut){NULL, threshold, confusion, confusion_ratios(&confusion)};
    }
    for (int i = 0; i < rules; i++)
        scores->cuts[options->threshold_count + i] = cut_of_rule(groups, options->rules[i]);
}

struct map_scores scores_of_groups(const struct maps *maps, const struct cell_counts *counts, int map,
                                   const struct sorted_groups *groups, const struct score_options *options)
{
    const bool probability = counts->range[map].probability;
    struct map_scores scores;
    struct forecast forecast;
    struct slide_error error;

    fatal_unless_ok(ranking_of_sorted(groups, options->threads, &scores.ranking, &error), &error);
    fatal_unless_ok(forecast_of_sorted(groups, probability, options->threads, &forecast, &error), &error);
    scores.brier = forecast.brier;
    scores.log_loss = forecast.log_loss;
    scores.agreement = forecast.agreement;
    scores.bins = G_calloc(options->bins, sizeof *scores.bins);
    if (probability)
        probability_bins_of_sorted(groups, scores.bins, options->bins);
    scores.calibration = calibration_of_bins(scores.bins, options->bins, scores.brier.score);
    cut_groups(maps, &counts->range[map], groups, options, &scores);
    return scores;
}

void map_scores_free(struct map_scores *scores)
{
    G_free(scores->bins);
    G_free(scores->cuts);
    *scores = (struct map_scores){0};
}
