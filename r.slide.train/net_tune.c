#include "net_tune.h"

#include <math.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "base/whole_file.h"
#include "grass/fatal.h"

void net_tune_check(const struct request *request)
{
    const struct validation_request *wanted = &request->validation;
    struct slide_error error;

    if (!wanted->tuned)
        return;
    if (request->test_share == 0.)
        G_fatal_error(_("tune= of a net goes by held-out patches, but test=0 holds none out"));
    for (size_t i = 0; i < wanted->grid.axes; i++)
        if (wanted->grid.axis[i].parameter == NET_PATCH_SIZE || wanted->grid.axis[i].parameter == NET_STRIDE)
            G_fatal_error(_("tune= cannot try several values of %s: each would be scored on other patches"),
                          request->learner->parameter[wanted->grid.axis[i].parameter].name);
    if (wanted->tune_table)
        fatal_unless_ok(whole_file_check(wanted->tune_table, &error), &error);
}

/* the scores of one net on the held-out patches, as those of a single fold */
static struct validation_summary score(struct net_job *job, const struct member *member,
                                       const struct training *training)
{
    const struct calibrator none = {.kind = CALIBRATION_NONE};
    struct validation_summary summary = {.folds = 1, .repeats = 1, .threshold = job->request->validation.threshold};
    struct net_examiner examiner = net_job_examiner(job, member, training);
    struct member_scores scores;
    struct net_held held;
    struct slide_error error;

    fatal_unless_ok(net_held_estimate(&examiner, NULL, &held, &error), &error);
    fatal_unless_ok(net_held_scores(&held, &none, summary.threshold, &scores, summary.mean, &error), &error);
    for (int i = 0; i < METRICS; i++)
        summary.sd[i] = NAN;
    net_held_free(&held);
    net_job_examined(job, &examiner);
    return summary;
}

/* such as "rate=0.002, imbalance=5" */
static char *values_of(const struct net_job *job, const struct tune_candidate *candidate)
{
    const struct tune_grid *grid = &job->request->validation.grid;
    char *text = G_store(""), *longer;

    for (size_t i = 0; i < grid->axes; i++) {
        G_asprintf(&longer, "%s%s%s=%g", text, i == 0 ? "" : ", ",
                   job->model->recipe.learner->parameter[grid->axis[i].parameter].name, candidate->value[i]);
        G_free(text);
        text = longer;
    }
    return text;
}

static void say_best(const struct net_job *job, const struct tuning *tuning)
{
    const struct tune_candidate *best = &tuning->candidate[tuning->best];
    char *values = values_of(job, best);

    G_message(_("Keeping try %zu: %s (%s %.5f)"), tuning->best + 1, values, metric_kinds[tuning->by].name,
              best->summary.mean[tuning->by]);
    G_free(values);
}

static void try_one(struct net_job *job, size_t number, struct tuning *tuning, struct net_tuner *tuner)
{
    struct recipe *recipe = &job->model->recipe;
    struct tune_candidate *candidate = &tuning->candidate[number];
    struct member member = {.seed = sampling_repeat_seed(recipe->settings.seed, 0)};
    struct training training;
    char *values = values_of(job, candidate);

    tune_apply(&job->request->validation.grid, candidate, &recipe->settings);
    G_message(_("Try %zu of %zu: %s"), number + 1, tuner->tries, values);
    G_free(values);
    net_job_patches(job);
    net_job_say_patches(job);
    net_job_fit_transform(job, &member);
    net_watch_begin(job->request->model_path, "try", number, tuner->tries, job->request->net.resume,
                    &tuner->watch[number]);
    net_job_train(job, &member, &tuner->watch[number], &training);
    candidate->summary = score(job, &member, &training);
    transform_free(&member.transform);
    if (number == 0 || metric_is_better(tuning->by, candidate->summary.mean[tuning->by],
                                        tuning->candidate[tuning->best].summary.mean[tuning->by])) {
        training_free(&tuner->best);
        tuner->best = training;
        tuning->best = number;
    } else {
        training_free(&training);
    }
}

void net_tune(struct net_job *job, struct validation_outcome *outcome, struct net_tuner *tuner)
{
    const struct validation_request *wanted = &job->request->validation;
    struct recipe *recipe = &job->model->recipe;
    struct tuning *tuning = &outcome->tuning;
    struct slide_error error;

    *tuner = (struct net_tuner){0};
    if (!wanted->tuned)
        return;
    *tuning = (struct tuning){.by = wanted->by};
    fatal_unless_ok(tune_candidates(&wanted->grid, wanted->draws, recipe->settings.seed, tuning, &error), &error);
    tuner->tries = tuning->candidates;
    tuner->watch = G_calloc(tuner->tries, sizeof *tuner->watch);
    for (size_t i = 0; i < tuning->candidates; i++)
        try_one(job, i, tuning, tuner);
    G_percent(1, 1, 1);
    tune_apply(&wanted->grid, &tuning->candidate[tuning->best], &recipe->settings);
    net_job_patches(job);
    job->model->tuned = tuning_summary_of(&wanted->grid, tuning);
    say_best(job, tuning);
}

void net_tune_forget(const struct net_tuner *tuner)
{
    for (size_t i = 0; i < tuner->tries; i++)
        net_watch_remove(&tuner->watch[i]);
}

void net_tuner_free(struct net_tuner *tuner)
{
    training_free(&tuner->best);
    for (size_t i = 0; i < tuner->tries; i++)
        net_watch_free(&tuner->watch[i]);
    G_free(tuner->watch);
    *tuner = (struct net_tuner){0};
}
