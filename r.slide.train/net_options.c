#include "net_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <grass/glocale.h>

#include "base/chart.h"
#include "base/whole_file.h"
#include "grass/fatal.h"
#include "grass/options.h"

#define BACKBONE_FILTERS 64 /* of a ResNet-50's first stage */

static struct Option *net_option(const char *key, int type, const char *label, const char *description)
{
    return option_define(key, type, _("Nets"), label, description);
}

static struct Option *net_file(const char *key, int standard, const char *label, const char *description)
{
    return option_define_standard(standard, key, _("Nets"), label, description);
}

static void define_numbers(struct net_options *options)
{
    const struct {
        const char *key;
        int type;
        const char *label, *description;
    } all[NET_NUMBERS] = {
        {"patch", TYPE_INTEGER, _("Side of a patch in cells"), _("By default 128, for method=patch 64")},
        {"stride", TYPE_INTEGER, _("Cells from one patch to the next"), _("By default 64")},
        {"batch", TYPE_INTEGER, _("Patches of a training step"), _("By default 8, for method=patch 500")},
        {"epochs", TYPE_INTEGER, _("Most epochs"), _("By default 100, for method=patch 500")},
        {"rate", TYPE_DOUBLE, _("Learning rate at the start"), _("By default 0.001")},
        {"decay", TYPE_DOUBLE, _("Decay of the weights"), _("By default 0.0001, for method=patch 0")},
        {"patience", TYPE_INTEGER, _("Epochs without progress that end training"),
         _("By default 12, for method=patch 30; 0 never")},
        {"positive_weight", TYPE_DOUBLE, _("Weight of landslide cells in the loss"),
         _("By default 15, for method=patch 1")},
        {"oversample", TYPE_INTEGER, _("Times that an epoch shows a patch with landslides"),
         _("By default 2, for method=patch 1")},
        {"imbalance", TYPE_DOUBLE, _("Most patches without landslides for each with them"),
         _("By default all, for method=patch 5; 0 all")},
        {"filters", TYPE_INTEGER, _("Filters of the net's first stage"), _("By default 64, for method=patch 32")},
        {"dropout", TYPE_DOUBLE, _("Share of features dropped in training"),
         _("By default 0, for method=patch and deeplabv3 0.5")},
    };

    for (int i = 0; i < NET_NUMBERS; i++)
        options->number[i] = net_option(all[i].key, all[i].type, all[i].label, all[i].description);
}

static void define_choices(struct net_options *options)
{
    options->loss = net_option("loss", TYPE_STRING, _("What training makes small"),
                               _("By default bce_dice, for method=patch focal"));
    option_add_choice(options->loss, "bce_dice", _("weighted cross-entropy and Dice loss"));
    option_add_choice(options->loss, "focal", _("focal loss, which looks at what is hard to tell"));
    options->augment = net_option("augment", TYPE_STRING, _("How patches are changed at random in training"), NULL);
    options->augment->multiple = YES;
    option_add_choice(options->augment, "flip", _("mirrored"));
    option_add_choice(options->augment, "rotate", _("turned by quarters"));
    options->device = net_option("device", TYPE_STRING, _("Where the net computes"), NULL);
    options->device->answer = "auto";
    option_add_choice(options->device, "auto", _("on a graphics processor if there is one"));
    option_add_choice(options->device, "cpu", _("on the processor"));
    option_add_choice(options->device, "cuda", _("on a graphics processor"));
}

void define_net_options(struct net_options *options)
{
    define_numbers(options);
    define_choices(options);
    options->backbone = net_file("backbone", G_OPT_F_INPUT, _("TorchScript file that method=deeplabv3 starts from"),
                                 _("A pretrained ResNet-50; without it the start is random"));
    options->file = net_file("file", G_OPT_F_INPUT, _("TorchScript file of method=import"),
                             _("Takes the predictors in their order, gives one logit a cell"));
    options->history = net_file("history", G_OPT_F_OUTPUT, _("CSV file for losses and rate of each epoch"), NULL);
    options->chart =
        net_file("history_chart", G_OPT_F_OUTPUT, _("Picture of the losses"), _("PNG or SVG by the name's ending"));
    options->memory = G_define_standard_option(G_OPT_MEMORYMB);
    options->memory->label = _("Most memory for the maps of a net, in MB");
    options->memory->description = _("Where it holds all predictors, training reads them once");
    options->memory->guisection = _("Nets");
    options->resume = G_define_flag();
    options->resume->key = 'r';
    options->resume->label = _("Resume the training of a net after an interruption");
    options->resume->description = _("From the checkpoint beside the model file, to the same result");
    options->resume->guisection = _("Nets");
}

static void refuse_without_net(const struct net_options *options, const struct learner *learner)
{
    const struct Option *others[] = {options->loss, options->augment, options->backbone,
                                     options->file, options->history, options->chart};
    const struct Option *given = NULL;

    for (int i = 0; i < NET_NUMBERS; i++)
        given = options->number[i]->answer ? options->number[i] : given;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        given = others[i]->answer ? others[i] : given;
    if (given)
        G_fatal_error(_("%s=%s is for nets, not for method=%s"), given->key, given->answer, learner->name);
    if (options->resume->answer)
        G_fatal_error(_("Flag -r is for nets, not for method=%s"), learner->name);
}

static void read_numbers(const struct net_options *options, const struct learner *learner,
                         struct learner_settings *settings)
{
    struct slide_error error;
    char setting[160];

    for (int i = 0; i < NET_NUMBERS; i++) {
        const struct Option *option = options->number[i];

        if (!option->answer)
            continue;
        snprintf(setting, sizeof setting, "%s=%s", option->key, option->answer);
        fatal_unless_ok(learner_set(learner, setting, settings, &error), &error);
    }
}

static void read_choices(const struct net_options *options, struct net_request *request)
{
    const char *const devices[] = {[NET_DEVICE_AUTO] = "auto", [NET_DEVICE_CPU] = "cpu", [NET_DEVICE_CUDA] = "cuda"};
    struct slide_error error;

    if (options->loss->answer)
        fatal_unless_ok(net_loss_find(options->loss->answer, &request->loss, &error), &error);
    for (char **answer = options->augment->answers; answer && *answer; answer++) {
        request->augmentation.flip |= strcmp(*answer, "flip") == 0;
        request->augmentation.rotate |= strcmp(*answer, "rotate") == 0;
    }
    while (strcmp(devices[request->device], options->device->answer) != 0)
        request->device++;
}

static void check_files(const struct net_options *options, const struct learner *learner,
                        const struct learner_settings *settings)
{
    struct slide_error error;

    if (options->backbone->answer && learner != &learner_deeplabv3)
        G_fatal_error(_("backbone=%s is for method=deeplabv3, not for method=%s"), options->backbone->answer,
                      learner->name);
    if (options->backbone->answer && settings->parameter[NET_FILTERS] != BACKBONE_FILTERS)
        G_fatal_error(_("backbone=%s does not go with filters=%g: a ResNet-50 has %d"), options->backbone->answer,
                      settings->parameter[NET_FILTERS], BACKBONE_FILTERS);
    if (options->file->answer && learner != &learner_import)
        G_fatal_error(_("file=%s is for method=import, not for method=%s"), options->file->answer, learner->name);
    if (!options->file->answer && learner == &learner_import)
        G_fatal_error(_("method=import needs a TorchScript file: file="));
    if (options->history->answer)
        fatal_unless_ok(whole_file_check(options->history->answer, &error), &error);
    if (options->chart->answer)
        fatal_unless_ok(chart_check_path(options->chart->answer, &error), &error);
}

void read_net_request(const struct net_options *options, const struct learner *learner,
                      struct learner_settings *settings, struct net_request *request)
{
    *request = (struct net_request){
        .backbone = options->backbone->answer,
        .file = options->file->answer,
        .megabytes = atof(options->memory->answer),
        .resume = options->resume->answer,
        .history = options->history->answer,
        .chart = options->chart->answer,
    };
    if (!learner->spatial) {
        refuse_without_net(options, learner);
        return;
    }
    request->loss = net_usual_loss(net_kind_of(learner));
    read_numbers(options, learner, settings);
    read_choices(options, request);
    check_files(options, learner, settings);
}
