#include "net_job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/fatal.h"
#include "grass/net_plugin.h"
#include "learn/model_json.h"
#include "learn/transform_json.h"

#define LEAST_HELD_OUT 50 /* patches */
#define HELD_RATIO 10.    /* most negatives for each positive among a classifier's held-out patches */

char *net_file_read(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    long length = -1;

    if (file && fseek(file, 0, SEEK_END) == 0)
        length = ftell(file);
    if (length < 0)
        G_fatal_error(_("File '%s' cannot be read"), path);
    rewind(file);
    *size = (size_t)length;
    bytes = G_malloc(*size + 1);
    if (fread(bytes, 1, *size, file) != *size)
        G_fatal_error(_("File '%s' cannot be read"), path);
    fclose(file);
    return bytes;
}

static void say_chance(const struct net_job *job)
{
    if (job->patches.by_chance && job->model->split != SPLIT_RANDOM)
        G_warning(_("split=%s leaves %zu held-out patches, which is too few (%d at least, one with landslides): they "
                    "are drawn at random instead. Patches of both parts may overlap."),
                  split_name(job->model->split), job->patches.held_by_place, LEAST_HELD_OUT);
}

void net_job_say_patches(const struct net_job *job)
{
    const struct patch_counts *counts = &job->patches.counts;

    G_message(_("Training on %zu patches with and %zu without landslides, %zu and %zu are held out..."),
              counts->train_positive, counts->train_negative, counts->held_positive, counts->held_negative);
    G_verbose_message(_("Of %zu windows %zu are left out for null cells, %zu for too few landslide cells, %zu across "
                        "the border of the parts, %zu to keep classes in balance."),
                      counts->windows, counts->null, counts->few, counts->straddling, counts->capped);
}

void net_job_patches(struct net_job *job)
{
    const struct recipe *recipe = &job->model->recipe;
    const struct patch_rule rule = net_patch_rule(recipe);
    const struct patch_split split = {job->model->test_share, recipe->settings.seed, LEAST_HELD_OUT};
    const double ratio = recipe->settings.parameter[NET_IMBALANCE];
    struct slide_error error;

    patches_free(&job->patches);
    fatal_unless_ok(patches_make(&job->ground.patches, &rule, &split, &job->patches, &error), &error);
    if (net_kind_of(recipe->learner) == NET_PATCH)
        fatal_unless_ok(patches_cap(&job->patches, true, HELD_RATIO, recipe->settings.seed, &error), &error);
    fatal_unless_ok(patches_cap(&job->patches, false, ratio, recipe->settings.seed, &error), &error);
    if (net_kind_of(recipe->learner) == NET_PATCH && job->patches.counts.train_negative == 0)
        G_fatal_error(_("No patch of %d x %d cells without landslides is left for training: method=patch tells patches "
                        "with from patches without them. Choose a smaller patch=."),
                      rule.size, rule.size);
}

void net_job_fit_transform(struct net_job *job, struct member *member)
{
    struct recipe *recipe = &job->model->recipe;
    struct sample_table table;
    struct subset all;
    struct slide_error error;

    net_sample(&job->ground, &job->patches, job->reader.rule.size, &table);
    fatal_unless_ok(subset_all(&table, &all, &error), &error);
    fatal_unless_ok(transform_fit(&table, &all, recipe->predictor, &member->transform, &error), &error);
    transform_scale(&table, &all, recipe->scale, &member->transform);
    predictor_describe(&table, &all, recipe->predictor);
    subset_free(&all);
    table_free(&table);
    job->reader.transform = &member->transform;
    job->source = net_source(&job->reader);
}

void net_job_begin(struct request *request, struct model *model, struct net_job *job)
{
    struct slide_error error;

    *job = (struct net_job){.request = request, .model = model};
    fatal_unless_ok(net_open(net_plugin_path(), &job->border, &error), &error);
    if (request->net.backbone)
        job->backbone = net_file_read(request->net.backbone, &job->backbone_size);
    net_ground_read(request, model, &job->ground);
    net_job_patches(job);
    say_chance(job);
    job->reader = (struct net_reader){.ground = &job->ground,
                                      .patches = &job->patches,
                                      .rule = net_patch_rule(&model->recipe),
                                      .whole = net_kind_of(model->recipe.learner) == NET_PATCH,
                                      .threads = model->recipe.settings.threads};
}

/* of all that the bits of a training depend on */
static void training_checksum(const struct net_job *job, const struct member *member, char *checksum)
{
    const struct model *model = job->model;
    char *description = model_to_json(model), *engine = G_store(job->border->description());
    json_t *transforms = transforms_to_json(&model->recipe, &member->transform);
    char *scaling = json_dumps(transforms, JSON_REAL_PRECISION(17)), *all;

    G_asprintf(&all, "%s\n%s\n%s\n%llu %zu %zu %d", description, scaling, engine, (unsigned long long)member->seed,
               job->patches.count, job->backbone_size, (int)job->request->net.device);
    checksum_of(all, strlen(all), checksum);
    json_decref(transforms);
    free(scaling);
    free(description);
    G_free(engine);
    G_free(all);
}

static void *new_net(const struct net_job *job, const struct member *member, const struct training *training)
{
    const struct net_design design = net_design_of(&job->model->recipe, member->transform.features);
    const struct net_start start = {job->request->net.device, job->model->recipe.settings.threads, member->seed,
                                    job->backbone, job->backbone_size};
    struct slide_error error;
    void *net;

    if (training)
        fatal_unless_ok(job->border->load(&design, training->weights, training->size, &start, &net, &error), &error);
    else
        fatal_unless_ok(job->border->create(&design, &start, &net, &error), &error);
    return net;
}

void net_job_train(struct net_job *job, const struct member *member, struct net_watch *watch, struct training *training)
{
    struct trainer trainer = {
        .border = job->border, .source = &job->source, .settings = net_trainer_settings(&job->model->recipe)};
    size_t *train, *held;
    struct slide_error error;

    fatal_unless_ok(patches_list(&job->patches, false, (size_t)job->model->recipe.settings.parameter[NET_OVERSAMPLE],
                                 &train, &trainer.trains, &error),
                    &error);
    fatal_unless_ok(patches_list(&job->patches, true, 1, &held, &trainer.helds, &error), &error);
    trainer.train = train;
    trainer.held_out = held;
    trainer.settings.seed = member->seed;
    trainer.settings.loss.kind = job->request->net.loss;
    trainer.settings.augmentation = job->request->net.augmentation;
    training_checksum(job, member, trainer.settings.checksum);
    trainer.net = new_net(job, member, NULL);
    job->model->net.parameters = job->border->parameters(trainer.net, false);
    net_watch_trainer(watch, &trainer);
    net_watch_check(watch, trainer_run(&trainer, watch->state, watch->size, training, &error), &error);
    job->border->free(trainer.net);
    free(train);
    free(held);
}

struct net_examiner net_job_examiner(struct net_job *job, const struct member *member, const struct training *training)
{
    struct net_examiner examiner = {.border = job->border,
                                    .net = new_net(job, member, training),
                                    .source = &job->source,
                                    .rule = job->reader.rule,
                                    .batch = (size_t)job->model->recipe.settings.parameter[NET_BATCH]};
    struct slide_error error;
    size_t *item;

    fatal_unless_ok(patches_list(&job->patches, true, 1, &item, &examiner.items, &error), &error);
    examiner.item = item;
    return examiner;
}

void net_job_examined(const struct net_job *job, struct net_examiner *examiner)
{
    job->border->free(examiner->net);
    free((void *)examiner->item);
    *examiner = (struct net_examiner){0};
}

void net_job_free(struct net_job *job)
{
    patches_free(&job->patches);
    net_ground_free(&job->ground);
    G_free(job->backbone);
}
