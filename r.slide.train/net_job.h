/** The training of one net after another on the same patches: what members of a model and tries of tuning share. */
#ifndef SLIDE_TRAIN_NET_JOB_H
#define SLIDE_TRAIN_NET_JOB_H

#include "learn/model.h"
#include "learn/net_held.h"
#include "net_ground.h"
#include "net_reader.h"
#include "net_watch.h"
#include "run.h"

/** Free with net_job_free. */
struct net_job {
    struct request *request;
    struct model *model;
    const struct net_border *border;
    struct net_ground ground;
    struct patches patches;
    struct net_reader reader;
    struct patch_source source;
    char *backbone;
    size_t backbone_size;
};

/** Opens the plugin, reads roles and parts of the cells, and finds the patches. Ends the module where it cannot. */
void net_job_begin(struct request *request, struct model *model, struct net_job *job);

/** Finds the patches, and caps their negatives, by the parameters that the model's recipe has now. */
void net_job_patches(struct net_job *job);

/** How many patches there are, and why others are left out. */
void net_job_say_patches(const struct net_job *job);

/** Fits the member's transform to the training patches; from now on patches are read through it. */
void net_job_fit_transform(struct net_job *job, struct member *member);

/** Trains a net by the recipe and the member's seed. The member must live as long as patches are read. */
void net_job_train(struct net_job *job, const struct member *member, struct net_watch *watch,
                   struct training *training);

/** The trained net and the held-out patches; free with net_job_examined. */
struct net_examiner net_job_examiner(struct net_job *job, const struct member *member, const struct training *training);
void net_job_examined(const struct net_job *job, struct net_examiner *examiner);

/** All bytes of a file, G_free them; ends the module where it cannot be read. */
char *net_file_read(const char *path, size_t *size);

void net_job_free(struct net_job *job);

#endif
