#include "net_run.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "base/whole_file.h"
#include "grass/fatal.h"
#include "grass/output.h"
#include "learn/model_file.h"
#include "learn/piece.h"
#include "net_history.h"
#include "net_import.h"
#include "net_inspect.h"
#include "net_job.h"
#include "net_test_map.h"
#include "net_tune.h"

/* the members of a model */
struct net_members {
    struct net_job job;
    struct net_tuner tuner;
    struct net_inspection inspection;
    struct training *training; /* [members] */
    struct net_watch *watch;   /* [members] */
};

static void refuse_what_nets_lack(const struct request *request, const struct recipe *recipe)
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

static void score(struct net_job *job, struct member *member, const struct training *training,
                  struct net_inspection *inspection)
{
    const enum calibration_kind kind = job->model->recipe.calibration;
    struct net_examiner examiner = net_job_examiner(job, member, training);
    struct net_held held;
    struct slide_error error;

    fatal_unless_ok(net_held_estimate(&examiner, NULL, &held, &error), &error);
    if (kind != CALIBRATION_NONE)
        fatal_unless_ok(net_calibrate(kind, &held, &member->piece->calibrator, &error), &error);
    if (net_held_scores(&held, &member->piece->calibrator, job->request->validation.threshold, &member->scores, NULL,
                        &error) != SLIDE_OK)
        G_warning("%s", error.text);
    else
        net_inspect(inspection, &examiner, member, member->seed);
    net_held_free(&held);
    net_job_examined(job, &examiner);
}

/* of the first member the tuning's best training is taken, where there was one */
static void train(struct net_members *members, size_t number)
{
    struct training *training = &members->training[number];

    if (number == 0 && members->tuner.best.epochs > 0) {
        *training = members->tuner.best;
        members->tuner.best = (struct training){0};
        return;
    }
    net_job_train(&members->job, &members->job.model->member[number], &members->watch[number], training);
}

static void train_member(struct net_members *members, size_t number)
{
    struct net_job *job = &members->job;
    const struct patch_counts *counts = &job->patches.counts;
    struct member *member = &job->model->member[number];
    struct training *training = &members->training[number];
    struct slide_error error;

    *member = (struct member){.seed = sampling_repeat_seed(job->model->recipe.settings.seed, number),
                              .sampling = job->ground.cells,
                              .weight_ratio = 1.,
                              .counts = {.train_positive = counts->train_positive,
                                         .train_negative = counts->train_negative,
                                         .test_positive = counts->held_positive,
                                         .test_negative = counts->held_negative,
                                         .left_out = counts->straddling}};
    net_job_fit_transform(job, member);
    train(members, number);
    job->model->members++;
    fatal_unless_ok(pieces_new(1, member, &error), &error);
    fatal_unless_ok(net_weights_new(training->weights, training->size, &member->piece->fitted, &error), &error);
    if (member->counts.test_positive + member->counts.test_negative > 0)
        score(job, member, training, &members->inspection);
}

static void record(const struct net_members *members)
{
    const struct net_job *job = &members->job;
    struct net_record *net = &job->model->net;
    const struct training *training = &members->training[job->model->marked];
    const struct trainer_epoch *best = &training->epoch[training->best];

    net->patches = job->patches.counts;
    net->by_chance = job->patches.by_chance;
    net->epochs = training->epochs;
    net->best = training->best + 1;
    snprintf(net->engine, sizeof net->engine, "%s", job->border->description());
    net->best_loss = isnan(best->held_out) ? best->training : best->held_out;
}

static void write_all(const struct net_members *members, const struct validation_outcome *outcome)
{
    const struct net_job *job = &members->job;
    const struct request *request = job->request;
    struct slide_error error;

    if (request->test_map)
        net_write_test_map(request->test_map, job->model, &job->ground.patches, &job->patches, job->reader.rule.size);
    net_history_write(&request->net, members->training, job->model->members);
    inspection_write(&request->inspection, job->model);
    write_validation_tables(&request->validation, job->model, outcome);
    fatal_unless_ok(model_write(job->model, request->model_path, &error), &error);
    maps_kept();
    for (size_t i = 0; i < job->model->members; i++)
        net_watch_remove(&members->watch[i]);
    net_tune_forget(&members->tuner);
}

static void begin(struct request *request, struct model *model, struct net_members *members)
{
    const size_t count = request->sampling.repeats;
    struct slide_error error;

    fatal_unless_ok(whole_file_check(request->model_path, &error), &error);
    inspection_prepare(&request->inspection, &model->recipe, request->test_share);
    net_tune_check(request);
    net_inspection_begin(&request->inspection, count, &members->inspection);
    net_job_begin(request, model, &members->job);
    model->member = G_calloc(count, sizeof *model->member);
    members->training = G_calloc(count, sizeof *members->training);
    members->watch = G_calloc(count, sizeof *members->watch);
}

static void members_free(struct net_members *members)
{
    for (size_t i = 0; i < members->job.model->members; i++) {
        training_free(&members->training[i]);
        net_watch_free(&members->watch[i]);
    }
    G_free(members->training);
    G_free(members->watch);
    net_tuner_free(&members->tuner);
    net_job_free(&members->job);
}

static void run_trained(struct request *request, struct model *model, struct validation_outcome *outcome)
{
    const size_t count = request->sampling.repeats;
    struct net_members members;
    struct slide_error error;

    begin(request, model, &members);
    net_tune(&members.job, outcome, &members.tuner);
    if (members.tuner.tries == 0 || count > 1)
        net_job_say_patches(&members.job);
    for (size_t i = 0; i < count; i++) {
        const bool taken = i == 0 && members.tuner.best.epochs > 0;

        net_watch_begin(request->model_path, "checkpoint", i, count, request->net.resume && !taken, &members.watch[i]);
        train_member(&members, i);
    }
    G_percent(1, 1, 1);
    fatal_unless_ok(model_mark_median(model, &error), &error);
    record(&members);
    net_inspection_end(&members.inspection, &request->inspection, model);
    write_all(&members, outcome);
    members_free(&members);
}

void run_net_training(struct request *request, struct model *model, struct validation_outcome *outcome)
{
    refuse_what_nets_lack(request, &model->recipe);
    model->net.loss = request->net.loss;
    model->net.augmentation = request->net.augmentation;
    model->net.backbone = request->net.backbone != NULL;
    if (model->recipe.learner == &learner_import)
        run_net_import(request, model);
    else
        run_trained(request, model, outcome);
}
