#include "scores.h"

#include <math.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/fatal.h"

struct groups groups_read(const struct maps *maps, const struct cell_counts *counts, int map,
                          struct agreement *agreement)
{
    const size_t scored = counts->positives + counts->negatives;
    const bool share = !isnan(maps->truth.threshold);
    struct cell_rows rows = cell_rows_open(maps);
    struct groups groups = {.memory = G_malloc(scored * sizeof *groups.memory)};

    groups.positive = groups.memory;
    groups.negative = groups.memory + counts->positives;
    for (int row = 0; row < rows.rows; row++) {
        G_percent(row, rows.rows, 5);
        cell_rows_read(&rows, row);
        for (int col = 0; col < rows.cols; col++) {
            if (!cell_is_scored(&rows, col))
                continue;
            const bool positive = rows.state[col] == CELL_POSITIVE;
            const double score = cell_score(maps, counts, map, rows.input[map].row[col]);

            agreement_add(agreement, score, share ? rows.observed[col] : positive);
            if (positive)
                groups.positive[groups.positives++] = score;
            else
                groups.negative[groups.negatives++] = score;
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

struct sorted_groups groups_sorted(const struct groups *groups)
{
    return (struct sorted_groups){groups->positive, groups->positives, groups->negative, groups->negatives};
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

static void score_probabilities(const struct groups *groups, int bins, struct map_scores *scores)
{
    scores->brier = brier_of_groups(groups->positive, groups->positives, groups->negative, groups->negatives);
    scores->log_loss = log_loss_of_groups(groups->positive, groups->positives, groups->negative, groups->negatives);
    probability_bins_of_groups(groups->positive, groups->positives, groups->negative, groups->negatives, scores->bins,
                               bins);
}

struct map_scores scores_of_groups(const struct maps *maps, const struct cell_counts *counts, int map,
                                   struct groups *groups, const struct score_options *options)
{
    struct map_scores scores = {.brier = {NAN, NAN}, .log_loss = {NAN, 0}};
    struct slide_error error;
    struct sorted_groups sorted;

    scores.bins = G_calloc(options->bins, sizeof *scores.bins);
    if (counts->range[map].probability)
        score_probabilities(groups, options->bins, &scores);
    scores.calibration = calibration_of_bins(scores.bins, options->bins, scores.brier.score);
    fatal_unless_ok(ranking_of_groups(groups->positive, groups->positives, groups->negative, groups->negatives,
                                      &scores.ranking, &error),
                    &error);
    sorted = groups_sorted(groups);
    cut_groups(maps, &counts->range[map], &sorted, options, &scores);
    return scores;
}

void map_scores_free(struct map_scores *scores)
{
    G_free(scores->bins);
    G_free(scores->cuts);
    *scores = (struct map_scores){0};
}
