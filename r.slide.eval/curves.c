#include "curves.h"

#include <math.h>
#include <stdio.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/fatal.h"
#include "score/ranking.h"
#include "table_file.h"

struct curves curves_new(const struct maps *maps, size_t resolution)
{
    struct curves curves = {resolution, NULL, NULL, NULL};

    curves.scored = G_calloc(maps->count, sizeof *curves.scored);
    return curves;
}

static void fill(struct curve *curve, const struct sorted_groups *groups, size_t resolution)
{
    struct slide_error error;

    fatal_unless_ok(curve_of_groups(groups, resolution, curve, &error), &error);
}

void curves_add(struct curves *curves, int map, const struct sorted_groups *groups)
{
    fill(&curves->scored[map], groups, curves->resolution);
}

static double rate_area_of(const struct sorted_groups *groups, int threads)
{
    struct slide_error error;
    struct ranking ranking;

    fatal_unless_ok(ranking_of_sorted(groups, threads, &ranking, &error), &error);
    return curve_rate_area(ranking.auc_roc, ranking.prevalence);
}

void curves_add_beyond_test(struct curves *curves, const struct maps *maps, const struct cell_counts *counts,
                            int threads)
{
    struct maps beyond = *maps;
    struct cell_counts outside;

    beyond.part = PART_BEYOND;
    outside = cells_tally(&beyond);
    /* the probabilities stay those of the scored cells */
    outside.prevalence = counts->prevalence;
    for (int i = 0; i < maps->count; i++)
        outside.range[i].probability = counts->range[i].probability;
    if (outside.positives == 0 || outside.negatives == 0) {
        G_important_message(_("Outside the test map <%s> there are %zu landslide cells and %zu others: there is no "
                              "success rate"),
                            maps->test, outside.positives, outside.negatives);
        cell_counts_free(&outside);
        return;
    }
    curves->beyond = G_calloc(maps->count, sizeof *curves->beyond);
    curves->beyond_rate_area = G_calloc(maps->count, sizeof *curves->beyond_rate_area);
    for (int i = 0; i < maps->count; i++) {
        struct score_groups groups = groups_read(&beyond, &outside, i, NULL);
        const struct sorted_groups sorted = groups_sort(&groups, threads);

        curves->beyond_rate_area[i] = rate_area_of(&sorted, threads);
        fill(&curves->beyond[i], &sorted, curves->resolution);
        score_groups_free(&groups);
    }
    cell_counts_free(&outside);
}

static void write_points(FILE *file, const char *map, const char *cells, const struct curve *curve)
{
    for (size_t i = 0; i < curve->count; i++) {
        const struct confusion *counts = &curve->point[i].confusion;
        const struct confusion_ratios ratios = confusion_ratios(counts);
        const double all = (double)(counts->true_positives + counts->false_negatives + counts->false_positives +
                                    counts->true_negatives);
        const double share = (double)(counts->true_positives + counts->false_positives) / all;
        const double value[] = {ratios.false_alarm_rate, ratios.recall, ratios.precision,        share,
                                ratios.accuracy,         ratios.f1,     ratios.critical_success, ratios.kappa,
                                ratios.matthews,         ratios.youden};

        fprintf(file, "%s,%s,", map, cells);
        if (isfinite(curve->point[i].threshold))
            fprintf(file, "%.17g", curve->point[i].threshold);
        fprintf(file, ",%zu,%zu,%zu,%zu", counts->true_positives, counts->false_negatives, counts->false_positives,
                counts->true_negatives);
        table_numbers(file, value, sizeof value / sizeof *value);
        fprintf(file, "\n");
    }
}

void curves_write(const struct curves *curves, const struct maps *maps, const char *path)
{
    FILE *file = table_open(path);

    fprintf(file, "map,cells,threshold,true_positive,false_negative,false_positive,true_negative,false_alarm_rate,"
                  "recall,precision,predicted_share,accuracy,f1,csi,kappa,mcc,youden\n");
    for (int i = 0; i < maps->count; i++) {
        write_points(file, maps->inputs[i], "scored", &curves->scored[i]);
        if (curves->beyond)
            write_points(file, maps->inputs[i], "outside_test", &curves->beyond[i]);
    }
    table_close(file, path);
}

void reliability_write(const struct maps *maps, const struct map_scores *scores, int bins, const char *path)
{
    FILE *file = table_open(path);

    fprintf(file, "map,bin,cells,landslides,from,to,mean_probability,frequency\n");
    for (int i = 0; i < maps->count; i++)
        for (int k = 0; k < bins; k++) {
            const struct probability_bin *bin = &scores[i].bins[k];
            const double n = bin->count > 0 ? (double)bin->count : NAN;
            const double value[] = {(double)k / bins, (double)(k + 1) / bins, bin->sum / n, (double)bin->positives / n};

            fprintf(file, "%s,%d,%zu,%zu", maps->inputs[i], k + 1, bin->count, bin->positives);
            table_numbers(file, value, sizeof value / sizeof *value);
            fprintf(file, "\n");
        }
    table_close(file, path);
}

void curves_free(struct curves *curves, const struct maps *maps)
{
    for (int i = 0; i < maps->count; i++) {
        curve_free(&curves->scored[i]);
        if (curves->beyond)
            curve_free(&curves->beyond[i]);
    }
    G_free(curves->scored);
    G_free(curves->beyond);
    G_free(curves->beyond_rate_area);
    *curves = (struct curves){0};
}
