/** What is made of a net's held-out patches: each cell once, scores, calibration, attribution; and the model file of a
 * net. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "learn/attribution.h"
#include "learn/model_file.h"
#include "learn/net_held.h"
#include "learn/net_importance.h"
#include "learn/net_learner.h"
#include "learn/piece.h"
#include "net_fixture.h"

enum { ROWS = 40, COLS = 48, BANDS = 3, SIZE = 8, STRIDE = 4, DOWN = 9, ACROSS = 11, PATCHES = DOWN * ACROSS };

/* a region whose first band is the cell's own number, its label the number's parity */
struct region {
    bool whole;
    bool invalid[ROWS * COLS];
};

static enum slide_status read_region(void *owner, const size_t *item, size_t count, float *image, float *target,
                                     float *valid, struct slide_error *error)
{
    const struct region *region = owner;
    const size_t cells = SIZE * SIZE;

    (void)error;
    for (size_t i = 0; i < count; i++) {
        const size_t row = item[i] / ACROSS * STRIDE, col = item[i] % ACROSS * STRIDE;

        for (size_t k = 0; k < cells; k++) {
            const size_t cell = (row + k / SIZE) * COLS + col + k % SIZE;

            image[i * BANDS * cells + k] = (float)cell;
            image[(i * BANDS + 1) * cells + k] = 1.f;
            image[(i * BANDS + 2) * cells + k] = (float)item[i];
            if (!region->whole) {
                target[i * cells + k] = (float)(cell % 2);
                valid[i * cells + k] = !region->invalid[cell];
            }
        }
        if (region->whole) {
            target[i] = (float)(item[i] % 2);
            valid[i] = 1.f;
        }
    }
    return SLIDE_OK;
}

struct bench {
    struct region region;
    struct patch_source source;
    struct fake_net net;
    size_t item[PATCHES];
    struct net_examiner examiner;
};

static void bench_new(bool whole, struct bench *bench)
{
    memset(bench, 0, sizeof *bench);
    bench->region.whole = bench->net.whole = whole;
    bench->net.bands = BANDS;
    bench->net.weight[0] = 1.;
    bench->source = (struct patch_source){&bench->region, BANDS, SIZE, whole, read_region};
    for (size_t i = 0; i < PATCHES; i++)
        bench->item[i] = i;
    bench->examiner = (struct net_examiner){.border = &fake_border,
                                            .net = &bench->net,
                                            .source = &bench->source,
                                            .rule = {SIZE, STRIDE, 0., 0.},
                                            .item = bench->item,
                                            .items = PATCHES,
                                            .batch = 7};
}

static void every_cell_counts_once_and_only_where_it_is_valid(void **state)
{
    struct bench bench;
    struct net_held held;
    int seen[ROWS * COLS] = {0};

    (void)state;
    bench_new(false, &bench);
    for (size_t cell = 100; cell < ROWS * COLS; cell += 37)
        bench.region.invalid[cell] = true;
    assert_int_equal(net_held_estimate(&bench.examiner, NULL, &held, NULL), SLIDE_OK);
    for (size_t i = 0; i < held.rows; i++) {
        const size_t cell = (size_t)held.logit[i];

        seen[cell]++;
        assert_true(held.label[i] == (float)(cell % 2));
    }
    for (size_t row = 0; row < ROWS; row++) {
        for (size_t col = 0; col < COLS; col++) {
            const bool inside = row >= 2 && row < ROWS - 2 && col >= 2 && col < COLS - 2;

            assert_int_equal(seen[row * COLS + col], inside && !bench.region.invalid[row * COLS + col]);
        }
    }
    net_held_free(&held);
}

static void a_classifiers_patches_count_one_each(void **state)
{
    struct bench bench;
    struct net_held held;

    (void)state;
    bench_new(true, &bench);
    assert_int_equal(net_held_estimate(&bench.examiner, NULL, &held, NULL), SLIDE_OK);
    assert_int_equal(held.rows, PATCHES);
    for (size_t i = 0; i < PATCHES; i++)
        assert_true(held.label[i] == (float)(i % 2));
    net_held_free(&held);
}

static void bands_are_zeroed_or_taken_from_other_patches(void **state)
{
    struct bench bench;
    struct net_held held;
    size_t other[PATCHES];
    static const unsigned char last[BANDS] = {0, 0, 1};
    struct net_change change = {last, NULL};

    (void)state;
    bench_new(true, &bench);
    bench.net.weight[0] = 0.;
    bench.net.weight[1] = 1000.;
    bench.net.weight[2] = 1.;
    for (size_t i = 0; i < PATCHES; i++)
        other[i] = (i * 5) % PATCHES;
    assert_int_equal(net_held_estimate(&bench.examiner, &change, &held, NULL), SLIDE_OK);
    for (size_t i = 0; i < PATCHES; i++)
        assert_true(held.logit[i] == 1000.f);
    net_held_free(&held);
    change.other = other;
    assert_int_equal(net_held_estimate(&bench.examiner, &change, &held, NULL), SLIDE_OK);
    for (size_t i = 0; i < PATCHES; i++) {
        assert_true(held.logit[i] == 1000.f + (float)other[i]);
        assert_true(held.label[i] == (float)(i % 2));
    }
    net_held_free(&held);
}

/* labels follow the second band of a patch; the first is of use to nobody */
static enum slide_status read_law(void *owner, const size_t *item, size_t count, float *image, float *target,
                                  float *valid, struct slide_error *error)
{
    const size_t cells = SIZE * SIZE;

    (void)owner;
    (void)error;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < BANDS * cells; k++)
            image[i * BANDS * cells + k] = k / cells == 1 ? (float)(item[i] % 2) - 0.5f : (float)(item[i] % 5);
        target[i] = (float)(item[i] % 2);
        valid[i] = 1.f;
    }
    return SLIDE_OK;
}

static void importance_is_lost_with_what_decides_and_with_nothing_else(void **state)
{
    struct transform_step step[2] = {{.kind = TRANSFORM_IDENTITY, .width = 1}, {.kind = TRANSFORM_ONE_HOT, .width = 2}};
    struct transform transform = {.predictors = 2, .step = step};
    size_t first = 0, second = 1;
    struct predictor_group group[2] = {{"idle", 1, &first}, {"law", 1, &second}};
    const struct predictor_groups groups = {2, group};
    const struct calibrator none = {.kind = CALIBRATION_NONE};
    struct net_importance_plan plan = {3, 5, NULL};
    struct bench bench;
    double loss[3 * 2 * HELD_SCORES];

    (void)state;
    transform_place(&transform);
    bench_new(true, &bench);
    bench.source.read = read_law;
    bench.net.weight[0] = 0.;
    bench.net.weight[1] = 4.;
    assert_int_equal(net_importance(&bench.examiner, &transform, &none, &groups, &plan, loss, NULL), SLIDE_OK);
    for (int repeat = 0; repeat < 3; repeat++) {
        const double *idle = loss + repeat * 2 * HELD_SCORES, *law = idle + HELD_SCORES;

        for (int s = 0; s < HELD_SCORES; s++)
            assert_true(idle[s] == 0.);
        assert_true(fabs(law[HELD_AUC_ROC] - 0.5) < 0.15);
        assert_true(law[HELD_AUC_PR] > 0.3 && law[HELD_BRIER] > 0.2);
    }
    assert_true(loss[3 * HELD_SCORES] != loss[HELD_SCORES]); /* another permutation */
    plan.repeats = 0;
    assert_int_equal(net_importance(&bench.examiner, &transform, &none, &groups, &plan, loss, NULL), SLIDE_OK);
    assert_true(loss[HELD_AUC_ROC] == 0.);
    assert_true(loss[HELD_SCORES + HELD_AUC_ROC] == 0.5);
    /* half of 99 patches less one are landslides: that is the average precision of no ranking */
    assert_true(fabs(loss[HELD_SCORES + HELD_AUC_PR] - (1. - 49. / 99.)) < 1e-9);
}

/* logits x whose truth is 1 / (1 + exp(-(2 x - 1))) */
static struct net_held drawn(size_t rows)
{
    struct net_held held = {rows, malloc(rows * sizeof(float)), malloc(rows * sizeof(float))};
    struct random_stream stream = random_stream_at(2, 0);

    for (size_t i = 0; i < rows; i++) {
        held.logit[i] = (float)(2. * random_normal(&stream));
        held.label[i] = random_uniform(&stream) < 1. / (1. + exp(1. - 2. * held.logit[i]));
    }
    return held;
}

static void calibration_finds_the_planted_probability(void **state)
{
    static const enum calibration_kind kinds[] = {CALIBRATION_PLATT, CALIBRATION_ISOTONIC};
    struct net_held held = drawn(40000);

    (void)state;
    for (int k = 0; k < 2; k++) {
        struct calibrator calibrator;
        struct member_scores scores;
        double metric[METRICS];

        assert_int_equal(net_calibrate(kinds[k], &held, &calibrator, NULL), SLIDE_OK);
        for (int i = -4; i <= 4; i++) {
            const double logit = 0.5 * i;

            assert_true(fabs(net_probability(&calibrator, logit) - 1. / (1. + exp(1. - 2. * logit))) < 0.03);
        }
        assert_int_equal(net_held_scores(&held, &calibrator, 0.5, &scores, metric, NULL), SLIDE_OK);
        assert_true(scores.known && scores.auc_roc > 0.9 && scores.brier < 0.11);
        assert_true(metric[METRIC_F1] > 0.7);
        assert_true(scores.cut.known && fabs(scores.cut.f1 - metric[METRIC_F1]) < 1e-12);
        calibrator_free(&calibrator);
    }
    net_held_free(&held);
}

static void attributions_of_a_linear_net_are_weight_times_value_and_add_up(void **state)
{
    static float image[2 * BANDS * SIZE * SIZE], weight[2 * SIZE * SIZE], share[2 * BANDS * SIZE * SIZE];
    static float logit[2 * SIZE * SIZE];
    struct fake_net net = {.bands = BANDS, .weight = {0.5, -2., 3., 7.}};
    const struct attribution_images images = {image, weight, 2, BANDS, SIZE, SIZE};
    struct random_stream stream = random_stream_at(6, 0);
    double sum = 0., change = 0.;

    (void)state;
    for (size_t i = 0; i < sizeof image / sizeof *image; i++)
        image[i] = (float)random_normal(&stream);
    for (size_t i = 0; i < sizeof weight / sizeof *weight; i++)
        weight[i] = (float)random_below(&stream, 2);
    assert_int_equal(integrated_gradients(&fake_border, &net, &images, 3, share, NULL), SLIDE_OK);
    fake_predict(&net, image, 2, SIZE, SIZE, 0, logit, NULL);
    for (size_t i = 0; i < sizeof image / sizeof *image; i++) {
        const size_t patch = i / (BANDS * SIZE * SIZE), band = i / (SIZE * SIZE) % BANDS, cell = i % (SIZE * SIZE);

        assert_true(fabs(share[i] - net.weight[band] * image[i] * weight[patch * SIZE * SIZE + cell]) < 1e-5);
        sum += share[i];
    }
    for (size_t i = 0; i < sizeof weight / sizeof *weight; i++)
        change += weight[i] * (logit[i] - net.weight[BANDS]);
    assert_true(fabs(sum - change) < 1e-3);
}

static void tiles_that_do_not_do_are_refused_by_name(void **state)
{
    struct tiling tiling;
    struct slide_error error;

    (void)state;
    for (enum net_kind kind = NET_CNN; kind <= NET_IMPORTED; kind++) {
        const int least = net_least_tile(kind);

        assert_int_equal(net_tiling(kind, least, &tiling, &error), SLIDE_OK);
        assert_true(tiling_step(&tiling) > 0 && tiling.ramp <= tiling_step(&tiling));
        assert_int_equal(net_tiling(kind, least - 1, &tiling, &error), SLIDE_BAD_INPUT);
    }
    assert_int_equal(net_tiling(NET_UNET, 250, &tiling, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "multiple of 16"));
}

static void net_model(struct model *model)
{
    struct recipe *recipe = &model->recipe;

    *model = (struct model){.split = SPLIT_ROWS, .test_share = 0.2, .label_map = strdup("landslides@event")};
    recipe->learner = &learner_unet;
    recipe->settings = learner_defaults(recipe->learner, 42);
    assert_int_equal(learner_set(recipe->learner, "dropout=0.3", &recipe->settings, NULL), SLIDE_OK);
    recipe->scale = SCALE_ZSCORE;
    recipe->predictors = 1;
    recipe->predictor = calloc(1, sizeof *recipe->predictor);
    recipe->predictor->label = strdup("slope");
    recipe->predictor->map = strdup("slope@event");
    recipe->predictor->title = strdup("");
    recipe->predictor->units = strdup("");
    model->members = 1;
    model->member = calloc(1, sizeof *model->member);
    model->member->weight_ratio = 1.;
    model->member->transform = (struct transform){.predictors = 1, .step = calloc(1, sizeof(struct transform_step))};
    model->member->transform.step[0] = (struct transform_step){.width = 1, .shift = {3.}, .spread = {2., 1.}};
    transform_place(&model->member->transform);
    pieces_new(1, model->member, NULL);
    net_weights_new("any bytes", 9, &model->member->piece->fitted, NULL);
    model->net = (struct net_record){.loss = NET_LOSS_FOCAL,
                                     .augmentation = {true, false},
                                     .backbone = true,
                                     .parameters = 31043969,
                                     .patches = {.windows = 90, .train_positive = 12, .held_negative = 3},
                                     .epochs = 7,
                                     .best = 4,
                                     .best_loss = 0.25,
                                     .engine = "libtorch 1.13.1, CPU"};
}

static void a_model_of_a_net_comes_back_from_its_file(void **state)
{
    char path[] = "/tmp/test_net_held_XXXXXX";
    struct model model, read;
    const struct net_weights *weights;

    (void)state;
    close(mkstemp(path));
    net_model(&model);
    assert_int_equal(model_write(&model, path, NULL), SLIDE_OK);
    assert_int_equal(model_read(path, 1, &read, NULL), SLIDE_OK);
    weights = read.member->piece->fitted;
    assert_int_equal(weights->size, 9);
    assert_memory_equal(weights->bytes, "any bytes", 9);
    assert_ptr_equal(read.recipe.learner, &learner_unet);
    assert_true(net_design_of(&read.recipe, 5).dropout == 0.3);
    assert_int_equal(read.net.loss, NET_LOSS_FOCAL);
    assert_true(read.net.augmentation.flip && !read.net.augmentation.rotate && read.net.backbone);
    assert_int_equal(read.net.parameters, 31043969);
    assert_int_equal(read.net.patches.windows, 90);
    assert_int_equal(read.net.patches.held_negative, 3);
    assert_int_equal(read.net.best, 4);
    assert_true(read.net.best_loss == 0.25);
    assert_string_equal(read.net.engine, "libtorch 1.13.1, CPU");
    assert_string_equal(read.identity, model.identity);
    model_free(&read);
    model_free(&model);
    unlink(path);
}

static void a_description_without_its_net_is_refused(void **state)
{
    static const char *const broken[] = {"{}", "{\"loss\": \"hinge\", \"library\": \"\"}",
                                         "{\"loss\": \"focal\", \"library\": \"\", \"parameters\": -1}"};
    struct net_record record;
    struct slide_error error;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        json_t *json = json_loads(broken[i], 0, NULL);

        assert_int_equal(net_record_from_json(json, &record, &error), SLIDE_BAD_INPUT);
        json_decref(json);
    }
    assert_int_equal(net_record_from_json(NULL, &record, &error), SLIDE_BAD_INPUT);
}

static void nets_do_not_take_samples_of_cells(void **state)
{
    void *fitted;
    float estimate;
    struct slide_error error;

    (void)state;
    assert_int_equal(learner_cnn.fit(NULL, NULL, NULL, &fitted, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "patches"));
    assert_int_equal(learner_cnn.predict(NULL, NULL, 0, 0, &estimate, &error), SLIDE_BAD_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cell_counts_once_and_only_where_it_is_valid),
        cmocka_unit_test(a_classifiers_patches_count_one_each),
        cmocka_unit_test(bands_are_zeroed_or_taken_from_other_patches),
        cmocka_unit_test(importance_is_lost_with_what_decides_and_with_nothing_else),
        cmocka_unit_test(calibration_finds_the_planted_probability),
        cmocka_unit_test(attributions_of_a_linear_net_are_weight_times_value_and_add_up),
        cmocka_unit_test(tiles_that_do_not_do_are_refused_by_name),
        cmocka_unit_test(a_model_of_a_net_comes_back_from_its_file),
        cmocka_unit_test(a_description_without_its_net_is_refused),
        cmocka_unit_test(nets_do_not_take_samples_of_cells),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
