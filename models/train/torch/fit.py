"""Fits the network: distils the teachers into it while it learns the labels.

    python models/train/torch/fit.py --data DIR --minutes 25

Trains on the train rows, the unlabelled clips, and the mixes of both that `teacher.py` labelled (as many as there are when the fit
starts or, `--refresh` steps later, again). Deterministic by seed for a given number of `--steps`; `--minutes` cuts the schedule by the
clock instead. What it prints of validation clips is for the reader: nothing is fitted on them.
"""

import argparse
import copy
import math
import time
from pathlib import Path

import augment
import check
import data as source
import metric
import numpy as np
import torch
from losses import Losses
from mixes import Mixes
from network import Network
from safetensors.torch import load_file
from targets import Targets

# Frames of a batch's crops: 2 s to 10 s; mixes are too short for the longest, which are of clips alone.
LENGTHS = (62, 94, 140, 187, 312)
WARM_UP = 300


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--features", default=Path("models/train/cache"), type=Path)
    parser.add_argument("--out", default=Path("models/train/cache/ear.pt"), type=Path)
    parser.add_argument("--from", dest="start", type=Path, help="go on from this checkpoint or weights file")
    parser.add_argument("--seed", default=0, type=int)
    parser.add_argument("--minutes", default=25.0, type=float)
    parser.add_argument("--steps", type=int, help="instead of --minutes")
    parser.add_argument("--threads", default=1, type=int)
    parser.add_argument("--widths", default=[128, 128, 256, 384], type=int, nargs="+", help="of the stem and of every block")
    parser.add_argument("--strides", default=[1, 2, 2], type=int, nargs="+", help="of every block")
    parser.add_argument("--vertical", default=64, type=int, help="filters of timbre that stand at several pitches")
    parser.add_argument("--embedding", default=128, type=int)
    parser.add_argument("--batch", default=96, type=int)
    parser.add_argument("--mixed", default=0.5, type=float, help="share of a batch that is mixes")
    parser.add_argument("--refresh", default=500, type=int, help="steps after which newly labelled mixes are taken")
    parser.add_argument("--rate", default=2e-3, type=float)
    parser.add_argument("--decay", default=0.02, type=float)
    parser.add_argument("--dropout", default=0.2, type=float)
    parser.add_argument("--average", default=0.999, type=float, help="what the moving average of the weights keeps a step")
    parser.add_argument("--similarity", default=4.0, type=float, help="weight of matching the batch's similarity matrix")
    parser.add_argument("--genre-similarity", default=0.25, type=float, help="what shared genres add to the matrix to match")
    parser.add_argument("--labels", default=0.3, type=float, help="weight of genres, quadrants, clusters and mood words")
    parser.add_argument("--contrast", default=0.1, type=float, help="weight of telling two crops of a clip from others'")
    parser.add_argument("--clip-share", default=0.5, type=float, help="how much of a target is the clip's, not the crop's")
    parser.add_argument("--report", default=1000, type=int, help="steps between figures")
    return parser.parse_args()


def build(data, options):
    heads = dict(teacher_tags=200, genres=len(data.genre_names), quadrants=4, clusters=5, moods=data.moods.shape[1])
    return Network(options.widths, options.strides, options.embedding, heads, dropout=options.dropout, vertical=options.vertical)


@torch.no_grad()
def average(mean, net, step, most):
    """Exponential moving average of the weights."""
    keep = min(most, step / (step + 20))
    for a, b in zip(mean.state_dict().values(), net.state_dict().values()):
        if a.dtype.is_floating_point:
            a.mul_(keep).add_(b, alpha=1 - keep)
        else:
            a.copy_(b)


def save(mean, options, step):
    options.out.parent.mkdir(parents=True, exist_ok=True)
    kept = {key: value for key, value in vars(options).items() if not isinstance(value, Path)}
    torch.save({"state": mean.state_dict(), "options": kept, "steps": step}, options.out)


class Batches:
    """Endless batches: frames `[batch, 64, time]`, clip of every row (-1: a mix), joined features, tags."""

    def __init__(self, data, train, goals, mixes, options):
        self.data, self.train, self.goals, self.mixes, self.options = data, train, goals, mixes, options
        self.rng = np.random.default_rng(options.seed)
        self.mels = [torch.tensor(mel) for mel in data.mels]
        frames = np.concatenate([data.mels[i] for i in train])
        self.mean, self.deviation = torch.tensor(frames.mean(0)), torch.tensor(frames.std(0))
        self.order = []

    def next(self):
        rng, half = self.rng, self.options.batch // 2
        length = int(rng.choice(LENGTHS))
        mixed = round(half * self.options.mixed) if self.mixes and length <= 187 else 0
        clips = half - mixed if mixed or length <= 187 else half * 187 // length
        if len(self.order) < clips:
            self.order = list(rng.permutation(self.train))
        ids = np.array([self.order.pop() for _ in range(clips)])
        x, places = augment.crops(self.mels, np.concatenate([ids, ids]), length, rng)
        wanted = [self.goals.of(i, *place) for i, place in zip(np.concatenate([ids, ids]), places)]
        features, tags = (np.stack(part).astype(np.float32) for part in zip(*wanted))
        if mixed:
            mix, mix_features, mix_tags = self.mixes.crops(mixed, length, self.goals, rng)
            ids = np.concatenate([ids, np.full(mixed, -1)])
            x, features, tags = interleaved(x, mix), interleaved(features, mix_features), interleaved(tags, mix_tags)
        x = augment.masked(augment.equalised(torch.as_tensor(x), rng), self.mean, rng).transpose(1, 2).contiguous()
        return x, np.concatenate([ids, ids]), torch.as_tensor(features), torch.as_tensor(tags)


def interleaved(a, b):
    """First crops of both, then second crops of both."""
    join = torch.cat if isinstance(a, torch.Tensor) else np.concatenate
    return join([a[: len(a) // 2], b[: len(b) // 2], a[len(a) // 2 :], b[len(b) // 2 :]])


def begin(net, path):
    """Goes on from a checkpoint, or from a weights file, which lacks the heads of the training alone and holds but some genres."""
    if path.suffix != ".safetensors":
        net.load_state_dict(torch.load(path)["state"])
        return
    here = net.state_dict()
    kept = {name: value.float() for name, value in load_file(path).items() if name in here and here[name].shape == value.shape}
    net.load_state_dict(kept, strict=False)
    print(f"{len(kept)} of {len(here)} tensors from {path}")


def optimiser(net, options):
    matrices = [p for p in net.parameters() if p.ndim > 1]
    vectors = [p for p in net.parameters() if p.ndim <= 1]
    groups = [{"params": matrices, "weight_decay": options.decay}, {"params": vectors, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=options.rate, betas=(0.9, 0.98), fused=True)


def main():
    options = arguments()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    data = source.load(options.data, options.features)
    train = data.trainable()
    goals = Targets(data, train, options.clip_share)
    mixes = Mixes(options.features) if Mixes.there(options.features) else None
    batches = Batches(data, train, goals, mixes, options)
    net = build(data, options)
    net.input.mean.copy_(batches.mean)
    net.input.deviation.copy_(batches.deviation)
    if options.start:
        begin(net, options.start)
    mean = copy.deepcopy(net)
    view = metric.fit(goals, data, train, options.seed)
    losses = Losses(data, goals.centre, view, options)
    adam = optimiser(net, options)
    print(f"{len(train)} clips, {mixes.refresh() if mixes else 0} mixes, {sum(p.numel() for p in net.parameters())} parameters", flush=True)
    started, step, log = time.time(), 0, []
    while True:
        share = step / options.steps if options.steps else (time.time() - started) / (60 * options.minutes)
        if share >= 1:
            break
        if mixes and step % options.refresh == 0:
            mixes.refresh()
        x, ids, features, tags = batches.next()
        rate = options.rate * min(1, (step + 1) / WARM_UP) * (0.5 + 0.5 * math.cos(math.pi * share)) + 1e-6
        for group in adam.param_groups:
            group["lr"] = rate
        net.train()
        with torch.autocast("cpu", torch.bfloat16):
            loss, parts = losses(net, x, ids, features, tags)
        adam.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        adam.step()
        step += 1
        average(mean, net, step, options.average)
        log.append([part.item() for part in parts.values()])
        if step % options.report == 0:
            figures = " ".join(f"{name} {value:.3f}" for name, value in zip(parts, np.mean(log[-options.report :], 0)))
            heard = " ".join(f"{name} {value:.3f}" for name, value in check.figures(mean, data, goals, view).items())
            save(mean, options, step)
            print(f"step {step} {(time.time() - started) / 60:.1f} min, {len(mixes.said) if mixes else 0} mixes: {figures} | {heard}", flush=True)
    save(mean, options, step)
    heard = " ".join(f"{name} {value:.3f}" for name, value in check.figures(mean, data, goals, view).items())
    print(f"{step} steps in {(time.time() - started) / 60:.1f} minutes -> {options.out} | {heard}")


if __name__ == "__main__":
    main()
