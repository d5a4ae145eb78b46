#include "net_run.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "base/whole_file.h"
#include "grass/fatal.h"
#include "grass/net_plugin.h"
#include "grass/output.h"
#include "learn/model_file.h"
#include "learn/model_json.h"
#include "learn/net_held.h"
#include "learn/piece.h"
#include "learn/transform_json.h"
#include "net_ground.h"
#include "net_history.h"
#include "net_inspect.h"
#include "net_reader.h"
#include "net_test_map.h"
#include "net_watch.h"

#define LEAST_HELD_OUT 50 /* patches */
#define HELD_RATIO 10.    /* most negatives for each positive among a classifier's held-out patches */

/* all that the members of a run share */
struct net_job {
    struct request *request;
    struct model *model;
    const struct net_border *border;
    struct net_ground ground;
    struct patches patches;
    struct net_reader reader;
    struct patch_source source;
    struct training *training; /* [members] */
    char *backbone;
    size_t backbone_size;
    struct net_inspection inspection;
};

void refuse_what_nets_lack(const struct request *request, const struct recipe *recipe)
{
    const struct sampling *wanted = &request->sampling.wanted;
    const char *lacking = request->units.kind != MAPPING_CELLS   ? "units= and lad="
                          : request->validation.wanted           ? "folds="
                          : request->validation.gap > 0.         ? "gap="
                          : request->inspection.request.ablation ? "ablation="
                          : request->inspection.request.correlation || request->inspection.request.vif ||
                                  request->inspection.request.components
                              ? "screening="
                          : request->sampling.strata                              ? "strata="
                          : wanted->fixed_positive                                ? "samples="
                          : wanted->buffer_least > 0. || wanted->buffer_most > 0. ? "buffer="
                          : wanted->thinning > 0.                                 ? "thinning="
                          : recipe->weights != CLASS_WEIGHTS_NONE                 ? "weights="
                                                                                  : NULL;

    if (lacking)
        G_fatal_error(_("%s does not go with method=%s: a net learns from patches, not from samples of cells"), lacking,
                      recipe->learner->name);
    if (request->split == SPLIT_CLUSTERS || request->split == SPLIT_EVENT)
        G_fatal_error(_("split=%s does not go with method=%s: patches are parted by rows, columns, blocks, a map, or "
                        "at random"),
                      split_name(request->split), recipe->learner->name);
    if (recipe->calibration != CALIBRATION_NONE && request->test_share == 0.)
        G_fatal_error(_("calibration= of a net goes by held-out cells, but test=0 holds none out"));
}

static char *read_whole(const char *path, size_t *size)
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

static void say_parts(const struct patches *patches, const struct model *model)
{
    const struct patch_counts *counts = &patches->counts;

    if (patches->by_chance && model->split != SPLIT_RANDOM)
        G_warning(_("split=%s leaves %zu held-out patches, which is too few (%d at least, one with landslides): they "
                    "are drawn at random instead. Patches of both parts may overlap."),
                  split_name(model->split), patches->held_by_place, LEAST_HELD_OUT);
    G_message(_("Training on %zu patches with and %zu without landslides, %zu and %zu are held out..."),
              counts->train_positive, counts->train_negative, counts->held_positive, counts->held_negative);
    G_verbose_message(_("Of %zu windows %zu are left out for null cells, %zu for too few landslide cells, %zu across "
                        "the border of the parts, %zu to keep classes in balance."),
                      counts->windows, counts->null, counts->few, counts->straddling, counts->capped);
}

static void find_patches(struct net_job *job)
{
    const struct recipe *recipe = &job->model->recipe;
    const struct patch_rule rule = net_patch_rule(recipe);
    const struct patch_split split = {job->model->test_share, recipe->settings.seed, LEAST_HELD_OUT};
    const double ratio = recipe->settings.parameter[NET_IMBALANCE];
    struct slide_error error;

    fatal_unless_ok(patches_make(&job->ground.patches, &rule, &split, &job->patches, &error), &error);
    if (net_kind_of(recipe->learner) == NET_PATCH)
        fatal_unless_ok(patches_cap(&job->patches, true, HELD_RATIO, recipe->settings.seed, &error), &error);
    fatal_unless_ok(patches_cap(&job->patches, false, ratio, recipe->settings.seed, &error), &error);
    if (net_kind_of(recipe->learner) == NET_PATCH && job->patches.counts.train_negative == 0)
        G_fatal_error(_("No patch of %d x %d cells without landslides is left for training: method=patch tells patches "
                        "with from patches without them. Choose a smaller patch=."),
                      rule.size, rule.size);
    say_parts(&job->patches, job->model);
}

/* transforms are fitted once, to the training patches' cells; each member has its copy of them */
static void fit_transform(struct net_job *job, struct member *member)
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
}

static void prepare(struct request *request, struct model *model, struct net_job *job)
{
    struct slide_error error;

    *job = (struct net_job){.request = request, .model = model};
    fatal_unless_ok(whole_file_check(request->model_path, &error), &error);
    inspection_prepare(&request->inspection, &model->recipe, request->test_share);
    net_inspection_begin(&request->inspection, request->sampling.repeats, &job->inspection);
    fatal_unless_ok(net_open(net_plugin_path(), &job->border, &error), &error);
    if (request->net.backbone)
        job->backbone = read_whole(request->net.backbone, &job->backbone_size);
    net_ground_read(request, model, &job->ground);
    find_patches(job);
    model->member = G_calloc(request->sampling.repeats, sizeof *model->member);
    job->training = G_calloc(request->sampling.repeats, sizeof *job->training);
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
    char *description = model_to_json(model), *library = G_store(job->border->description());
    json_t *transforms = transforms_to_json(&model->recipe, &member->transform);
    char *scaling = json_dumps(transforms, JSON_REAL_PRECISION(17)), *all;

    G_asprintf(&all, "%s\n%s\n%s\n%llu %zu %zu %d", description, scaling, library, (unsigned long long)member->seed,
               job->patches.count, job->backbone_size, (int)job->request->net.device);
    checksum_of(all, strlen(all), checksum);
    json_decref(transforms);
    free(scaling);
    free(description);
    G_free(library);
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

static void train(struct net_job *job, struct member *member, const struct net_watch *watch, struct training *training)
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
    net_watch_trainer((struct net_watch *)watch, &trainer);
    net_watch_check(watch, trainer_run(&trainer, watch->state, watch->size, training, &error), &error);
    job->border->free(trainer.net);
    free(train);
    free(held);
}

static void score(struct net_job *job, struct member *member, const struct training *training)
{
    const enum calibration_kind kind = job->model->recipe.calibration;
    struct net_examiner examiner = {.border = job->border,
                                    .net = new_net(job, member, training),
                                    .source = &job->source,
                                    .rule = job->reader.rule,
                                    .batch = (size_t)job->model->recipe.settings.parameter[NET_BATCH]};
    struct net_held held;
    struct slide_error error;
    size_t *item;

    fatal_unless_ok(patches_list(&job->patches, true, 1, &item, &examiner.items, &error), &error);
    examiner.item = item;
    fatal_unless_ok(net_held_estimate(&examiner, NULL, &held, &error), &error);
    if (kind != CALIBRATION_NONE)
        fatal_unless_ok(net_calibrate(kind, &held, &member->piece->calibrator, &error), &error);
    if (net_held_scores(&held, &member->piece->calibrator, job->request->validation.threshold, &member->scores, NULL,
                        &error) != SLIDE_OK)
        G_warning("%s", error.text);
    else
        net_inspect(&job->inspection, &examiner, member, member->seed);
    net_held_free(&held);
    job->border->free(examiner.net);
    free(item);
}

static void train_member(struct net_job *job, size_t number, struct net_watch *watch)
{
    struct member *member = &job->model->member[number];
    struct training *training = &job->training[number];
    struct slide_error error;

    *member = (struct member){.seed = sampling_repeat_seed(job->model->recipe.settings.seed, number),
                              .sampling = job->ground.cells,
                              .weight_ratio = 1.,
                              .counts = {.train_positive = job->patches.counts.train_positive,
                                         .train_negative = job->patches.counts.train_negative,
                                         .test_positive = job->patches.counts.held_positive,
                                         .test_negative = job->patches.counts.held_negative,
                                         .left_out = job->patches.counts.straddling}};
    fit_transform(job, member);
    job->reader.transform = &member->transform;
    job->source = net_source(&job->reader);
    train(job, member, watch, training);
    job->model->members++;
    fatal_unless_ok(pieces_new(1, member, &error), &error);
    fatal_unless_ok(net_weights_new(training->weights, training->size, &member->piece->fitted, &error), &error);
    if (member->counts.test_positive + member->counts.test_negative > 0)
        score(job, member, training);
}

static void record(struct net_job *job)
{
    struct net_record *net = &job->model->net;
    const struct training *training = &job->training[job->model->marked];
    const struct trainer_epoch *best = &training->epoch[training->best];

    net->patches = job->patches.counts;
    net->by_chance = job->patches.by_chance;
    net->epochs = training->epochs;
    net->best = training->best;
    snprintf(net->library, sizeof net->library, "%s", job->border->description());
    net->best_loss = isnan(best->held_out) ? best->training : best->held_out;
}

static void job_free(struct net_job *job)
{
    for (size_t i = 0; i < job->model->members; i++)
        training_free(&job->training[i]);
    G_free(job->training);
    patches_free(&job->patches);
    net_ground_free(&job->ground);
    G_free(job->backbone);
}

static void write_all(struct net_job *job, const struct net_watch *watch)
{
    struct slide_error error;

    if (job->request->test_map)
        net_write_test_map(job->request->test_map, job->model, &job->ground.patches, &job->patches,
                           job->reader.rule.size);
    net_history_write(&job->request->net, job->training, job->model->members);
    inspection_write(&job->request->inspection, job->model);
    fatal_unless_ok(model_write(job->model, job->request->model_path, &error), &error);
    maps_kept();
    for (size_t i = 0; i < job->model->members; i++)
        net_watch_remove(&watch[i]);
}

static void run_trained(struct request *request, struct model *model)
{
    const size_t members = request->sampling.repeats;
    struct net_watch *watch = G_calloc(members, sizeof *watch);
    struct net_job job;
    struct slide_error error;

    prepare(request, model, &job);
    for (size_t i = 0; i < members; i++) {
        net_watch_begin(request->model_path, i, members, request->net.resume, &watch[i]);
        train_member(&job, i, &watch[i]);
    }
    G_percent(1, 1, 1);
    fatal_unless_ok(model_mark_median(model, &error), &error);
    record(&job);
    net_inspection_end(&job.inspection, &request->inspection, model);
    write_all(&job, watch);
    for (size_t i = 0; i < members; i++)
        net_watch_free(&watch[i]);
    G_free(watch);
    job_free(&job);
}

/* maps are taken as they are, over their whole range */
static void describe_imported(const struct request *request, struct model *model)
{
    struct recipe *recipe = &model->recipe;
    struct member *member = model->member = G_calloc(1, sizeof *model->member);

    model->members = 1;
    *member = (struct member){.seed = recipe->settings.seed, .weight_ratio = 1.};
    member->transform.predictors = recipe->predictors;
    member->transform.step = calloc(recipe->predictors, sizeof *member->transform.step);
    for (size_t i = 0; i < recipe->predictors; i++) {
        const struct stack_map *map = &request->predictors.map[i];

        recipe->predictor[i].categorical = false;
        recipe->predictor[i].min = map->min;
        recipe->predictor[i].max = map->max;
        recipe->predictor[i].mean = (map->min + map->max) / 2.;
        member->transform.step[i] = (struct transform_step){.kind = TRANSFORM_IDENTITY, .width = 1, .spread = {1., 1.}};
    }
    transform_place(&member->transform);
}

static void run_import(const struct request *request, struct model *model)
{
    const struct net_border *border;
    const struct net_start start = {request->net.device, model->recipe.settings.threads, 0, NULL, 0};
    struct net_design design;
    struct slide_error error;
    size_t size;
    char *bytes = read_whole(request->net.file, &size);
    enum slide_status status;
    void *net;

    fatal_unless_ok(net_open(net_plugin_path(), &border, &error), &error);
    describe_imported(request, model);
    design = net_design_of(&model->recipe, model->recipe.predictors);
    status = border->load(&design, bytes, size, &start, &net, &error);
    if (status != SLIDE_OK)
        G_fatal_error(_("File '%s' cannot be taken as a net of %zu predictors: %s"), request->net.file,
                      model->recipe.predictors, error.text);
    model->net.parameters = border->parameters(net, false);
    snprintf(model->net.library, sizeof model->net.library, "%s", border->description());
    border->free(net);
    fatal_unless_ok(pieces_new(1, model->member, &error), &error);
    fatal_unless_ok(net_weights_new(bytes, size, &model->member->piece->fitted, &error), &error);
    fatal_unless_ok(model_write(model, request->model_path, &error), &error);
    G_free(bytes);
}

void run_net_training(struct request *request, struct model *model)
{
    refuse_what_nets_lack(request, &model->recipe);
    model->net.loss = request->net.loss;
    model->net.augmentation = request->net.augmentation;
    model->net.backbone = request->net.backbone != NULL;
    if (model->recipe.learner == &learner_import)
        run_import(request, model);
    else
        run_trained(request, model);
}
