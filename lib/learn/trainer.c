#include "learn/trainer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <omp.h>

#include "base/random.h"
#include "learn/trainer_state.h"

#define BETTER 1e-4 /* of a loss: less than this is no progress */

/* what a seed is drawn for, so that no two draws share a stream */
enum purpose { ORDER, SYMMETRY, DROPOUT };

static uint64_t seed_of(uint64_t seed, enum purpose purpose, size_t epoch)
{
    struct random_stream stream = random_stream_at(seed, (uint64_t)epoch * 3 + purpose);

    return random_bits(&stream) | 1; /* 0 means no dropout */
}

/* the arrays of one batch */
struct room {
    size_t patches; /* that fit */
    float *image, *target, *valid;
    float *layer; /* [size * size] to move one */
};

static size_t targets_of(const struct patch_source *source)
{
    return source->whole ? 1 : (size_t)source->size * source->size;
}

static void room_free(struct room *room)
{
    free(room->image);
    free(room->target);
    free(room->valid);
    free(room->layer);
}

static enum slide_status room_new(const struct patch_source *source, size_t patches, struct room *room,
                                  struct slide_error *error)
{
    const size_t cells = (size_t)source->size * source->size, targets = targets_of(source);

    room->patches = patches;
    room->image = malloc(patches * source->bands * cells * sizeof *room->image);
    room->target = malloc(patches * targets * sizeof *room->target);
    room->valid = malloc(patches * targets * sizeof *room->valid);
    room->layer = malloc(cells * sizeof *room->layer);
    if (room->image && room->target && room->valid && room->layer)
        return SLIDE_OK;
    room_free(room);
    return slide_out_of_memory(error, (double)patches * source->bands * cells * sizeof *room->image,
                               "a batch of patches: choose a smaller batch=");
}

static enum slide_status read_batch(const struct patch_source *source, const size_t *item, size_t count,
                                    struct room *room, struct net_batch *batch, struct slide_error *error)
{
    *batch = (struct net_batch){room->image, room->target, room->valid, count, source->size, source->size};
    return source->read(source->owner, item, count, room->image, room->target, room->valid, error);
}

/* how many patches the batch that begins at `first` has: no batch of one is left over */
static size_t batch_length(size_t items, size_t batch, size_t first)
{
    const size_t left = items - first;

    return left <= batch || left == batch + 1 ? left : batch;
}

static size_t batches_of(size_t items, size_t batch)
{
    size_t count = 0;

    for (size_t first = 0; first < items; first += batch_length(items, batch, first))
        count++;
    return count;
}

static enum slide_status mean_loss(const struct trainer *trainer, const size_t *item, size_t items, struct room *room,
                                   double *loss, struct slide_error *error)
{
    enum slide_status status = SLIDE_OK;
    double sum = 0., one = 0.;

    for (size_t first = 0; first < items && status == SLIDE_OK;) {
        const size_t count = batch_length(items, trainer->settings.batch, first);
        struct net_batch batch;

        status = read_batch(trainer->source, item + first, count, room, &batch, error);
        if (status == SLIDE_OK)
            status = trainer->border->loss(trainer->net, &batch, &trainer->settings.loss, &one, error);
        sum += one * (double)count;
        first += count;
    }
    *loss = items ? sum / (double)items : NAN;
    return status;
}

enum slide_status trainer_loss(const struct trainer *trainer, const size_t *item, size_t items, double *loss,
                               struct slide_error *error)
{
    struct room room;
    enum slide_status status = room_new(trainer->source, trainer->settings.batch + 1, &room, error);

    if (status != SLIDE_OK)
        return status;
    status = mean_loss(trainer, item, items, &room, loss, error);
    room_free(&room);
    return status;
}

/* turns the batch's patches; `first` is the place of the first of them in the epoch */
static void augment(const struct trainer *trainer, uint64_t seed, size_t first, size_t count, struct room *room)
{
    const struct augmentation *augmentation = &trainer->settings.augmentation;
    const struct patch_source *source = trainer->source;
    const size_t cells = (size_t)source->size * source->size;

    if (!augmentation->flip && !augmentation->rotate)
        return;
    for (size_t i = 0; i < count; i++) {
        struct random_stream stream = random_stream_at(seed, first + i);
        const struct symmetry symmetry = symmetry_draw(augmentation, &stream);
        const size_t layers = (size_t)source->bands + (source->whole ? 0 : 2);

        for (size_t j = 0; j < layers; j++) {
            float *layer = j < (size_t)source->bands    ? room->image + (i * source->bands + j) * cells
                           : j == (size_t)source->bands ? room->target + i * cells
                                                        : room->valid + i * cells;

            memcpy(room->layer, layer, cells * sizeof *layer);
            symmetry_apply(&symmetry, room->layer, source->size, layer);
        }
    }
}

/* a training under way */
struct course {
    const struct trainer *trainer;
    struct training *training;
    struct trainer_state state;
    struct room room;
    size_t *order; /* [trains] */
    double begin;  /* of this run */
    size_t before; /* epochs that were done before this run */
};

static void shuffle(const struct trainer *trainer, size_t epoch, size_t *order)
{
    struct random_stream stream = random_stream_at(seed_of(trainer->settings.seed, ORDER, epoch), 0);

    memcpy(order, trainer->train, trainer->trains * sizeof *order);
    for (size_t i = trainer->trains; i > 1; i--) {
        const size_t other = random_below(&stream, i), item = order[i - 1];

        order[i - 1] = order[other];
        order[other] = item;
    }
}

static struct trainer_progress progress_of(const struct course *course, size_t epoch, size_t batch, size_t batches)
{
    const size_t epochs = course->trainer->settings.epochs;
    const double done = (double)(epoch - course->before) + (double)batch / (double)batches;

    return (struct trainer_progress){
        .epoch = epoch,
        .epochs = epochs,
        .batch = batch,
        .batches = batches,
        .best = course->training->best,
        .rate = course->state.rate,
        .seconds_left = (omp_get_wtime() - course->begin) * ((double)(epochs - course->before) - done) / done,
    };
}

static void watch(const struct course *course, size_t epoch, size_t batch, size_t batches, double loss)
{
    struct trainer_progress progress = progress_of(course, epoch, batch, batches);

    progress.loss = loss;
    if (course->trainer->watch)
        course->trainer->watch(course->trainer->watcher, &progress);
}

static enum slide_status step(struct course *course, size_t epoch, size_t first, size_t count, uint64_t symmetry_seed,
                              uint64_t dropout_seed, double *loss, struct slide_error *error)
{
    const struct trainer *trainer = course->trainer;
    const struct net_step how = {course->state.rate, trainer->settings.decay, dropout_seed, trainer->settings.loss};
    struct net_batch batch;
    enum slide_status status = read_batch(trainer->source, course->order + first, count, &course->room, &batch, error);

    if (status != SLIDE_OK)
        return status;
    augment(trainer, symmetry_seed, first, count, &course->room);
    status = trainer->border->train(trainer->net, &batch, &how, loss, error);
    if (status == SLIDE_OK && !isfinite(*loss))
        return slide_fail(error, SLIDE_FAILED,
                          "The loss is no longer a number in epoch %zu, at a rate of %g. Choose a smaller rate=.",
                          epoch + 1, course->state.rate);
    return status;
}

static enum slide_status train_epoch(struct course *course, size_t epoch, double *mean, struct slide_error *error)
{
    const struct trainer *trainer = course->trainer;
    const size_t batches = batches_of(trainer->trains, trainer->settings.batch);
    const uint64_t symmetry_seed = seed_of(trainer->settings.seed, SYMMETRY, epoch);
    const uint64_t dropout_seed = seed_of(trainer->settings.seed, DROPOUT, epoch);
    enum slide_status status = SLIDE_OK;
    double sum = 0., loss = 0.;

    shuffle(trainer, epoch, course->order);
    for (size_t first = 0, batch = 0; first < trainer->trains && status == SLIDE_OK;) {
        const size_t count = batch_length(trainer->trains, trainer->settings.batch, first);

        status = step(course, epoch, first, count, symmetry_seed, dropout_seed + 2 * batch, &loss, error);
        sum += loss * (double)count;
        first += count;
        if (status == SLIDE_OK)
            watch(course, epoch, ++batch, batches, loss);
    }
    *mean = sum / (double)trainer->trains;
    return status;
}

/* counts what the epoch's loss means for rate and stop; keeps the weights where it is the best */
static enum slide_status judge(struct course *course, const struct trainer_epoch *epoch, struct slide_error *error)
{
    const struct trainer *trainer = course->trainer;
    const struct trainer_settings *settings = &trainer->settings;
    struct training *training = course->training;
    struct trainer_state *state = &course->state;
    const double loss = trainer->helds ? epoch->held_out : epoch->training;

    if (!isfinite(loss))
        return slide_fail(error, SLIDE_FAILED,
                          "The loss is no longer a number after epoch %zu, at a rate of %g. Choose a smaller rate=.",
                          training->epochs, state->rate);
    state->stale++;
    state->waited++;
    if (loss < state->best_loss - BETTER * fabs(state->best_loss) || isinf(state->best_loss)) {
        state->best_loss = loss;
        state->stale = state->waited = 0;
        training->best = training->epochs - 1;
        free(training->weights);
        training->weights = NULL;
        return trainer->border->save(trainer->net, &training->weights, &training->size, error);
    }
    if (settings->rate_patience > 0 && state->waited > settings->rate_patience) {
        state->rate *= settings->rate_factor;
        state->waited = 0;
    }
    training->stopped = settings->patience > 0 && state->stale >= settings->patience;
    return SLIDE_OK;
}

static enum slide_status keep(struct course *course, size_t epoch, struct slide_error *error)
{
    const struct trainer *trainer = course->trainer;
    const struct trainer_progress progress = progress_of(course, epoch, 1, 1);
    char *net = NULL, *bytes = NULL;
    size_t net_size = 0, size = 0;
    enum slide_status status;

    if (!trainer->keep)
        return SLIDE_OK;
    status = trainer->border->checkpoint(trainer->net, &net, &net_size, error);
    if (status == SLIDE_OK)
        status = trainer_state_pack(&course->state, course->training, trainer->settings.checksum, net, net_size, &bytes,
                                    &size, error);
    free(net);
    if (status == SLIDE_OK)
        status = trainer->keep(trainer->watcher, &progress, &course->training->epoch[epoch], bytes, size, error);
    free(bytes);
    return status;
}

static enum slide_status run_epoch(struct course *course, struct slide_error *error)
{
    struct training *training = course->training;
    const size_t number = training->epochs;
    struct trainer_epoch *longer = realloc(training->epoch, (number + 1) * sizeof *longer), *epoch;
    const double begin = omp_get_wtime();
    enum slide_status status;

    if (!longer)
        return slide_out_of_memory(error, (double)(number + 1) * sizeof *longer, "the history of the training");
    training->epoch = longer;
    epoch = &training->epoch[number];
    *epoch = (struct trainer_epoch){.rate = course->state.rate, .held_out = NAN};
    status = train_epoch(course, number, &epoch->training, error);
    if (status == SLIDE_OK)
        status = mean_loss(course->trainer, course->trainer->held_out, course->trainer->helds, &course->room,
                           &epoch->held_out, error);
    epoch->seconds = omp_get_wtime() - begin;
    if (status != SLIDE_OK)
        return status;
    training->epochs++;
    status = judge(course, epoch, error);
    return status == SLIDE_OK ? keep(course, number, error) : status;
}

static enum slide_status go_on_from(struct course *course, const char *state, size_t size, struct slide_error *error)
{
    const struct trainer *trainer = course->trainer;
    const char *net;
    size_t net_size;
    enum slide_status status = trainer_state_unpack(state, size, trainer->settings.checksum, &course->state,
                                                    course->training, &net, &net_size, error);

    if (status == SLIDE_OK)
        status = trainer->border->resume(trainer->net, net, net_size, error);
    course->before = course->training->epochs;
    return status;
}

static enum slide_status run_course(struct course *course, const char *state, size_t size, struct slide_error *error)
{
    const struct trainer *trainer = course->trainer;
    enum slide_status status = SLIDE_OK;

    course->order = malloc((trainer->trains + 1) * sizeof *course->order);
    if (!course->order)
        return slide_out_of_memory(error, (double)trainer->trains * sizeof *course->order, "the order of patches");
    if (state)
        status = go_on_from(course, state, size, error);
    while (status == SLIDE_OK && course->training->epochs < trainer->settings.epochs && !course->training->stopped)
        status = run_epoch(course, error);
    free(course->order);
    return status;
}

enum slide_status trainer_run(const struct trainer *trainer, const char *state, size_t size, struct training *training,
                              struct slide_error *error)
{
    struct course course = {.trainer = trainer,
                            .training = training,
                            .state = {.rate = trainer->settings.rate, .best_loss = INFINITY},
                            .begin = omp_get_wtime()};
    enum slide_status status;

    *training = (struct training){0};
    if (trainer->trains == 0)
        return slide_fail(error, SLIDE_NO_DATA, "There is no patch to train on.");
    status = room_new(trainer->source, trainer->settings.batch + 1, &course.room, error);
    if (status != SLIDE_OK)
        return status;
    status = run_course(&course, state, size, error);
    room_free(&course.room);
    if (status != SLIDE_OK)
        training_free(training);
    return status;
}

void training_free(struct training *training)
{
    free(training->epoch);
    free(training->weights);
    *training = (struct training){0};
}
