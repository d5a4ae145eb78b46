#include "training.h"

#include <grass/gis.h>
#include <grass/glocale.h>

static struct cell_counts count_training(const struct maps *training, const struct cell_counts *counts)
{
    struct cell_counts found = cells_tally(training);

    found.prevalence = counts->prevalence;
    for (int i = 0; i < training->count; i++)
        found.range[i].probability = counts->range[i].probability;
    return found;
}

struct training training_of(const struct maps *maps, const struct cell_counts *counts,
                            const struct score_options *options)
{
    struct maps part = *maps;
    struct training training = {.count = maps->count};

    part.part = PART_TRAINING;
    training.counts = count_training(&part, counts);
    if (training.counts.positives == 0 || training.counts.negatives == 0) {
        G_important_message(_("Where the test map <%s> is zero, which is where training was, there are %zu landslide "
                              "cells and %zu others: there is no table of training"),
                            maps->test, training.counts.positives, training.counts.negatives);
        return training;
    }
    training.scores = G_malloc(maps->count * sizeof *training.scores);
    for (int i = 0; i < maps->count; i++) {
        struct score_groups groups = groups_read(&part, &training.counts, i, NULL);
        const struct sorted_groups sorted = groups_sort(&groups, options->threads);

        training.scores[i] = scores_of_groups(&part, &training.counts, i, &sorted, options);
        score_groups_free(&groups);
    }
    return training;
}

void training_free(struct training *training)
{
    for (int i = 0; training->scores && i < training->count; i++)
        map_scores_free(&training->scores[i]);
    G_free(training->scores);
    cell_counts_free(&training->counts);
    *training = (struct training){.count = 0};
}
