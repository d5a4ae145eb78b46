#include "net_report.h"

#include <stdio.h>

#include "learn/net_learner.h"

void net_report_lines(const struct model *model)
{
    const struct net_record *net = &model->net;

    printf("parameters=%zu\n", net->parameters);
    if (model->recipe.learner == &learner_import)
        return;
    printf("loss=%s\nepochs=%zu\nbest_epoch=%zu\nbest_loss=%.9g\n", net_loss_name(net->loss), net->epochs, net->best,
           net->best_loss);
    printf("patches_by_chance=%d\n", net->by_chance);
}

void net_report_json(const struct model *model, json_t *json)
{
    json_object_set_new(json, "net", net_record_to_json(&model->net));
}

static void print_patches(const struct net_record *net)
{
    const struct patch_counts *counts = &net->patches;

    printf("  patches:      %zu with and %zu without landslides for training, %zu and %zu held out%s\n",
           counts->train_positive, counts->train_negative, counts->held_positive, counts->held_negative,
           net->by_chance ? " by chance" : "");
    printf("  left out:     of %zu windows %zu for null cells, %zu for few landslide cells, %zu across the border of "
           "the parts, %zu for balance\n",
           counts->windows, counts->null, counts->few, counts->straddling, counts->capped);
}

void net_report_section(const struct model *model)
{
    const struct net_record *net = &model->net;

    printf("\nNet\n  trained parameters: %zu\n", net->parameters);
    if (model->recipe.learner == &learner_import)
        return;
    printf("  loss:         %s\n", net_loss_name(net->loss));
    printf("  augmentation: %s%s%s\n", net->augmentation.flip ? "flip" : "",
           net->augmentation.flip && net->augmentation.rotate ? ", " : "",
           net->augmentation.rotate ? "rotate"
           : net->augmentation.flip ? ""
                                    : "none");
    printf("  start:        %s\n", net->backbone ? "a backbone's weights" : "random weights");
    printf("  epochs:       %zu, of which number %zu was kept, with a loss of %.6g\n", net->epochs, net->best,
           net->best_loss);
    print_patches(net);
}
