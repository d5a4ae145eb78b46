#include "net_import.h"

#include <stdio.h>
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/fatal.h"
#include "grass/net_plugin.h"
#include "learn/model_file.h"
#include "learn/piece.h"
#include "net_job.h"

/* maps are taken as they are, over their whole range */
static void describe_imported(const struct request *request, struct model *model)
{
    struct recipe *recipe = &model->recipe;
    struct member *member = model->member = G_calloc(1, sizeof *model->member);

    model->members = 1;
    *member = (struct member){.seed = recipe->settings.seed, .weight_ratio = 1.};
    member->transform.predictors = recipe->predictors;
    member->transform.step = calloc(recipe->predictors, sizeof *member->transform.step);
    for (size_t i = 0; i < recipe->predictors; i++) {
        const struct stack_map *map = &request->predictors.map[i];

        recipe->predictor[i].categorical = false;
        recipe->predictor[i].min = map->min;
        recipe->predictor[i].max = map->max;
        recipe->predictor[i].mean = (map->min + map->max) / 2.;
        member->transform.step[i] = (struct transform_step){.kind = TRANSFORM_IDENTITY, .width = 1, .spread = {1., 1.}};
    }
    transform_place(&member->transform);
}

void run_net_import(const struct request *request, struct model *model)
{
    const struct net_border *border;
    const struct net_start start = {request->net.device, model->recipe.settings.threads, 0, NULL, 0};
    struct net_design design;
    struct slide_error error;
    size_t size;
    char *bytes = net_file_read(request->net.file, &size);
    enum slide_status status;
    void *net;

    fatal_unless_ok(net_open(net_plugin_path(), &border, &error), &error);
    describe_imported(request, model);
    design = net_design_of(&model->recipe, model->recipe.predictors);
    status = border->load(&design, bytes, size, &start, &net, &error);
    if (status != SLIDE_OK)
        G_fatal_error(_("File '%s' cannot be taken as a net of %zu predictors: %s"), request->net.file,
                      model->recipe.predictors, error.text);
    model->net.parameters = border->parameters(net, false);
    snprintf(model->net.engine, sizeof model->net.engine, "%s", border->description());
    border->free(net);
    fatal_unless_ok(pieces_new(1, model->member, &error), &error);
    fatal_unless_ok(net_weights_new(bytes, size, &model->member->piece->fitted, &error), &error);
    fatal_unless_ok(model_write(model, request->model_path, &error), &error);
    G_free(bytes);
}
