#include "needs.h"

#include "grass/fatal.h"
#include "learn/model_file.h"

bool needs_all_members(const struct request *request)
{
    const struct wanted *wanted = &request->wanted;

    return wanted->median || wanted->mean || (wanted->deviation && !request->net.passes) || wanted->quantiles ||
           (wanted->estimate && request->median);
}

bool needs_contributions(const struct request *request)
{
    return request->wanted.contributions || request->wanted.dominant;
}

bool needs_dissimilarity(const struct request *request)
{
    return request->wanted.dissimilarity || request->wanted.applicability;
}

void needs_read(const struct request *request, int threads, struct model *model)
{
    const bool all = needs_all_members(request) || request->net.heat || request->net.detections;
    struct slide_error error;

    fatal_unless_ok(model_read_learners(request->model_path, threads, all ? 0 : model->marked, all ? model->members : 1,
                                        model, &error),
                    &error);
    if (needs_dissimilarity(request))
        fatal_unless_ok(model_read_applicability(request->model_path, model, &error), &error);
}
