/** TorchScript files: a net from elsewhere against its closed form, a backbone, and what is refused by name. */
#include "plugin_fixture.h"

enum { BANDS = 3, SIDE = 12, CELLS = SIDE * SIDE, COUNT = 2 };

static const struct net_design imported = {NET_IMPORTED, BANDS, SIDE, 0, 0.};

/* What torchscript's <mean> gives a cell: the bands' sum in the window, zeros around the image */
static double mean_around(const float *image, int row, int col)
{
    double sum = 0.;

    for (int band = 0; band < BANDS; band++)
        for (int y = row - 1; y <= row + 1; y++)
            for (int x = col - 1; x <= col + 1; x++)
                sum += y >= 0 && y < SIDE && x >= 0 && x < SIDE ? image[band * CELLS + y * SIDE + x] : 0.;
    return sum / (9. * BANDS);
}

static void *import(const struct net_border *border, const char *bytes, size_t size)
{
    struct net_design design = imported;
    const struct net_start start = fixture_start(1);
    struct slide_error error = {""};
    void *net;

    design.filters = 1;
    if (border->load(&design, bytes, size, &start, &net, &error) != SLIDE_OK)
        print_message("%s\n", error.text);
    assert_non_null(net);
    return net;
}

static void *import_or_skip(void **state, const char *kind)
{
    const struct net_border *border = plugin_or_skip(state);
    size_t size = 0;
    char *bytes = torchscript_bytes(kind, BANDS, &size);
    void *net;

    assert_non_null(bytes);
    net = import(border, bytes, size);
    free(bytes);
    return net;
}

static void imported_net_gives_what_its_file_says(void **state)
{
    static const char *const same[] = {"mean", "flat", "dictionary", "dropped"};
    const struct net_border *border = plugin_or_skip(state);

    for (int i = 0; i < 4; i++) {
        void *net = import_or_skip(state, same[i]);
        struct fixture_batch arrays = fixture_batch(false, COUNT, SIDE, SIDE, 3);

        assert_int_equal(border->parameters(net, false), 9 * BANDS);
        fixture_predict(border, net, &arrays, 0);
        for (int cell = 0; cell < COUNT * CELLS; cell++) {
            const double truth =
                mean_around(arrays.image + cell / CELLS * BANDS * CELLS, cell % CELLS / SIDE, cell % SIDE);

            assert_true(fabs(arrays.logit[cell] - truth) < 1e-6);
        }
        border->free(net);
        fixture_batch_free(&arrays);
    }
}

/* The gradient of one inner cell's logit is 1 / (9 bands) in its window and 0 elsewhere */
static void gradient_of_an_imported_net_is_its_kernel(void **state)
{
    const struct net_border *border = plugin_or_skip(state);
    void *net = import_or_skip(state, "mean");
    float image[BANDS * CELLS] = {0.f}, weight[CELLS] = {0.f}, gradient[BANDS * CELLS];
    struct slide_error error;

    weight[5 * SIDE + 7] = 2.f;
    assert_int_equal(border->gradient(net, image, weight, 1, SIDE, SIDE, gradient, &error), SLIDE_OK);
    for (int i = 0; i < BANDS * CELLS; i++) {
        const bool inside = abs(i % CELLS / SIDE - 5) <= 1 && abs(i % SIDE - 7) <= 1;

        assert_true(fabs(gradient[i] - (inside ? 2. / (9. * BANDS) : 0.)) < 1e-7);
    }
    border->free(net);
}

static void dropout_of_an_imported_net_works_at_prediction(void **state)
{
    const struct net_border *border = plugin_or_skip(state);
    void *net = import_or_skip(state, "dropped");
    struct fixture_batch arrays = fixture_batch(false, COUNT, SIDE, SIDE, 3);
    int zero = 0;

    fixture_predict(border, net, &arrays, 5);
    for (int cell = 0; cell < COUNT * CELLS; cell++)
        zero += arrays.logit[cell] == 0.f;
    assert_true(zero > 0.35 * COUNT * CELLS && zero < 0.65 * COUNT * CELLS);
    border->free(net);
    fixture_batch_free(&arrays);
}

static void imported_net_is_saved_as_it_came_and_not_trained(void **state)
{
    const struct net_border *border = plugin_or_skip(state);
    struct fixture_batch arrays = fixture_batch(false, COUNT, SIDE, SIDE, 3);
    const struct net_step step = fixture_step(0.1, 1);
    struct slide_error error;
    size_t size = 0, saved_size;
    char *bytes = torchscript_bytes("mean", BANDS, &size), *saved;
    void *net = import(border, bytes, size);
    double loss;

    assert_int_equal(border->save(net, &saved, &saved_size, &error), SLIDE_OK);
    assert_int_equal(saved_size, size);
    assert_memory_equal(saved, bytes, size);
    assert_int_equal(border->train(net, &arrays.batch, &step, &loss, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "imported"));
    free(bytes);
    free(saved);
    border->free(net);
    fixture_batch_free(&arrays);
}

static void refuse_import(const struct net_border *border, const char *bytes, size_t size, int bands, const char *names)
{
    const struct net_start start = fixture_start(1);
    struct net_design design = imported;
    struct slide_error error;
    void *net;

    design.filters = 1;
    design.bands = bands;
    assert_int_not_equal(border->load(&design, bytes, size, &start, &net, &error), SLIDE_OK);
    assert_null(net);
    if (!strstr(error.text, names))
        print_message("%s\n", error.text);
    assert_non_null(strstr(error.text, names));
    assert_null(strchr(error.text, '\n'));
}

static void files_of_the_wrong_shape_or_kind_are_refused_by_name(void **state)
{
    const struct net_border *border = plugin_or_skip(state);
    size_t pooled_size = 0, mean_size = 0;
    char *pooled = torchscript_bytes("pooled", BANDS, &pooled_size),
         *mean = torchscript_bytes("mean", BANDS, &mean_size);

    refuse_import(border, pooled, pooled_size, BANDS, "gave [1, 3] for images [1, 3, 12, 12]");
    refuse_import(border, pooled, pooled_size, BANDS, "it must give one logit a cell, [1, 1, 12, 12]");
    refuse_import(border, mean, mean_size, BANDS + 2, "[1, 5, 12, 12]");
    refuse_import(border, mean, mean_size / 2, BANDS, "TorchScript file cannot be read");
    refuse_import(border, "no TorchScript", 14, BANDS, "TorchScript file cannot be read");
    free(pooled);
    free(mean);
}

static void try_backbone(const struct net_border *border, const char *bytes, size_t size, const char *names)
{
    const struct net_design design = {NET_DEEPLABV3, 5, 32, 64, 0.};
    struct net_start start = fixture_start(1);
    struct slide_error error = {""};
    void *net;

    start.backbone = bytes;
    start.backbone_size = size;
    assert_int_equal(border->create(&design, &start, &net, &error), names ? SLIDE_BAD_INPUT : SLIDE_OK);
    if (names && !strstr(error.text, names))
        print_message("%s\n", error.text);
    assert_true(!names || strstr(error.text, names));
    if (net)
        border->free(net);
}

static void backbone_must_be_a_whole_resnet50(void **state)
{
    static const struct {
        const char *kind, *names;
    } backbones[] = {
        {"resnet50", NULL}, {"narrow", "<layer2.0.conv1.weight> is [64, "}, {"headless", "no <layer4.2.bn3.weight>"}};
    const struct net_border *border = plugin_or_skip(state);

    for (int i = 0; i < 3; i++) {
        size_t size = 0;
        char *bytes = torchscript_bytes(backbones[i].kind, 3, &size);

        assert_non_null(bytes);
        try_backbone(border, bytes, size, backbones[i].names);
        if (i == 0)
            try_backbone(border, bytes, size / 3, "backbone's TorchScript file cannot be read");
        free(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(imported_net_gives_what_its_file_says),
        cmocka_unit_test(gradient_of_an_imported_net_is_its_kernel),
        cmocka_unit_test(dropout_of_an_imported_net_works_at_prediction),
        cmocka_unit_test(imported_net_is_saved_as_it_came_and_not_trained),
        cmocka_unit_test(files_of_the_wrong_shape_or_kind_are_refused_by_name),
        cmocka_unit_test(backbone_must_be_a_whole_resnet50),
    };

    return cmocka_run_group_tests(tests, open_plugin, NULL);
}
