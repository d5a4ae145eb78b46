"""Compares training and prediction of deep nets with the fastest single convolution of libtorch; run by bench.sh.

The limit is the best 3 x 3 convolution of 128 or 256 bands in either layout of memory, with as many threads, measured
in turns with the modules. Maps are noise: speed does not depend on them. A run of the module is made twice, with little
and with much to do: the difference tells the speed, reading, blending and writing of maps included; the rest is
start-up, which is told apart. Shares are told of wall-clock time and, for machines that others use too, of processor
time. Where tiles overlap, cells are computed more than once: the arithmetic that counts is the one that is done, and
what overlap adds is told.

In the environment: STEPS (4) of training that are timed, BATCH (8) patches, TILE (512) cells, NPROCS threads.
"""

import os
import subprocess
import sys
import tempfile

import grass.script as gs

from measure import spend

HERE = os.path.dirname(os.path.abspath(__file__))
PLUGIN = os.path.join(os.environ["GRASS_ADDON_BASE"], "etc", "r.slide", "libslide_net.so")
BANDS, PATCH = 14, 128
NETS = {"cnn": "CNN", "unet": "U-Net"}
MARGIN = {"cnn": 8, "unet": 96}  # of a tile, that the next one computes again
PREDICTORS = ",".join(f"band{i}" for i in range(BANDS))


class Task:
    """Least wall-clock and processor seconds over the rounds, and the arithmetic that they took."""

    def __init__(self):
        self.seconds = self.processor = float("inf")
        self.gigaflops = 0.0

    def take(self, seconds, processor):
        self.seconds = min(self.seconds, seconds)
        self.processor = min(self.processor, processor)


class Job(Task):
    """A run of a module with little to do, and one with much."""

    def __init__(self, little, much, less, gigaflops, unit, units, note=""):
        """@param less  what the one with little does, as a share of what the other does more"""
        super().__init__()
        self.less = less
        self.command = {"little": little, "much": much}
        self.part = {"little": Task(), "much": Task()}
        self.gigaflops, self.unit, self.units, self.note = gigaflops, unit, units, note

    def run(self):
        for name, command in self.command.items():
            gs.run_command("g.region", n=command["rows"], s=0, e=command["cols"], w=0, res=1)
            seconds, usage, _ = spend(command["words"])
            self.part[name].take(seconds, usage.ru_utime + usage.ru_stime)
        much, little = self.part["much"], self.part["little"]
        self.seconds = much.seconds - little.seconds
        self.processor = much.processor - little.processor


def trial(tasks, batch, threads, rounds):
    """A run of net_trial, taken into the tasks by name; its first round is slower, on fresh memory."""
    words = [os.path.join(HERE, "OBJ", "net_trial"), PLUGIN, *map(str, (batch, PATCH, threads, rounds))]
    for line in subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines():
        name, *numbers = line.split()
        seconds, processor, gigaflops = map(float, numbers)
        task = tasks.setdefault(name, Task())
        task.take(seconds, processor)
        task.gigaflops = gigaflops


def training(method, model, gigaflops, batch, steps, threads):
    """One step and `steps` more: the maps hold as many patches as a step takes, all with landslides."""

    def command(times):
        return {
            "rows": PATCH,
            "cols": PATCH * batch,
            "words": [
                "r.slide.train", f"method={method}", f"predictors={PREDICTORS}", "label=label", f"patch={PATCH}",
                f"stride={PATCH}", f"batch={batch}", "epochs=1", f"oversample={times}", "test=0", "loss=bce_dice",
                "device=cpu", f"nprocs={threads}", f"model={model}", "--overwrite", "--quiet",
            ],
        }  # fmt: skip

    return Job(command(1), command(1 + steps), 1 / steps, gigaflops * batch * steps, "patches", batch * steps)


def prediction(method, model, gigaflops, tile, threads):
    """One tile, and four of them in two rows. @param gigaflops of a cell"""
    side = 2 * tile - 2 * MARGIN[method]

    def command(cells):
        words = ["r.slide.predict", f"model={model}", "output=probability", f"tile={tile}", "device=cpu"]
        return {"rows": cells, "cols": cells, "words": words + [f"nprocs={threads}", "--overwrite", "--quiet"]}

    cells = side**2 - tile**2
    note = f", overlap adds {100 * (3 * tile**2 / cells - 1):.0f} %"
    return Job(command(tile), command(side), 1 / 3, gigaflops * 3 * tile**2, "million cells", cells / 1e6, note)


def tell(task, job, limit, wanted):
    share = job.gigaflops / job.seconds / limit.wall
    of_processor = job.gigaflops / job.processor / limit.processor
    much = job.part["much"].seconds
    print(
        f"{task:20}{job.units / job.seconds:8.2f} {job.unit}/s {job.gigaflops / job.seconds:7.1f} GFLOP/s"
        f" {100 * share:5.0f} % of the limit (wanted {100 * wanted:.0f} %), {100 * of_processor:.0f} % by processor time"
        f"{job.note}; start-up {much - job.seconds * (1 + job.less):.1f} s of a run of {much:.1f} s",
        flush=True,
    )


class Limit:
    """GFLOP/s of the best convolution, and by processor time of its threads."""

    def __init__(self, tasks):
        best = [task for name, task in tasks.items() if name.startswith(("plain_", "last_"))]
        self.wall = max(task.gigaflops / task.seconds for task in best)
        self.processor = max(task.gigaflops / task.processor for task in best)


def make_maps(rows, cols):
    gs.run_command("g.region", n=rows, s=0, e=cols, w=0, res=1)
    for i in range(BANDS):
        gs.run_command("r.surf.random", output=f"band{i}", min=-1, max=1, overwrite=True, quiet=True)
    gs.mapcalc("label = if(row() % 16 < 4 && col() % 16 < 4, 1, 0)", overwrite=True, quiet=True)


def main(rounds, steps, batch, tile, threads):
    if not os.path.exists(PLUGIN):
        print("deep nets: no plugin, nothing to time; see 'make nets'")
        return
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # as the modules have it, for net_trial too
    tasks, jobs = {}, {}
    side = max(2 * tile, PATCH * batch)
    make_maps(side, side)
    trial(tasks, batch, threads, 2)
    with tempfile.TemporaryDirectory() as folder:
        for method in NETS:
            model = os.path.join(folder, method + ".slide")
            patch = tasks[method + "_training"].gigaflops / batch
            cell = tasks[method + "_prediction"].gigaflops / batch / PATCH**2
            jobs[method] = {
                "training": training(method, model, patch, batch, steps, threads),
                "prediction": prediction(method, model, cell, tile, threads),
            }
        for _ in range(rounds):
            for method in NETS:
                for job in jobs[method].values():
                    trial(tasks, batch, threads, 2)
                    job.run()
    report(tasks, jobs, batch, threads)


def report(tasks, jobs, batch, threads):
    limit = Limit(tasks)
    print(
        f"Deep nets of {BANDS} bands, {threads} threads, {batch} patches of {PATCH} x {PATCH} cells a step; the limit is"
        f" {limit.wall:.0f} GFLOP/s ({limit.processor:.0f} by a thread's processor time)"
    )
    for method, title in NETS.items():
        for task, wanted in (("training", 0.65), ("prediction", 0.85)):
            plain = tasks[f"{method}_{task}"]
            tell(f"{title}, {task}", jobs[method][task], limit, wanted)
            print(
                f"{'':20}without the module {100 * plain.gigaflops / plain.seconds / limit.wall:.0f} %, by processor"
                f" time {100 * plain.gigaflops / plain.processor / limit.processor:.0f} %"
            )


if __name__ == "__main__":
    number = {"STEPS": 4, "BATCH": 8, "TILE": 512, "NPROCS": os.cpu_count()}
    main(int(sys.argv[1]) if sys.argv[1:] else 3, *(int(os.environ.get(name, number[name])) for name in number))
