/** Training through a fake border: what is learned, in which order, when the rate falls, when it stops, and that an
 * interruption leaves no trace. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>

#include "learn/trainer.h"
#include "net_fixture.h"

enum { BANDS = 2, SIZE = 6, CELLS = SIZE * SIZE, PATCHES = 41, TRAINS = 33 };

/* patches from a law, and a record of what was asked for */
struct field {
    float image[PATCHES][BANDS][CELLS], target[PATCHES][CELLS];
    size_t seen[PATCHES], largest;
    size_t order[4096], asked;
};

static enum slide_status read_field(void *owner, const size_t *item, size_t count, float *image, float *target,
                                    float *valid, struct slide_error *error)
{
    struct field *field = owner;

    (void)error;
    field->largest = count > field->largest ? count : field->largest;
    for (size_t i = 0; i < count; i++) {
        memcpy(image + i * BANDS * CELLS, field->image[item[i]], sizeof field->image[0]);
        memcpy(target + i * CELLS, field->target[item[i]], sizeof field->target[0]);
        for (size_t cell = 0; cell < CELLS; cell++)
            valid[i * CELLS + cell] = cell % 7 != 0;
        field->seen[item[i]]++;
        if (field->asked < 4096)
            field->order[field->asked++] = item[i];
    }
    return SLIDE_OK;
}

/* P(1) = 1 / (1 + exp(1 - 3 x)), y is noise; what is not valid is wrong on purpose */
static struct field *field_new(void)
{
    struct field *field = calloc(1, sizeof *field);
    struct random_stream stream = random_stream_at(5, 0);

    for (size_t i = 0; i < PATCHES; i++) {
        for (size_t cell = 0; cell < CELLS; cell++) {
            const double x = random_normal(&stream), p = 1. / (1. + exp(1. - 3. * x));

            field->image[i][0][cell] = (float)x;
            field->image[i][1][cell] = (float)random_normal(&stream);
            field->target[i][cell] = random_uniform(&stream) < p;
            if (cell % 7 == 0)
                field->target[i][cell] = x < 0.;
        }
    }
    return field;
}

/* the last state that was kept, and what was told */
struct record {
    char *state;
    size_t size, epochs, told;
    double rate[200];
};

static enum slide_status keep(void *watcher, const struct trainer_progress *progress, const struct trainer_epoch *epoch,
                              const char *state, size_t size, struct slide_error *error)
{
    struct record *record = watcher;

    (void)error;
    assert_int_equal(progress->batch, progress->batches);
    record->state = realloc(record->state, size);
    memcpy(record->state, state, size);
    record->size = size;
    record->rate[record->epochs++] = epoch->rate;
    return SLIDE_OK;
}

static void watch(void *watcher, const struct trainer_progress *progress)
{
    ((struct record *)watcher)->told++;
    assert_true(progress->seconds_left >= 0.);
    assert_true(isfinite(progress->loss));
}

struct run {
    struct field *field;
    struct patch_source source;
    struct record record;
    struct trainer trainer;
    size_t item[PATCHES];
};

static void run_new(struct run *run, size_t epochs)
{
    const struct net_design design = {.kind = NET_CNN, .bands = BANDS, .patch = SIZE, .filters = 1};
    const struct net_start start = {.seed = 3};

    memset(run, 0, sizeof *run);
    run->field = field_new();
    run->source = (struct patch_source){run->field, BANDS, SIZE, false, read_field};
    for (size_t i = 0; i < PATCHES; i++)
        run->item[i] = i;
    run->trainer = (struct trainer){
        .border = &fake_border,
        .source = &run->source,
        .settings = {.epochs = epochs,
                     .batch = 4,
                     .rate = 0.2,
                     .rate_factor = 0.5,
                     .rate_patience = 2,
                     .seed = 11,
                     .augmentation = {true, true},
                     .checksum = "one"},
        .train = run->item,
        .trains = TRAINS,
        .held_out = run->item + TRAINS,
        .helds = PATCHES - TRAINS,
        .watcher = &run->record,
        .watch = watch,
        .keep = keep,
    };
    fake_create(&design, &start, &run->trainer.net, NULL);
}

static void run_free(struct run *run)
{
    free(run->trainer.net);
    free(run->record.state);
    free(run->field);
}

static void the_planted_law_is_learned_from_valid_cells_only(void **state)
{
    struct run run;
    struct training training;
    double least = INFINITY;
    const double *weight;

    (void)state;
    run_new(&run, 60);
    run.trainer.settings.rate = 1.;
    run.trainer.settings.rate_patience = 10;
    assert_int_equal(trainer_run(&run.trainer, NULL, 0, &training, NULL), SLIDE_OK);
    weight = ((const struct fake_net *)run.trainer.net)->weight;
    assert_true(fabs(weight[0] - 3.) < 0.4);
    assert_true(fabs(weight[1]) < 0.3);
    assert_true(fabs(weight[2] + 1.) < 0.3);
    for (size_t i = 0; i < training.epochs; i++)
        least = fmin(least, training.epoch[i].held_out);
    assert_true(training.epoch[training.best].held_out <= least + 1e-4 * least);
    training_free(&training);
    run_free(&run);
}

static void every_epoch_shows_every_patch_once_in_an_order_of_its_own(void **state)
{
    struct run run;
    struct training training;
    size_t same = 0;

    (void)state;
    run_new(&run, 2);
    assert_int_equal(trainer_run(&run.trainer, NULL, 0, &training, NULL), SLIDE_OK);
    for (size_t i = 0; i < PATCHES; i++)
        assert_int_equal(run.field->seen[i], 2);
    for (size_t i = 0; i < TRAINS; i++) {
        const size_t epoch_length = TRAINS + run.trainer.helds;

        assert_true(run.field->order[i] < TRAINS);
        same += run.field->order[i] == run.field->order[epoch_length + i];
    }
    assert_true(same < TRAINS / 3);
    assert_int_equal(run.field->largest, 5); /* 33 patches in batches of 4: the last one joins */
    assert_int_equal(run.record.told, 2 * 8);
    training_free(&training);
    run_free(&run);
}

static void an_interrupted_training_goes_on_to_the_same_bits(void **state)
{
    struct run whole, cut, rest;
    struct training expected, training;
    struct slide_error error;

    (void)state;
    run_new(&whole, 9);
    assert_int_equal(trainer_run(&whole.trainer, NULL, 0, &expected, NULL), SLIDE_OK);
    for (int fails_at = 9; fails_at < 72; fails_at += 13) {
        run_new(&cut, 9);
        ((struct fake_net *)cut.trainer.net)->fails_at = fails_at;
        assert_int_equal(trainer_run(&cut.trainer, NULL, 0, &training, &error), SLIDE_FAILED);
        assert_string_equal(error.text, "interrupted");
        run_new(&rest, 9);
        assert_int_equal(trainer_run(&rest.trainer, cut.record.state, cut.record.size, &training, NULL), SLIDE_OK);
        assert_int_equal(training.epochs, expected.epochs);
        assert_int_equal(training.best, expected.best);
        assert_memory_equal(training.weights, expected.weights, expected.size);
        for (size_t i = 0; i < training.epochs; i++) {
            assert_true(training.epoch[i].training == expected.epoch[i].training);
            assert_true(training.epoch[i].held_out == expected.epoch[i].held_out);
        }
        assert_memory_equal(((struct fake_net *)rest.trainer.net)->momentum,
                            ((struct fake_net *)whole.trainer.net)->momentum, sizeof(double) * (BANDS + 1));
        training_free(&training);
        run_free(&rest);
        run_free(&cut);
    }
    training_free(&expected);
    run_free(&whole);
}

/* losses that the tests below dictate */
static const double *dictated;
static size_t dictated_next;

static enum slide_status dictated_loss(void *net, const struct net_batch *batch, const struct net_loss *kind,
                                       double *loss, struct slide_error *error)
{
    (void)net;
    (void)kind;
    (void)error;
    (void)batch;
    *loss = dictated[dictated_next++];
    return SLIDE_OK;
}

/* one held-out batch, so that an epoch asks for one loss */
static void dictate(struct run *run, struct net_border *border, const double *loss)
{
    *border = fake_border;
    border->loss = dictated_loss;
    run->trainer.border = border;
    run->trainer.helds = 4;
    dictated = loss;
    dictated_next = 0;
}

static void the_rate_falls_where_the_loss_stays_and_training_stops_after_patience(void **state)
{
    /* best in epoch 1 (from 0): 0.79999 is no progress; the rate falls after 3 without, and after 3 more */
    static const double loss[] = {1., 0.8, 0.79999, 0.9, 0.8, 0.9, 0.9, 0.9, 0.9, 0.5};
    static const double rate[] = {0.2, 0.2, 0.2, 0.2, 0.2, 0.1, 0.1, 0.1, 0.05};
    struct run run;
    struct net_border border;
    struct training training;

    (void)state;
    run_new(&run, 50);
    dictate(&run, &border, loss);
    run.trainer.settings.patience = 7;
    assert_int_equal(trainer_run(&run.trainer, NULL, 0, &training, NULL), SLIDE_OK);
    assert_true(training.stopped);
    assert_int_equal(training.best, 1);
    assert_int_equal(training.epochs, 9);
    for (size_t i = 0; i < training.epochs; i++) {
        assert_true(fabs(training.epoch[i].rate - rate[i]) < 1e-12);
        assert_true(training.epoch[i].held_out == loss[i]);
    }
    training_free(&training);
    run_free(&run);
}

static void a_finished_training_takes_no_further_step(void **state)
{
    static const double loss[] = {1., 2., 2., 2., 2., 2.};
    struct run run, again;
    struct net_border border;
    struct training training, same;

    (void)state;
    run_new(&run, 50);
    dictate(&run, &border, loss);
    run.trainer.settings.patience = 3;
    assert_int_equal(trainer_run(&run.trainer, NULL, 0, &training, NULL), SLIDE_OK);
    run_new(&again, 50);
    again.trainer.settings.patience = 3;
    assert_int_equal(trainer_run(&again.trainer, run.record.state, run.record.size, &same, NULL), SLIDE_OK);
    assert_int_equal(((struct fake_net *)again.trainer.net)->steps, 0);
    assert_int_equal(same.size, training.size);
    assert_memory_equal(same.weights, training.weights, same.size);
    training_free(&training);
    training_free(&same);
    run_free(&run);
    run_free(&again);
}

static void states_of_other_trainings_and_broken_ones_are_refused(void **state)
{
    struct run run, other;
    struct training training;
    struct slide_error error;

    (void)state;
    run_new(&run, 2);
    assert_int_equal(trainer_run(&run.trainer, NULL, 0, &training, NULL), SLIDE_OK);
    training_free(&training);
    run_new(&other, 2);
    for (size_t size = 0; size < run.record.size; size += 37)
        assert_int_equal(trainer_run(&other.trainer, run.record.state, size, &training, &error), SLIDE_BAD_INPUT);
    snprintf(other.trainer.settings.checksum, CHECKSUM_SIZE, "another");
    assert_int_equal(trainer_run(&other.trainer, run.record.state, run.record.size, &training, &error),
                     SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "other options"));
    run.record.state[0] ^= 1;
    assert_int_equal(trainer_run(&other.trainer, run.record.state, run.record.size, &training, &error),
                     SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "no state"));
    run_free(&run);
    run_free(&other);
}

static void a_loss_that_is_no_number_ends_training(void **state)
{
    static const double loss[] = {1., NAN};
    struct run run;
    struct net_border border;
    struct training training;
    struct slide_error error;

    (void)state;
    run_new(&run, 5);
    dictate(&run, &border, loss);
    assert_int_equal(trainer_run(&run.trainer, NULL, 0, &training, &error), SLIDE_FAILED);
    assert_non_null(strstr(error.text, "epoch 2"));
    assert_non_null(strstr(error.text, "rate="));
    run.trainer.trains = 0;
    assert_int_equal(trainer_run(&run.trainer, NULL, 0, &training, &error), SLIDE_NO_DATA);
    run_free(&run);
}

static void without_held_out_patches_the_training_loss_decides(void **state)
{
    struct run run;
    struct training training;

    (void)state;
    run_new(&run, 5);
    run.trainer.helds = 0;
    assert_int_equal(trainer_run(&run.trainer, NULL, 0, &training, NULL), SLIDE_OK);
    for (size_t i = 0; i < training.epochs; i++) {
        assert_true(isnan(training.epoch[i].held_out));
        assert_true(training.epoch[training.best].training <= training.epoch[i].training);
    }
    training_free(&training);
    run_free(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_planted_law_is_learned_from_valid_cells_only),
        cmocka_unit_test(every_epoch_shows_every_patch_once_in_an_order_of_its_own),
        cmocka_unit_test(an_interrupted_training_goes_on_to_the_same_bits),
        cmocka_unit_test(the_rate_falls_where_the_loss_stays_and_training_stops_after_patience),
        cmocka_unit_test(a_finished_training_takes_no_further_step),
        cmocka_unit_test(states_of_other_trainings_and_broken_ones_are_refused),
        cmocka_unit_test(a_loss_that_is_no_number_ends_training),
        cmocka_unit_test(without_held_out_patches_the_training_loss_decides),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
