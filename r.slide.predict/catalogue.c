#include "catalogue.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/options.h"
#include "sources.h"

/* for translation: a table cannot call */
#define N_(text) (text)

static const struct map_category inside[] = {
    {N_("outside the area of applicability"), 0, 213, 94, 0}, {N_("inside"), 1, 0, 158, 115}, {0}};

/* Okabe and Ito's colours, black left out, then darker ones of the same order */
static const int predictor_color[][3] = {{230, 159, 0}, {86, 180, 233}, {0, 158, 115},  {240, 228, 66},
                                         {0, 114, 178}, {213, 94, 0},   {204, 121, 167}};
enum { PREDICTOR_COLORS = sizeof predictor_color / sizeof *predictor_color };

static struct map_description estimate_description(const struct request *request, const char *what)
{
    const bool quantity = request->model->recipe.learner->quantity;
    char *title;

    G_asprintf(&title, "%s%s", quantity ? "Landslide areal density" : "Landslide probability", what);
    return (struct map_description){
        .title = title,
        .units = "1",
        .semantic_label = quantity ? "landslide_areal_density" : "landslide_probability",
        .colors = "inferno",
        .color_low = 0.,
        .color_high = quantity ? NAN : 1.,
    };
}

static int add_estimate(const struct request *request, struct layers *layers, const char *name, const char *what)
{
    const struct map_description description = estimate_description(request, what);

    return layers_add(layers, name, MAP_FLOATS, &description);
}

static int add_deviation(const struct request *request, struct layers *layers)
{
    struct map_description description =
        estimate_description(request, request->net.passes ? ", standard deviation over passes with dropout"
                                                          : ", standard deviation over the models");

    description.semantic_label = "landslide_standard_deviation";
    description.colors = "viridis";
    description.color_high = NAN;
    return layers_add(layers, request->wanted.deviation, MAP_FLOATS, &description);
}

static int add_quantiles(const struct request *request, struct layers *layers)
{
    int first = -1;

    for (size_t i = 0; i < request->wanted.quantiles; i++) {
        char *what;
        int index;

        G_asprintf(&what, ", quantile %g over the models", request->wanted.share[i]);
        index = add_estimate(request, layers, request->wanted.quantile[i], what);
        first = i == 0 ? index : first;
    }
    return first;
}

/* what a semantic label may hold, or a map's name after a prefix */
static char *legal(const char *prefix, const char *label)
{
    char *name;

    G_asprintf(&name, "%s_%s", prefix, label);
    for (char *c = name + strlen(prefix); *c; c++)
        if (!isalnum((unsigned char)*c))
            *c = '_';
    return name;
}

static int add_contributions(const struct request *request, struct layers *layers)
{
    const struct recipe *recipe = &request->model->recipe;
    int first = -1;

    for (size_t i = 0; request->wanted.contributions && i < recipe->predictors; i++) {
        struct map_description description = {.units = "1", .colors = "differences", .symmetric = 1};
        char *title, *name = legal(request->wanted.contributions, recipe->predictor[i].label);
        int index;

        for (int map = 0; map < request->maps->count; map++)
            output_refuse_input("contributions", name, request->maps->map[map].full_name);
        G_asprintf(&title, "Contribution of %s to %s", recipe->predictor[i].label,
                   recipe->learner->quantity  ? "landslide areal density"
                   : recipe->learner->spatial ? "the logits of landslide probability around"
                                              : "the logit of landslide probability");
        description.title = title;
        description.semantic_label = legal("contribution", recipe->predictor[i].label);
        index = layers_add(layers, name, MAP_FLOATS, &description);
        first = i == 0 ? index : first;
    }
    return first;
}

static int add_dominant(const struct request *request, struct layers *layers)
{
    const struct recipe *recipe = &request->model->recipe;
    struct map_category *category = G_calloc(recipe->predictors + 1, sizeof *category);
    struct map_description description = {
        .title = request->only_positive ? _("Predictor that raises the prediction most") : _("Strongest predictor"),
        .semantic_label = "dominant_predictor",
        .categories = category};

    for (size_t i = 0; i < recipe->predictors; i++) {
        const struct predictor *predictor = &recipe->predictor[i];
        const int *color = predictor_color[i % PREDICTOR_COLORS];
        const size_t rounds = i / PREDICTOR_COLORS;
        const double shade = pow(0.6, (double)rounds);

        category[i] = (struct map_category){.label = *predictor->title ? predictor->title : predictor->label,
                                            .value = (int)i + 1,
                                            .red = (int)(shade * color[0]),
                                            .green = (int)(shade * color[1]),
                                            .blue = (int)(shade * color[2])};
    }
    return layers_add(layers, request->wanted.dominant, MAP_CATEGORIES, &description);
}

static int add_outside(const struct request *request, struct layers *layers)
{
    const struct map_description description = {
        .title = _("Predictors outside their range in training"),
        .units = "1",
        .semantic_label = "predictors_outside",
        .colors = "reds",
        .color_low = 0.,
        .color_high = NAN,
    };

    return layers_add(layers, request->wanted.outside, MAP_CATEGORIES, &description);
}

static int add_dissimilarity(const struct request *request, struct layers *layers)
{
    const struct map_description description = {
        .title = _("Dissimilarity to the training samples"),
        .units = "1",
        .semantic_label = "dissimilarity_index",
        .colors = "viridis",
        .color_low = 0.,
        .color_high = NAN,
    };

    return layers_add(layers, request->wanted.dissimilarity, MAP_FLOATS, &description);
}

static int add_applicability(const struct request *request, struct layers *layers)
{
    const struct map_description description = {
        .title = _("Area of applicability"), .semantic_label = "area_of_applicability", .categories = inside};

    return layers_add(layers, request->wanted.applicability, MAP_CATEGORIES, &description);
}

struct targets catalogue_add(const struct request *request, struct layers *layers)
{
    const struct wanted *wanted = &request->wanted;
    struct targets targets;

    targets.output = add_estimate(request, layers, wanted->output, request->median ? ", median over the models" : "");
    if (!wanted->output && wanted->estimate)
        targets.output = layers_add_unseen(layers);
    targets.median = add_estimate(request, layers, wanted->median, ", median over the models");
    targets.mean = add_estimate(request, layers, wanted->mean, ", mean over the models");
    targets.deviation = add_deviation(request, layers);
    targets.quantile = add_quantiles(request, layers);
    targets.contributions = add_contributions(request, layers);
    targets.dominant = add_dominant(request, layers);
    targets.outside = add_outside(request, layers);
    targets.dissimilarity = add_dissimilarity(request, layers);
    targets.applicability = add_applicability(request, layers);
    return targets;
}

static void append(char **lines, char *more)
{
    char *longer;

    G_asprintf(&longer, "%s%s", *lines, more);
    G_free(*lines);
    G_free(more);
    *lines = longer;
}

static void append_members(const struct model *model, char **lines)
{
    char *more;

    G_asprintf(&more, "models: %zu; number %zu is the one of median score, which maps of one model show\n",
               model->members, model->marked + 1);
    append(lines, more);
}

/* of strata that were thinned differently */
static void append_strata(const struct request *request, char **lines)
{
    const struct model *model = request->model;
    const struct sampling *sampling = &model->member[model->marked].sampling;
    char *more;

    if (!request->corrected || sampling->strata == 0 || sampling->allocation != ALLOCATION_EQUAL)
        return;
    if (!sampling_knows_strata(sampling)) {
        append(lines, G_store("other shares of the strata were kept: p is right for all of them together only\n"));
        return;
    }
    G_asprintf(&more, "in each stratum, told by predictor %s, with its own b:\n",
               model->recipe.predictor[sampling->strata_predictor - 1].label);
    append(lines, more);
    for (size_t i = 0; i < sampling->strata; i++) {
        G_asprintf(&more, "stratum %d: b = %.9g\n", sampling->stratum[i].category, sampling_stratum_ratio(sampling, i));
        append(lines, more);
    }
}

static void append_correction(const struct request *request, double ratio, char **lines)
{
    char *more;

    if (request->corrected)
        G_asprintf(&more,
                   "prior correction: b = %.9g is the others' share kept over the landslide cells';\n"
                   "p = b q / (b q + 1 - q), q the learner's probability\n",
                   ratio);
    else
        G_asprintf(&more, "no prior correction: probabilities as in the training samples (b = %.9g)\n", ratio);
    append(lines, more);
}

/* what the estimates and contributions of a net are */
static void append_net(const struct request *request, char **lines)
{
    const struct model *model = request->model;
    const struct wanted *wanted = &request->wanted;
    char *more;

    if (model->recipe.calibration == CALIBRATION_NONE)
        G_asprintf(&more, "probabilities are 1 / (1 + exp(-logit)) of the net, not calibrated\n");
    else
        G_asprintf(&more, "probabilities are calibrated (%s) on the held-out patches\n",
                   calibration_name(model->recipe.calibration));
    append(lines, more);
    if (wanted->deviation && request->net.passes) {
        G_asprintf(&more, "standard deviation of %zu predictions with dropout\n", request->net.passes);
        append(lines, more);
    }
    if (wanted->contributions || wanted->dominant) {
        G_asprintf(
            &more,
            "contributions: integrated gradients of %zu steps from the training cells' mean; over all cells and\n"
            "predictors they add up to the change in the sum of the logits of the map\n",
            request->net.steps);
        append(lines, more);
    }
}

static void append_base(const struct request *request, double base, double ratio, char **lines)
{
    char *more;

    if (request->corrected)
        G_asprintf(&more,
                   "contributions add to the base value %.9g: %.9g of the learner and ln b of the prior correction\n",
                   base + log(ratio), base);
    else
        G_asprintf(&more, "contributions add to the base value %.9g\n", base);
    append(lines, more);
}

static void append_applicability(const struct applicability *applicability, char **lines)
{
    char *more;

    G_asprintf(&more,
               "dissimilarity: distance to the nearest of %zu training samples / mean distance between them (%.9g);\n"
               "area of applicability: up to %.9g, the greatest of %zu samples without outliers\n",
               applicability->points, applicability->mean_distance, applicability->threshold, applicability->judged);
    append(lines, more);
}

static void append_units(const struct request *request, char **lines)
{
    const struct mapping *mapping = &request->model->mapping;
    char *more;

    if (mapping->kind == MAPPING_UNITS)
        G_asprintf(&more, "units: <%s>, each with one estimate (trained on <%s>)\n", request->units.map, mapping->map);
    else
        G_asprintf(&more, "units: blocks of %d x %d cells, each with one estimate\n", mapping->rows, mapping->cols);
    append(lines, more);
}

char *catalogue_history(const struct request *request, double base)
{
    const struct model *model = request->model;
    const double ratio = sampling_ratio(&model->member[model->marked].sampling);
    char *lines = NULL, *more = NULL;

    G_asprintf(&lines, "model: %s, %s, trained on <%s> with seed %llu\nmodel sha256: %s\n", request->model_path,
               model->recipe.learner->name, model->label_map, (unsigned long long)model->recipe.settings.seed,
               model->identity);
    if (model->members > 1)
        append_members(model, &lines);
    if (model->recipe.learner->spatial)
        append_net(request, &lines);
    else if (!model->recipe.learner->quantity)
        append_correction(request, ratio, &lines);
    if (!model->recipe.learner->quantity)
        append_strata(request, &lines);
    if (!isnan(base))
        append_base(request, base, ratio, &lines);
    if (request->wanted.dissimilarity || request->wanted.applicability)
        append_applicability(&model->applicability, &lines);
    if (model->mapping.kind != MAPPING_CELLS)
        append_units(request, &lines);
    for (size_t i = 0; i < model->recipe.predictors; i++) {
        G_asprintf(&more, "predictor %s: <%s>\n", model->recipe.predictor[i].label,
                   source_of(model, request->maps, i)->full_name);
        append(&lines, more);
    }
    return lines;
}
