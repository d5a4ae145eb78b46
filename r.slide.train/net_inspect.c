#include "net_inspect.h"

#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/fatal.h"
#include "learn/net_importance.h"

static size_t values_of(const struct net_inspection *losses)
{
    return losses->inspection->items.count * HELD_SCORES;
}

void net_inspection_begin(const struct inspection *inspection, size_t members, struct net_inspection *losses)
{
    const struct inspection_request *request = &inspection->request;
    const size_t draws = members + request->repeats;

    *losses = (struct net_inspection){.inspection = inspection, .members = members};
    if (request->permutation)
        losses->permuted = G_malloc(draws * values_of(losses) * sizeof *losses->permuted);
    if (request->zeroing)
        losses->zeroed = G_malloc(members * values_of(losses) * sizeof *losses->zeroed);
}

static void find(const struct net_inspection *losses, const struct net_examiner *examiner, const struct member *member,
                 size_t repeats, uint64_t seed, double *loss)
{
    const struct net_importance_plan plan = {repeats, seed, G_percent};
    struct slide_error error;

    fatal_unless_ok(net_importance(examiner, &member->transform, &member->piece->calibrator, &losses->inspection->items,
                                   &plan, loss, &error),
                    &error);
}

/* of one member the permutations stay side by side, of several their means do */
static void average(size_t repeats, size_t values, double *loss)
{
    for (size_t i = 0; i < values; i++)
        loss[i] = held_spread_of(loss + i, repeats, values).mean;
}

void net_inspect(struct net_inspection *losses, const struct net_examiner *examiner, const struct member *member,
                 uint64_t seed)
{
    const size_t repeats = losses->inspection->request.repeats, first = losses->done * values_of(losses);

    if (losses->permuted) {
        G_message(_("Permuting predictors among patches..."));
        find(losses, examiner, member, repeats, seed, losses->permuted + first);
        if (losses->members > 1)
            average(repeats, values_of(losses), losses->permuted + first);
    }
    if (losses->zeroed) {
        G_message(_("Zeroing predictors..."));
        find(losses, examiner, member, 0, seed, losses->zeroed + first);
    }
    losses->done++;
}

void net_inspection_end(struct net_inspection *losses, struct inspection *inspection, struct model *model)
{
    const struct inspection_request *request = &inspection->request;

    if ((request->permutation || request->zeroing) && losses->done < losses->members)
        G_fatal_error(_("importance= needs held-out cells of both classes: choose another split="));
    inspection_take_losses(inspection, losses->permuted, losses->members > 1 ? losses->members : request->repeats,
                           losses->zeroed, losses->members, model);
    G_free(losses->permuted);
    G_free(losses->zeroed);
    *losses = (struct net_inspection){0};
}
