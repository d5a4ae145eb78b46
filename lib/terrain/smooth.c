/** The smoothest falling profile, by elimination down the drainage tree and substitution back up. */
#include "terrain/smooth.h"

#include <math.h>
#include <stdlib.h>

enum { ROUNDS_OF_EXCHANGE = 30, ROUNDS = 60 };

/* m: a rise or a pull below this is rounding */
static const double NEGLIGIBLE = 1e-9;

/*
 * Cost of everything upstream of a node and of its own residual, as a function of its elevation z and of the Ksn k of
 * the step below it: zz z^2 + 2 zk z k + kk k^2 - 2 (z z' + k k'), z' and k' being the members z and k. On the way back
 * zz, zk and kk become the variances and the covariance of z and k in units of the elevations' variance.
 */
struct cost {
    double zz, zk, kk, z, k;
};

/* The best Ksn of a node's step, given its receiver's z and k, and its variance then. */
struct answer {
    double constant, z, k, variance;
};

struct smoother {
    const struct channel_profile *profile;
    double *stiffness; /* [nodes] weight of the difference of Ksn between a node and its receiver */
    struct cost *cost; /* [nodes] */
    struct answer *answer;
    uint8_t *flat; /* [nodes] the step is held flat */
    double *elevation, *ksn;
};

/* Fall of chi over the step below a node. */
static double chi_step(const struct smoother *smoother, size_t node)
{
    const double *chi = smoother->profile->chi;

    return chi[node] - chi[smoother->profile->network->receiver[node]];
}

static void set_stiffness(struct smoother *smoother, const struct smoothing *smoothing)
{
    const struct channel_network *network = smoother->profile->network;

    for (size_t node = 0; node < network->nodes; node++) {
        const uint32_t receiver = network->receiver[node];

        smoother->stiffness[node] = 0.;
        if (receiver != CHANNEL_END && network->receiver[receiver] != CHANNEL_END) {
            const double step = 0.5 * (network->step[node] + network->step[receiver]);
            const double steps = smoothing->window > 0. ? smoothing->window / step : smoothing->nodes;
            const double fall = step * pow(network->area[receiver], -smoother->profile->theta);

            smoother->stiffness[node] = pow(steps / (2. * M_PI), 4.) * fall * fall;
        }
    }
}

/* Takes the node out of the problem: its best Ksn as a function of its receiver's state, its cost added to there. */
static void eliminate(struct smoother *smoother, size_t node)
{
    const struct cost f = smoother->cost[node];
    const double step = chi_step(smoother, node), stiffness = smoother->stiffness[node];
    struct cost *below = &smoother->cost[smoother->profile->network->receiver[node]];

    if (smoother->flat[node]) {
        smoother->answer[node] = (struct answer){0., 0., 0., 0.};
        below->zz += f.zz;
        below->z += f.z;
        below->kk += stiffness;
        return;
    }
    const double own = step * (f.zz * step + 2. * f.zk) + f.kk, all = own + stiffness;
    const double slope = f.zz * step + f.zk, pull = f.z * step + f.k;

    smoother->answer[node] = (struct answer){pull / all, -slope / all, stiffness / all, 1. / all};
    below->zz += (f.zz * f.kk - f.zk * f.zk + f.zz * stiffness) / all;
    below->zk += slope * stiffness / all;
    below->kk += stiffness * own / all;
    below->z += f.z - pull * slope / all;
    below->k += pull * stiffness / all;
}

static void solve(struct smoother *smoother)
{
    const struct channel_network *network = smoother->profile->network;

    for (size_t node = 0; node < network->nodes; node++)
        smoother->cost[node] = (struct cost){.zz = 1., .z = smoother->profile->elevation[node]};
    for (size_t node = 0; node < network->nodes; node++)
        if (network->receiver[node] != CHANNEL_END)
            eliminate(smoother, node);
    for (size_t node = network->nodes; node-- > 0;) {
        const uint32_t receiver = network->receiver[node];
        const struct answer *best = &smoother->answer[node];

        smoother->ksn[node] = 0.;
        if (receiver == CHANNEL_END) {
            smoother->elevation[node] = smoother->cost[node].z / smoother->cost[node].zz;
            continue;
        }
        smoother->ksn[node] =
            best->constant + best->z * smoother->elevation[receiver] + best->k * smoother->ksn[receiver];
        smoother->elevation[node] = smoother->elevation[receiver] + chi_step(smoother, node) * smoother->ksn[node];
    }
}

/* Variances of z and k after a solution, up the tree: those of the receiver's state carried over, and the step's own.
 * Returns the sum of those of z: the number of parameters that the smoother is worth. */
static double spread(struct smoother *smoother)
{
    const struct channel_network *network = smoother->profile->network;
    double parameters = 0.;

    for (size_t node = network->nodes; node-- > 0;) {
        const uint32_t receiver = network->receiver[node];
        const struct answer *best = &smoother->answer[node];
        struct cost *own = &smoother->cost[node];

        if (receiver == CHANNEL_END) {
            *own = (struct cost){.zz = 1. / own->zz};
        } else {
            const struct cost *below = &smoother->cost[receiver];
            const double step = chi_step(smoother, node), shared = best->z * below->zz + best->k * below->zk;

            own->kk = best->z * shared + best->k * (best->z * below->zk + best->k * below->kk) + best->variance;
            own->zk = shared + step * own->kk;
            own->zz = below->zz + step * (2. * shared + step * own->kk);
        }
        parameters += own->zz;
    }
    return parameters;
}

/* Half the derivative of the cost by the Ksn of each step: `pull` holds the sum of residuals upstream, then that. */
static void find_pull(const struct smoother *smoother, double *pull)
{
    const struct channel_network *network = smoother->profile->network;

    for (size_t node = 0; node < network->nodes; node++)
        pull[node] = smoother->elevation[node] - smoother->profile->elevation[node];
    for (size_t node = 0; node < network->nodes; node++)
        if (network->receiver[node] != CHANNEL_END)
            pull[network->receiver[node]] += pull[node];
    for (size_t node = 0; node < network->nodes; node++)
        if (network->receiver[node] != CHANNEL_END)
            pull[node] *= chi_step(smoother, node);
    for (size_t node = 0; node < network->nodes; node++) {
        const uint32_t receiver = network->receiver[node];

        if (receiver != CHANNEL_END) {
            const double bend = smoother->stiffness[node] * (smoother->ksn[node] - smoother->ksn[receiver]);

            pull[node] += bend;
            pull[receiver] -= bend;
        }
    }
}

/* Holds steps that rise downstream, and lets go those that would fall by themselves. Returns how many changed. */
static size_t exchange(struct smoother *smoother, int let_go, double *pull)
{
    const struct channel_network *network = smoother->profile->network;
    size_t changed = 0;

    if (let_go)
        find_pull(smoother, pull);
    for (size_t node = 0; node < network->nodes; node++) {
        if (network->receiver[node] == CHANNEL_END)
            continue;
        const double step = chi_step(smoother, node);

        if (smoother->flat[node] ? let_go && pull[node] < -NEGLIGIBLE * step
                                 : smoother->ksn[node] * step < -NEGLIGIBLE) {
            smoother->flat[node] = !smoother->flat[node];
            changed++;
        }
    }
    return changed;
}

/* Cuts what still rises, and raises the profile above by as much. */
static void cut_rises(struct smoother *smoother)
{
    const struct channel_network *network = smoother->profile->network;

    for (size_t node = network->nodes; node-- > 0;)
        if (network->receiver[node] != CHANNEL_END) {
            smoother->ksn[node] = fmax(smoother->ksn[node], 0.);
            smoother->elevation[node] =
                smoother->elevation[network->receiver[node]] + chi_step(smoother, node) * smoother->ksn[node];
        }
}

static double squared_residuals(const struct smoother *smoother)
{
    double sum = 0.;

    for (size_t node = 0; node < smoother->profile->network->nodes; node++) {
        const double residual = smoother->elevation[node] - smoother->profile->elevation[node];

        sum += residual * residual;
    }
    return sum;
}

/* NaN where the profile follows the elevations freely, which leaves nothing to tell their error by. */
static double sd_of_residuals(const struct smoother *smoother, double parameters)
{
    const double nodes = (double)smoother->profile->network->nodes, least_share = 1e-6;
    const double freedom = nodes - parameters;

    return freedom > least_share * nodes ? sqrt(squared_residuals(smoother) / freedom) : NAN;
}

static void smooth(struct smoother *smoother, const struct smoothing *smoothing, double *standard_error)
{
    const struct channel_network *network = smoother->profile->network;
    double parameters, sd = smoothing->sd;

    set_stiffness(smoother, smoothing);
    solve(smoother);
    parameters = spread(smoother);
    for (size_t node = 0; node < network->nodes; node++)
        standard_error[node] = sqrt(smoother->cost[node].kk);
    /* the costs are not needed between solutions: their room takes the pulls */
    for (int round = 0; round < ROUNDS && exchange(smoother, round < ROUNDS_OF_EXCHANGE, (double *)smoother->cost);
         round++)
        solve(smoother);
    cut_rises(smoother);
    if (!(sd > 0.))
        sd = sd_of_residuals(smoother, parameters);
    for (size_t node = 0; node < network->nodes; node++) {
        standard_error[node] *= sd;
        if (network->receiver[node] == CHANNEL_END)
            smoother->ksn[node] = standard_error[node] = NAN;
    }
}

enum slide_status profile_smooth(const struct channel_profile *profile, const struct smoothing *smoothing,
                                 double *elevation, double *ksn, double *standard_error, struct slide_error *error)
{
    const size_t nodes = profile->network->nodes + 1;
    struct smoother smoother = {.profile = profile,
                                .stiffness = malloc(nodes * sizeof *smoother.stiffness),
                                .cost = malloc(nodes * sizeof *smoother.cost),
                                .answer = malloc(nodes * sizeof *smoother.answer),
                                .flat = calloc(nodes, 1),
                                .elevation = elevation,
                                .ksn = ksn};
    const int memory = smoother.stiffness && smoother.cost && smoother.answer && smoother.flat;

    if (memory)
        smooth(&smoother, smoothing, standard_error);
    free(smoother.stiffness);
    free(smoother.cost);
    free(smoother.answer);
    free(smoother.flat);
    return memory ? SLIDE_OK : slide_out_of_memory(error, 81. * (double)nodes, "smoothing the profiles");
}
