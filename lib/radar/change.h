/**
 * What an earthquake did to interferometric coherence: differences between pairs of images before, across and after it
 * (Yun et al. 2015; Burrows et al. 2020). Nothing is clipped; null in a coherence that is used gives null.
 */
#ifndef SLIDE_RADAR_CHANGE_H
#define SLIDE_RADAR_CHANGE_H

#include <stddef.h>

/** Each [n], 0 to 1, NaN is null; NULL where the measure does not use it. */
struct coherences {
    const float *pre;  /**< of a pair before the event */
    const float *co;   /**< of the pair that spans it */
    const float *post; /**< of a pair after it */
};

/** A measure of change: fills [n], NaN where it cannot be told. */
typedef void change_measure(const struct coherences *coherences, size_t n, float *change);

/** pre - co: co-event coherence loss, CECL; also the damage proxy map; -1 to 1. */
void change_coevent_loss(const struct coherences *coherences, size_t n, float *change);

/** pre - post: the damage proxy map where only a later pair is at hand; -1 to 1. */
void change_lasting_loss(const struct coherences *coherences, size_t n, float *change);

/** post - co: post-event coherence increase, PECI; -1 to 1. */
void change_postevent_increase(const struct coherences *coherences, size_t n, float *change);

/** CECL + PECI; -2 to 2. */
void change_sum(const struct coherences *coherences, size_t n, float *change);

/** The larger of CECL and PECI; -1 to 1. */
void change_max(const struct coherences *coherences, size_t n, float *change);

/** Index of the first value that is no coherence, outside 0 to 1 by more than 1e-6; n when there is none. */
size_t coherence_first_outside(const float *coherence, size_t n);

#endif
