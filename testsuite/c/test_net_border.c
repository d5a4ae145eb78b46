/** The deep-net plugin through its border: sizes of nets, losses, weights kept and read again, and what is refused. */
#include "plugin_fixture.h"

#include <sys/resource.h>

#include <omp.h>
#include <xgboost/c_api.h>

static const enum net_kind kinds[] = {NET_CNN, NET_UNET, NET_DEEPLABV3, NET_PATCH};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* Published: P0's CNN and U-Net; torchvision's deeplabv3_resnet50 less its auxiliary head, 14 bands, one class; P3's
 * classifier, where Keras counts running means and variances too. */
static void nets_have_the_published_numbers_of_parameters(void **state)
{
    static const struct {
        struct net_design design;
        bool running;
        size_t parameters;
    } published[] = {
        {{NET_CNN, 14, 128, 64, 0.}, false, 857857},         {{NET_UNET, 14, 128, 64, 0.}, false, 31043969},
        {{NET_DEEPLABV3, 14, 128, 64, 0.}, false, 39668225}, {{NET_PATCH, 4, 64, 32, 0.5}, true, 1593441},
        {{NET_PATCH, 4, 64, 64, 0.7}, true, 6369473},
    };
    const struct net_border *border = plugin_or_skip(state);

    for (size_t i = 0; i < sizeof published / sizeof *published; i++) {
        void *net = fixture_net(border, &published[i].design, 1);

        assert_int_equal(border->parameters(net, published[i].running), published[i].parameters);
        border->free(net);
    }
}

static double sigmoid(double logit)
{
    return 1. / (1. + exp(-logit));
}

/* (1 - share) (mean of -w y log p - (1 - y) log(1 - p)) + share (1 - (2 sum p y + 1) / (sum p + sum y + 1)) */
static double bce_dice_of(const struct fixture_batch *arrays, double weight, double share)
{
    double entropy = 0., count = 0., both = 0., sum = 0.;

    for (size_t i = 0; i < arrays->targets; i++) {
        const double p = sigmoid(arrays->logit[i]);

        if (arrays->valid[i] == 0.f)
            continue;
        entropy -= arrays->target[i] == 1.f ? weight * log(p) : log(1. - p);
        both += arrays->target[i] == 1.f ? p : 0.;
        sum += p + arrays->target[i];
        count += 1.;
    }
    return (1. - share) * entropy / count + share * (1. - (2. * both + 1.) / (sum + 1.));
}

/* Mean of -alpha_t (1 - p_t)^gamma log p_t */
static double focal_of(const struct fixture_batch *arrays, double gamma, double alpha)
{
    double loss = 0., count = 0.;

    for (size_t i = 0; i < arrays->targets; i++) {
        const bool slide = arrays->target[i] == 1.f;
        const double p = sigmoid(arrays->logit[i]), right = slide ? p : 1. - p;

        if (arrays->valid[i] == 0.f)
            continue;
        loss -= (slide ? alpha : 1. - alpha) * pow(1. - right, gamma) * log(right);
        count += 1.;
    }
    return loss / count;
}

static void losses_are_their_closed_forms_over_the_valid_cells(void **state)
{
    const struct net_border *border = plugin_or_skip(state);

    for (int i = 0; i < KINDS; i++) {
        const struct net_design design = fixture_design(kinds[i], 0.5);
        const struct net_loss bce = {NET_LOSS_BCE_DICE, 15., 0.3, 0., 0.}, focal = {NET_LOSS_FOCAL, 1., 0., 1.5, 0.25};
        struct fixture_batch arrays = fixture_batch_of(&design, 30, 2);
        void *net = fixture_net(border, &design, 1);
        struct slide_error error;
        double loss;

        fixture_train(border, net, &arrays, 0.01, 2, 1);
        fixture_predict(border, net, &arrays, 0);
        assert_int_equal(border->loss(net, &arrays.batch, &bce, &loss, &error), SLIDE_OK);
        assert_true(fabs(loss - bce_dice_of(&arrays, 15., 0.3)) < 1e-5 * loss);
        assert_int_equal(border->loss(net, &arrays.batch, &focal, &loss, &error), SLIDE_OK);
        assert_true(fabs(loss - focal_of(&arrays, 1.5, 0.25)) < 1e-5 * loss);
        border->free(net);
        fixture_batch_free(&arrays);
    }
}

static void batch_without_a_valid_cell_has_no_loss_and_moves_no_weight_without_decay(void **state)
{
    const struct net_border *border = plugin_or_skip(state);
    const struct net_design design = fixture_design(NET_CNN, 0.);
    struct fixture_batch arrays = fixture_batch_of(&design, 2, 2);
    struct net_step step = fixture_step(0.1, 1);
    void *net = fixture_net(border, &design, 1);
    struct slide_error error;
    double loss;

    memset(arrays.valid, 0, arrays.targets * sizeof *arrays.valid);
    step.decay = 0.;
    assert_int_equal(border->train(net, &arrays.batch, &step, &loss, &error), SLIDE_OK);
    assert_true(loss == 0.);
    assert_int_equal(border->loss(net, &arrays.batch, &step.loss, &loss, &error), SLIDE_OK);
    assert_true(loss == 0.);
    border->free(net);
    fixture_batch_free(&arrays);
}

static void weights_read_again_predict_the_same_bits(void **state)
{
    const struct net_border *border = plugin_or_skip(state);
    const struct net_start start = fixture_start(99);

    for (int i = 0; i < KINDS; i++) {
        const struct net_design design = fixture_design(kinds[i], 0.2);
        struct fixture_batch arrays = fixture_batch_of(&design, 3, 2);
        void *net = fixture_net(border, &design, 1), *again;
        struct slide_error error;
        size_t size;
        char *bytes;

        fixture_predict(border, net, &arrays, 0);
        fixture_train(border, net, &arrays, 0.01, 3, 1);
        assert_int_equal(border->save(net, &bytes, &size, &error), SLIDE_OK);
        assert_int_equal(border->load(&design, bytes, size, &start, &again, &error), SLIDE_OK);
        assert_true(fixture_same(border, net, again, &arrays));
        free(bytes);
        border->free(net);
        border->free(again);
        fixture_batch_free(&arrays);
    }
}

static void refuse_load(const struct net_border *border, const struct net_design *design, const char *bytes,
                        size_t size, const char *names)
{
    const struct net_start start = fixture_start(1);
    struct slide_error error;
    void *net;

    assert_int_equal(border->load(design, bytes, size, &start, &net, &error), SLIDE_BAD_INPUT);
    assert_null(net);
    if (!strstr(error.text, names))
        print_message("%s\n", error.text);
    assert_non_null(strstr(error.text, names));
    assert_null(strchr(error.text, '\n'));
}

static void weights_that_are_not_whole_or_of_another_net_are_refused_by_name(void **state)
{
    const struct net_border *border = plugin_or_skip(state);
    const struct net_design design = fixture_design(NET_CNN, 0.), unet = fixture_design(NET_UNET, 0.);
    struct net_design wide = design;
    void *net = fixture_net(border, &design, 1);
    struct slide_error error;
    size_t size;
    char *bytes;

    wide.bands = 5;
    assert_int_equal(border->save(net, &bytes, &size, &error), SLIDE_OK);
    refuse_load(border, &unet, bytes, size, "have no <down1.0.weight>");
    refuse_load(border, &wide, bytes, size, "<block1.0.weight> is [4, 3, 3, 3], not [4, 5, 3, 3]");
    for (size_t part = 0; part < size; part += size / 7)
        refuse_load(border, &design, bytes, part, "cannot be read");
    refuse_load(border, &design, "not weights at all, but a text of some length", 45, "cannot be read");
    assert_int_equal(border->resume(net, bytes, size, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "adam"));
    free(bytes);
    border->free(net);
}

static void predictions_do_not_depend_on_the_sides_being_multiples(void **state)
{
    static const enum net_kind maps[] = {NET_CNN, NET_UNET, NET_DEEPLABV3};
    const struct net_border *border = plugin_or_skip(state);

    for (int i = 0; i < 3; i++) {
        const struct net_design design = fixture_design(maps[i], 0.);
        struct fixture_batch odd = fixture_batch(false, 2, 37, 21, 4);
        void *net = fixture_net(border, &design, 1);

        fixture_train(border, net, &odd, 0.01, 1, 1);
        fixture_predict(border, net, &odd, 0);
        for (size_t cell = 0; cell < odd.targets; cell++)
            assert_true(isfinite(odd.logit[cell]) && odd.logit[cell] != 0.f);
        border->free(net);
        fixture_batch_free(&odd);
    }
}

static void refuse_create(const struct net_border *border, struct net_design design, const char *names)
{
    const struct net_start start = fixture_start(1);
    struct slide_error error;
    void *net;

    assert_int_equal(border->create(&design, &start, &net, &error), SLIDE_BAD_INPUT);
    assert_null(net);
    assert_non_null(strstr(error.text, names));
}

static void impossible_nets_and_images_are_refused_by_name(void **state)
{
    const struct net_border *border = plugin_or_skip(state);
    const struct net_design design = fixture_design(NET_PATCH, 0.);
    struct fixture_batch other = fixture_batch(true, 2, 24, 16, 1);
    void *net = fixture_net(border, &design, 1);
    struct slide_error error;

    refuse_create(border, (struct net_design){NET_CNN, 0, 128, 64, 0.}, "bands 0");
    refuse_create(border, (struct net_design){NET_CNN, 14, 128, 0, 0.}, "filters 0");
    refuse_create(border, (struct net_design){NET_UNET, 14, 128, 64, 1.}, "dropout 1");
    refuse_create(border, (struct net_design){NET_PATCH, 4, 60, 32, 0.}, "not 60");
    refuse_create(border, (struct net_design){NET_IMPORTED, 4, 64, 32, 0.}, "only loaded");
    assert_int_equal(border->predict(net, other.image, 2, 24, 16, 0, other.logit, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "16 x 16 cells, not 24 x 16"));
    border->free(net);
    fixture_batch_free(&other);
}

static void cuda_is_refused_where_there_is_none(void **state)
{
    const struct net_border *border = plugin_or_skip(state);
    const struct net_design design = fixture_design(NET_CNN, 0.);
    struct net_start start = fixture_start(1);
    struct slide_error error;
    void *net;

    if (!strstr(border->description(), "CPU"))
        skip();
    start.device = NET_DEVICE_CUDA;
    assert_int_equal(border->create(&design, &start, &net, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "device=cpu"));
}

static void numbers_that_are_none_end_training_by_name(void **state)
{
    const struct net_border *border = plugin_or_skip(state);
    const struct net_design design = fixture_design(NET_CNN, 0.);
    struct fixture_batch arrays = fixture_batch_of(&design, 2, 2);
    const struct net_step step = fixture_step(0.1, 1);
    void *net = fixture_net(border, &design, 1);
    struct slide_error error;
    double loss;

    arrays.image[5] = NAN;
    assert_int_equal(border->train(net, &arrays.batch, &step, &loss, &error), SLIDE_FAILED);
    assert_non_null(strstr(error.text, "no longer finite"));
    border->free(net);
    fixture_batch_free(&arrays);
}

static size_t address_space(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");

    assert_non_null(file);
    assert_int_equal(fscanf(file, "%lu", &pages), 1);
    fclose(file);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static void memory_that_runs_short_is_named_and_the_net_stays_good(void **state)
{
    const struct net_border *border = plugin_or_skip(state);
    const struct net_design design = fixture_design(NET_CNN, 0.);
    struct fixture_batch small = fixture_batch_of(&design, 2, 2), large = fixture_batch(false, 16, 512, 512, 3);
    const struct net_step step = fixture_step(0.01, 1);
    void *net = fixture_net(border, &design, 1);
    struct slide_error error = {""};
    struct rlimit before, limit;
    enum slide_status status;
    double loss;

    fixture_train(border, net, &small, 0.01, 1, 1);
    getrlimit(RLIMIT_AS, &before);
    limit = (struct rlimit){address_space() + 300000000, before.rlim_max};
    setrlimit(RLIMIT_AS, &limit);
    status = border->train(net, &large.batch, &step, &loss, &error);
    setrlimit(RLIMIT_AS, &before);
    assert_int_equal(status, SLIDE_OUT_OF_MEMORY);
    assert_non_null(strstr(error.text, "16 patches"));
    assert_non_null(strstr(error.text, "smaller batch"));
    fixture_train(border, net, &small, 0.01, 1, 1);
    border->free(net);
    fixture_batch_free(&small);
    fixture_batch_free(&large);
}

static void plugin_that_is_missing_or_something_else_is_refused_with_what_to_install(void **state)
{
    const struct net_border *border;
    struct slide_error error;

    (void)state;
    assert_int_equal(net_open("/nowhere/libslide_net.so", &border, &error), SLIDE_IO);
    assert_null(border);
    assert_non_null(strstr(error.text, "/nowhere/libslide_net.so"));
    assert_non_null(strstr(error.text, "libtorch-dev"));
    assert_int_equal(net_open("libm.so.6", &border, &error), SLIDE_IO);
    assert_null(border);
}

/* One tree on eight samples, by XGBoost */
static float tree_prediction(void)
{
    const float value[8] = {1.f, 2.f, 3.f, 4.f, 5.f, 6.f, 7.f, 8.f},
                label[8] = {0.f, 0.f, 0.f, 1.f, 0.f, 1.f, 1.f, 1.f};
    const float *prediction;
    DMatrixHandle matrix;
    BoosterHandle booster;
    bst_ulong length;
    float first;

    assert_int_equal(XGDMatrixCreateFromMat(value, 8, 1, NAN, &matrix), 0);
    assert_int_equal(XGDMatrixSetFloatInfo(matrix, "label", label, 8), 0);
    assert_int_equal(XGBoosterCreate(&matrix, 1, &booster), 0);
    assert_int_equal(XGBoosterUpdateOneIter(booster, 0, matrix), 0);
    assert_int_equal(XGBoosterPredict(booster, matrix, 0, 0, 0, &length, &prediction), 0);
    first = prediction[7];
    XGBoosterFree(booster);
    XGDMatrixFree(matrix);
    return first;
}

static void nets_leave_the_hosts_threads_and_its_xgboost_alone(void **state)
{
    const struct net_border *border = plugin_or_skip(state);
    const struct net_design design = fixture_design(NET_UNET, 0.);
    struct fixture_batch arrays = fixture_batch_of(&design, 2, 2);
    const float tree = tree_prediction();
    void *net;

    omp_set_num_threads(5);
    net = fixture_net(border, &design, 1);
    fixture_train(border, net, &arrays, 0.01, 1, 1);
    assert_int_equal(omp_get_max_threads(), 5);
    assert_true(tree_prediction() == tree);
    fixture_train(border, net, &arrays, 0.01, 1, 1);
    border->free(net);
    fixture_batch_free(&arrays);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nets_have_the_published_numbers_of_parameters),
        cmocka_unit_test(losses_are_their_closed_forms_over_the_valid_cells),
        cmocka_unit_test(batch_without_a_valid_cell_has_no_loss_and_moves_no_weight_without_decay),
        cmocka_unit_test(weights_read_again_predict_the_same_bits),
        cmocka_unit_test(weights_that_are_not_whole_or_of_another_net_are_refused_by_name),
        cmocka_unit_test(predictions_do_not_depend_on_the_sides_being_multiples),
        cmocka_unit_test(impossible_nets_and_images_are_refused_by_name),
        cmocka_unit_test(cuda_is_refused_where_there_is_none),
        cmocka_unit_test(numbers_that_are_none_end_training_by_name),
        cmocka_unit_test(memory_that_runs_short_is_named_and_the_net_stays_good),
        cmocka_unit_test(plugin_that_is_missing_or_something_else_is_refused_with_what_to_install),
        cmocka_unit_test(nets_leave_the_hosts_threads_and_its_xgboost_alone),
    };

    return cmocka_run_group_tests(tests, open_plugin, NULL);
}
