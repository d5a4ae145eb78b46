#include "okada.h"

#include <math.h>

static const double MEDIUM = 0.5; /* mu / (lambda + mu) of a Poisson solid */

/* What equations 25 to 30 share at one corner (xi, eta) */
struct corner {
    double xi, eta, q, sine, cosine;
    double y, d, r;               /* y and d with a tilde in the paper */
    double over_r_eta, over_r_xi; /* 1 / (R (R + eta)), 1 / (R (R + xi)); 0 where singular */
    double angle;                 /* atan(xi eta / (q R)) */
    double i1, i2, i3, i4, i5;
};

/* ln(R + eta), with the paper's own replacement where it is singular */
static double log_r_eta(double r, double eta)
{
    return r + eta > 1e-12 * r ? log(r + eta) : -log(r - eta);
}

static struct corner corner_at(double xi, double eta, double q, double sine, double cosine)
{
    struct corner c = {.xi = xi, .eta = eta, .q = q, .sine = sine, .cosine = cosine};
    const double x = sqrt(xi * xi + q * q);

    c.r = sqrt(xi * xi + eta * eta + q * q);
    c.y = eta * cosine + q * sine;
    c.d = eta * sine - q * cosine;
    c.over_r_eta = c.r + eta > 1e-12 * c.r ? 1. / (c.r * (c.r + eta)) : 0.;
    c.over_r_xi = c.r + xi > 1e-12 * c.r ? 1. / (c.r * (c.r + xi)) : 0.;
    c.angle = q != 0. ? atan(xi * eta / (q * c.r)) : 0.;
    c.i4 = MEDIUM / cosine * (log(c.r + c.d) - sine * log_r_eta(c.r, eta));
    c.i5 = xi != 0. ? 2. * MEDIUM / cosine *
                          atan((eta * (x + q * cosine) + x * (c.r + x) * sine) / (xi * (c.r + x) * cosine))
                    : 0.;
    c.i3 = MEDIUM * (c.y / (cosine * (c.r + c.d)) - log_r_eta(c.r, eta)) + sine / cosine * c.i4;
    c.i2 = -MEDIUM * log_r_eta(c.r, eta) - c.i3;
    c.i1 = -MEDIUM * xi / (cosine * (c.r + c.d)) - sine / cosine * c.i5;
    return c;
}

/* Equations 25, 26 and 27, added, at one corner */
static struct displacement at_corner(const struct fault *fault, const struct corner *c)
{
    const double sc = c->sine * c->cosine, ss = c->sine * c->sine, over_r_eta = c->r * c->over_r_eta;
    const double u1 = -fault->strike_slip / (2. * M_PI), u2 = -fault->dip_slip / (2. * M_PI);
    const double u3 = fault->tensile / (2. * M_PI);
    const double twist = c->xi * c->q * c->over_r_eta - c->angle;
    struct displacement u;

    u.x = u1 * (c->xi * c->q * c->over_r_eta + c->angle + c->i1 * c->sine) + u2 * (c->q / c->r - c->i3 * sc) +
          u3 * (c->q * c->q * c->over_r_eta - c->i3 * ss);
    u.y = u1 * (c->y * c->q * c->over_r_eta + c->q * c->cosine * over_r_eta + c->i2 * c->sine) +
          u2 * (c->y * c->q * c->over_r_xi + c->cosine * c->angle - c->i1 * sc) +
          u3 * (-c->d * c->q * c->over_r_xi - c->sine * twist - c->i1 * ss);
    u.z = u1 * (c->d * c->q * c->over_r_eta + c->q * c->sine * over_r_eta + c->i4 * c->sine) +
          u2 * (c->d * c->q * c->over_r_xi + c->sine * c->angle - c->i5 * sc) +
          u3 * (c->y * c->q * c->over_r_xi + c->cosine * twist - c->i5 * ss);
    return u;
}

struct displacement okada_displacement(const struct fault *fault, double x, double y)
{
    const double sine = sin(fault->dip), cosine = cos(fault->dip);
    const double p = y * cosine + fault->depth * sine, q = y * sine - fault->depth * cosine;
    struct displacement sum = {0., 0., 0.};

    /* Chinnery's notation: f(x, p) - f(x, p - W) - f(x - L, p) + f(x - L, p - W) */
    for (int i = 0; i < 4; i++) {
        const struct corner corner =
            corner_at(i & 1 ? x - fault->length : x, i & 2 ? p - fault->width : p, q, sine, cosine);
        const struct displacement u = at_corner(fault, &corner);
        const double sign = i == 0 || i == 3 ? 1. : -1.;

        sum.x += sign * u.x;
        sum.y += sign * u.y;
        sum.z += sign * u.z;
    }
    return sum;
}
