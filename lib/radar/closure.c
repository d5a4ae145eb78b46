#include "radar/closure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Index of the pair between two dates, -1 for none; [dates][dates]. */
static int *pair_table(const struct network *network)
{
    const size_t dates = network->dates;
    int *table = malloc(dates * dates * sizeof *table);

    for (size_t i = 0; table && i < dates * dates; i++)
        table[i] = -1;
    for (int i = 0; table && i < network->pairs; i++)
        table[network->pair[i].earlier * dates + network->pair[i].later] = i;
    return table;
}

static bool add(struct closure *closure, struct triplet triplet)
{
    struct triplet *longer = closure->triplet;

    if ((closure->triplets & (closure->triplets - 1)) == 0) /* grows by powers of two */
        longer = realloc(longer, (closure->triplets ? 2 * (size_t)closure->triplets : 1) * sizeof *longer);
    if (!longer)
        return false;
    closure->triplet = longer;
    closure->triplet[closure->triplets++] = triplet;
    return true;
}

/* All triplets that begin with the pair. */
static bool add_triplets(const struct network *network, const int *table, int first, struct closure *closure)
{
    const struct date_pair pair = network->pair[first];
    const size_t dates = network->dates;

    for (size_t last = pair.later + 1; last < dates; last++) {
        const int second = table[pair.later * dates + last], whole = table[pair.earlier * dates + last];

        if (second >= 0 && whole >= 0 && !add(closure, (struct triplet){first, second, whole}))
            return false;
    }
    return true;
}

enum slide_status closure_make(const struct network *network, struct closure *closure, struct slide_error *error)
{
    int *table = pair_table(network);
    bool made = table != NULL;

    *closure = (struct closure){.pairs = network->pairs};
    for (int i = 0; made && i < network->pairs; i++)
        made = add_triplets(network, table, i, closure);
    free(table);
    if (made)
        return SLIDE_OK;
    closure_free(closure);
    return slide_out_of_memory(error, 4. * network->dates * network->dates, "the loops of the network");
}

void closure_free(struct closure *closure)
{
    free(closure->triplet);
    *closure = (struct closure){0};
}

static void count(struct closure_vote *vote, int turns)
{
    if (turns == 0) {
        vote->closed++;
        return;
    }
    if (vote->open++ == 0)
        vote->turns = turns;
    vote->disagree = vote->disagree || vote->turns != turns;
}

static void take_votes(const struct closure *closure, const double *value, double turn, struct closure_vote *vote)
{
    memset(vote, 0, closure->pairs * sizeof *vote);
    for (int i = 0; i < closure->triplets; i++) {
        const struct triplet triplet = closure->triplet[i];
        const double misfit = value[triplet.first] + value[triplet.second] - value[triplet.whole];
        int turns;

        if (isnan(misfit))
            continue;
        turns = (int)lround(misfit / turn);
        count(&vote[triplet.first], -turns);
        count(&vote[triplet.second], -turns);
        count(&vote[triplet.whole], turns);
    }
}

struct closure_result closure_check(const struct closure *closure, double *value, double turn, bool repair,
                                    struct closure_vote *vote)
{
    struct closure_result result = {0, 0};

    take_votes(closure, value, turn, vote);
    for (int i = 0; repair && i < closure->pairs; i++)
        if (vote[i].closed == 0 && vote[i].open > 1 && !vote[i].disagree) {
            value[i] += vote[i].turns * turn;
            result.repaired++;
        }
    if (result.repaired > 0)
        take_votes(closure, value, turn, vote);
    for (int i = 0; i < closure->pairs; i++)
        if (vote[i].closed == 0 && vote[i].open > 0) {
            value[i] = NAN;
            result.dropped++;
        }
    return result;
}
