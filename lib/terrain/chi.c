/** chi, summed up the channels. */
#include "terrain/chi.h"

#include <math.h>

void channel_chi(const struct channel_network *network, double theta, double reference_area, double *chi)
{
    for (size_t node = network->nodes; node-- > 0;) {
        chi[node] = 0.;
        if (network->receiver[node] != CHANNEL_END)
            chi[node] =
                chi[network->receiver[node]] + pow(reference_area / network->area[node], theta) * network->step[node];
    }
}
