#include "net_options.h"

#include <stdlib.h>
#include <string.h>

#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/options.h"
#include "learn/net_learner.h"

static struct Option *net_option(const char *key, int type, const char *range, const char *label,
                                 const char *description)
{
    struct Option *option = option_define(key, type, _("Nets"), label, description);

    option->options = range;
    return option;
}

static void define_detections(struct net_options *options)
{
    options->heat = G_define_standard_option(G_OPT_R_OUTPUT);
    options->heat->key = "heat";
    options->heat->required = NO;
    options->heat->label = _("Name for output map of the mean score of the windows that cover a cell");
    options->heat->description = _("Of a model of method=patch");
    options->heat->guisection = _("Nets");
    options->detections = G_define_standard_option(G_OPT_V_OUTPUT);
    options->detections->key = "detections";
    options->detections->required = NO;
    options->detections->label = _("Name for output vector map of detected windows, with scores");
    options->detections->description = _("Of a model of method=patch");
    options->detections->guisection = _("Nets");
    options->score = net_option("score", TYPE_DOUBLE, "0-1", _("Score from which on a window is a detection"), NULL);
    options->score->answer = "0.6";
    options->window_stride = net_option("window_stride", TYPE_INTEGER, "1-", _("Cells from one window to the next"),
                                        _("By default half a window"));
    options->overlap =
        net_option("overlap", TYPE_DOUBLE, "0-1", _("Most overlap of two detections, as a share of their union"),
                   _("Of two that overlap more the one with the lower score goes"));
    options->overlap->answer = "0.2";
}

void define_net_options(struct net_options *options)
{
    options->tile = net_option("tile", TYPE_INTEGER, "16-", _("Side of a tile in cells"),
                               _("By default as large as memory= allows, up to 512"));
    options->passes =
        net_option("dropout_passes", TYPE_INTEGER, "2-100000", _("Predictions with dropout, for stddev"), NULL);
    options->passes->description = _("Monte-Carlo dropout; without it stddev is over the models");
    options->steps =
        net_option("steps", TYPE_INTEGER, "1-100000", _("Steps of the integrated gradients of contributions"), NULL);
    options->steps->answer = "32";
    options->device = net_option("device", TYPE_STRING, NULL, _("Where the net computes"), NULL);
    options->device->answer = "auto";
    option_add_choice(options->device, "auto", _("on a graphics processor if there is one"));
    option_add_choice(options->device, "cpu", _("on the processor"));
    option_add_choice(options->device, "cuda", _("on a graphics processor"));
    define_detections(options);
}

static void refuse_without_net(const struct net_options *options, const struct model *model)
{
    const struct Option *const of_nets[] = {options->tile,   options->passes,        options->steps,
                                            options->device, options->heat,          options->detections,
                                            options->score,  options->window_stride, options->overlap};

    for (size_t i = 0; i < sizeof of_nets / sizeof *of_nets; i++)
        if (option_is_chosen(of_nets[i]))
            G_fatal_error(_("%s=%s is for nets, not for a model of method=%s"), of_nets[i]->key, of_nets[i]->answer,
                          model->recipe.learner->name);
}

static void check_kind(const struct net_request *request, const struct model *model)
{
    const bool whole = net_kind_of(model->recipe.learner) == NET_PATCH;
    const double dropout =
        model->recipe.learner == &learner_import ? 1. : model->recipe.settings.parameter[NET_DROPOUT];

    if (!whole && (request->heat || request->detections))
        G_fatal_error(_("heat= and detections= are for models of method=patch: method=%s maps every cell, ask for "
                        "output="),
                      model->recipe.learner->name);
    if (request->passes && whole)
        G_fatal_error(_("dropout_passes= is for nets that map every cell, not for method=patch"));
    if (request->passes && dropout == 0.)
        G_fatal_error(_("dropout_passes=%zu: the net was trained with dropout=0, it has nothing to drop"),
                      request->passes);
}

void read_net_request(const struct net_options *options, const struct model *model, int threads,
                      struct net_request *request)
{
    const char *const devices[] = {[NET_DEVICE_AUTO] = "auto", [NET_DEVICE_CPU] = "cpu", [NET_DEVICE_CUDA] = "cuda"};
    const int patch = (int)model->recipe.settings.parameter[NET_PATCH_SIZE];

    *request = (struct net_request){
        .threads = threads,
        .tile = options->tile->answer ? atoi(options->tile->answer) : 0,
        .passes = options->passes->answer ? strtoul(options->passes->answer, NULL, 10) : 0,
        .steps = strtoul(options->steps->answer, NULL, 10),
        .heat = options->heat->answer,
        .detections = options->detections->answer,
        .score = atof(options->score->answer),
        .overlap = atof(options->overlap->answer),
    };
    if (!model->recipe.learner->spatial) {
        refuse_without_net(options, model);
        return;
    }
    request->window_stride = options->window_stride->answer ? atoi(options->window_stride->answer) : (patch + 1) / 2;
    if (request->window_stride > patch)
        G_fatal_error(_("window_stride=%d leaves gaps between windows of %d cells"), request->window_stride, patch);
    if (option_is_chosen(options->overlap) && !request->detections)
        G_fatal_error(_("overlap=%s is for detections=, which is not asked for"), options->overlap->answer);
    while (strcmp(devices[request->device], options->device->answer) != 0)
        request->device++;
    check_kind(request, model);
}
