#include "report.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/fatal.h"
#include "score/calibration.h"
#include "score/ranking.h"

/* The best scores that any model can reach with what it is given */
struct ceiling {
    struct ranking ranking;
    double brier;
};

/* Labels are above 0 for landslides, 0 elsewhere, below 0 for cells that do not count */
static struct ceiling ceiling_of(const int *label, const float *probability, size_t cells)
{
    double *groups = G_malloc(cells * sizeof *groups);
    size_t positives = 0, first_negative = cells;
    struct ceiling ceiling;
    struct slide_error error;

    for (size_t cell = 0; cell < cells; cell++) {
        if (label[cell] > 0)
            groups[positives++] = probability[cell];
        else if (label[cell] == 0)
            groups[--first_negative] = probability[cell];
    }
    ceiling.brier = brier_of_groups(groups, positives, groups + first_negative, cells - first_negative).score;
    fatal_unless_ok(
        ranking_of_groups(groups, positives, groups + first_negative, cells - first_negative, &ceiling.ranking, &error),
        &error);
    G_free(groups);
    return ceiling;
}

static json_t *ceiling_as_json(const struct ceiling *ceiling)
{
    return json_pack("{s:f, s:f, s:f}", "auc_roc", ceiling->ranking.auc_roc, "auc_pr",
                     ceiling->ranking.average_precision, "brier", ceiling->brier);
}

static void print_ceiling(const char *what, const struct ceiling *ceiling)
{
    printf("%-52s AUC %.4f  AP %.4f  Brier %.6f\n", what, ceiling->ranking.auc_roc, ceiling->ranking.average_precision,
           ceiling->brier);
}

struct summary {
    struct ceiling law, posterior; /* of landslides cell by cell */
    struct ceiling ground, reader; /* of the clusters */
    double old_share;
};

static double share_of(const int *number, size_t cells)
{
    size_t inside = 0, covered = 0;

    for (size_t cell = 0; cell < cells; cell++) {
        inside += number[cell] >= 0;
        covered += number[cell] > 0;
    }
    return (double)covered / (double)inside;
}

static json_t *clusters_as_json(const struct clusters *clusters, const struct summary *summary)
{
    return json_pack("{s:i, s:i, s:I, s:f, s:f, s:o, s:o}", "slides", clusters->slides, "old_slides",
                     clusters->old_slides, "cells", (json_int_t)summary->ground.ranking.positives, "share",
                     summary->ground.ranking.prevalence, "old_share", summary->old_share, "clusters_probability",
                     ceiling_as_json(&summary->ground), "clusters_reader", ceiling_as_json(&summary->reader));
}

static void print_json(const struct clusters *clusters, const struct summary *summary)
{
    const struct ranking *law = &summary->law.ranking;
    json_t *root = json_pack("{s:I, s:f, s:o, s:o}", "landslides", (json_int_t)law->positives, "prevalence",
                             law->prevalence, "probability_true", ceiling_as_json(&summary->law),
                             "probability_posterior", ceiling_as_json(&summary->posterior));

    if (clusters)
        json_object_set_new(root, "clusters", clusters_as_json(clusters, summary));
    json_dumpf(root, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
    printf("\n");
    json_decref(root);
}

static void print_plain(const struct clusters *clusters, const struct summary *summary)
{
    const struct ranking *law = &summary->law.ranking, *ground = &summary->ground.ranking;

    printf("%zu landslide cells, %.3f %% of %zu\n", law->positives, 100. * law->prevalence,
           law->positives + law->negatives);
    print_ceiling(_("Ceiling without radar (probability_true)"), &summary->law);
    print_ceiling(_("Ceiling with radar (probability_posterior)"), &summary->posterior);
    if (!clusters)
        return;
    printf("%d clustered landslides of %zu cells, %.3f %%; %d old ones, %.3f %%\n", clusters->slides, ground->positives,
           100. * ground->prevalence, clusters->old_slides, 100. * summary->old_share);
    print_ceiling(_("Ceiling cell by cell (clusters_probability)"), &summary->ground);
    print_ceiling(_("A reader of 7 x 7 cells (clusters_reader)"), &summary->reader);
}

void report(const struct event *event, const struct clusters *clusters, const char *format)
{
    const size_t cells = (size_t)event->rows * event->cols;
    struct summary summary = {.law = ceiling_of(event->landslide, event->probability, cells),
                              .posterior = ceiling_of(event->landslide, event->posterior, cells)};

    if (clusters) {
        summary.ground = ceiling_of(clusters->number, clusters->probability, cells);
        summary.reader = ceiling_of(clusters->number, clusters->reader, cells);
        summary.old_share = share_of(clusters->old, cells);
    }
    if (strcmp(format, "json") == 0)
        print_json(clusters, &summary);
    else
        print_plain(clusters, &summary);
}
