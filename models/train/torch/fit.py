"""Fits the network: distils the teachers into it while it learns the labels.

    python models/train/torch/fit.py --data DIR --minutes 25

Trains on the train rows and the unlabelled clips only. Deterministic by seed for a given number of `--steps`; `--minutes` cuts the
schedule by the clock instead.
"""

import argparse
import math
import time
from pathlib import Path

import augment
import data as source
import numpy as np
import torch
import torch.nn.functional as F
from network import Network

# Frames of a batch's crops: 2 s to 10 s.
LENGTHS = (62, 94, 156, 250, 312)
WARM_UP = 200


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--features", default=Path("models/train/cache"), type=Path)
    parser.add_argument("--out", default=Path("models/train/cache/ear.pt"), type=Path)
    parser.add_argument("--from", dest="start", type=Path, help="go on from this checkpoint")
    parser.add_argument("--seed", default=0, type=int)
    parser.add_argument("--minutes", default=25.0, type=float)
    parser.add_argument("--steps", type=int, help="instead of --minutes")
    parser.add_argument("--threads", default=1, type=int)
    parser.add_argument("--widths", default=[128, 128, 192, 256], type=int, nargs=4)
    parser.add_argument("--embedding", default=128, type=int)
    parser.add_argument("--batch", default=64, type=int)
    parser.add_argument("--rate", default=2e-3, type=float)
    parser.add_argument("--decay", default=0.02, type=float)
    parser.add_argument("--similarity", default=4.0, type=float, help="weight of matching the batch's similarity matrix")
    parser.add_argument("--genre-similarity", default=0.5, type=float, help="what shared genres add to the matrix to match")
    parser.add_argument("--labels", default=1.0, type=float, help="weight of genres, quadrants, clusters and mood words")
    parser.add_argument("--contrast", default=0.1, type=float, help="weight of telling two crops of a clip from others'")
    parser.add_argument("--clip-share", default=0.5, type=float, help="how much of a target is the clip's, not the crop's")
    return parser.parse_args()


class Targets:
    """What the teachers say of a crop."""

    def __init__(self, data, train, clip_share):
        self.data, self.clip_share = data, clip_share
        with np.errstate(invalid="ignore"):
            clip = np.array([np.nanmean(rows, 0) if n else np.zeros(400, np.float32) for rows, n in zip(data.features, data.windows)])
        self.mean, self.deviation = clip[train].mean(0), clip[train].std(0) + 1e-6
        self.clip = self.joined(clip)
        self.centre = self.clip[train].mean(0)

    def joined(self, features):
        """Both teachers' features, each standardised and unit-length, side by side."""
        z = (features - self.mean) / self.deviation
        return np.concatenate([source.unit(z[..., :200]), source.unit(z[..., 200:])], -1) / np.sqrt(2)

    def of(self, i, first, last):
        """Joined features and tags of frames first..last of clip i: the teachers' rows by how much they overlap."""
        rows = np.arange(self.data.windows[i])
        overlap = np.minimum(last, (rows + 1) * source.TEACHER_FRAMES) - np.maximum(first, rows * source.TEACHER_FRAMES)
        overlap = np.clip(overlap, 0, None)
        if overlap.sum() <= 0:
            overlap[-1] = 1
        overlap /= overlap.sum()
        crop = self.joined(overlap @ self.data.features[i, : len(rows)])
        return self.clip_share * self.clip[i] + (1 - self.clip_share) * crop, overlap @ self.data.tags[i, : len(rows)]


class Losses:
    """The weighted sum of everything the network is to learn."""

    def __init__(self, data, targets, options):
        self.options = options
        self.centre = torch.tensor(targets.centre, dtype=torch.float32)
        self.genres, self.moods = torch.tensor(data.genres), torch.tensor(data.moods)
        self.quadrants, self.clusters = torch.tensor(data.quadrants), torch.tensor(data.clusters)

    def __call__(self, net, x, ids, features, tags):
        embedding, pooled = net(x)
        embedding = F.normalize(embedding, dim=1)
        genres = self.genres[ids]
        parts = {
            "features": (1 - F.cosine_similarity(net.features(embedding) + self.centre, features)).mean(),
            "similarity": self.options.similarity * self.similarity(embedding, features, genres),
            "tags": 4 * F.binary_cross_entropy_with_logits(net.teacher_tags(pooled), tags),
            "labels": self.options.labels * self.labels(net, pooled, ids, genres),
            "contrast": self.options.contrast * contrast(embedding),
        }
        return sum(parts.values()), parts

    def similarity(self, embedding, features, genres):
        """The batch's cosines against those of the teachers (Hung et al. 2023), raised where labelled genres are shared."""
        teacher = F.normalize(features - self.centre, dim=1)
        wanted = teacher @ teacher.T
        labelled = (genres.sum(1) > 0).float()
        shared = genres @ genres.T
        union = genres.sum(1)[:, None] + genres.sum(1)[None] - shared
        bonus = shared / union.clamp(min=1) - 0.15
        wanted = wanted + self.options.genre_similarity * labelled[:, None] * labelled[None] * bonus
        others = ~torch.eye(len(embedding), dtype=torch.bool)
        return ((embedding @ embedding.T - wanted)[others] ** 2).mean()

    def labels(self, net, pooled, ids, genres):
        loss = pooled.new_zeros(())
        if (has := genres.sum(1) > 0).any():
            loss = loss + 4 * F.binary_cross_entropy_with_logits(net.genres(pooled)[has], genres[has])
        for head, labels, weight in ((net.quadrants, self.quadrants, 0.5), (net.clusters, self.clusters, 0.25)):
            if (labels[ids] >= 0).any():
                loss = loss + weight * F.cross_entropy(head(pooled), labels[ids], ignore_index=-1, label_smoothing=0.1)
        moods = self.moods[ids]
        if (has := moods.sum(1) > 0).any():
            loss = loss + F.binary_cross_entropy_with_logits(net.moods(pooled)[has], moods[has])
        return loss


def contrast(embedding, temperature=0.1):
    """NT-Xent (Chen et al. 2020): the second half of the batch holds other crops of the clips of the first."""
    n = len(embedding) // 2
    cosines = embedding[:n] @ embedding[n:].T / temperature
    own = torch.arange(n)
    return 0.5 * (F.cross_entropy(cosines, own) + F.cross_entropy(cosines.T, own))


def build(data, options):
    heads = dict(teacher_tags=200, genres=len(data.genre_names), quadrants=4, clusters=5, moods=data.moods.shape[1])
    return Network(options.widths, options.embedding, heads)


@torch.no_grad()
def average(mean, net, step):
    """Exponential moving average of the weights."""
    keep = min(0.998, step / (step + 20))
    for a, b in zip(mean.state_dict().values(), net.state_dict().values()):
        if a.dtype.is_floating_point:
            a.mul_(keep).add_(b, alpha=1 - keep)
        else:
            a.copy_(b)


def save(mean, options, step):
    options.out.parent.mkdir(parents=True, exist_ok=True)
    kept = {key: value for key, value in vars(options).items() if not isinstance(value, Path)}
    torch.save({"state": mean.state_dict(), "options": kept, "steps": step}, options.out)


def main():
    options = arguments()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    rng = np.random.default_rng(options.seed)
    data = source.load(options.data, options.features)
    train = data.trainable()
    targets = Targets(data, train, options.clip_share)
    net, mean = build(data, options), build(data, options)
    frames = np.concatenate([data.mels[i] for i in train])
    net.input.mean.copy_(torch.tensor(frames.mean(0)))
    net.input.deviation.copy_(torch.tensor(frames.std(0)))
    del frames
    if options.start:
        net.load_state_dict(torch.load(options.start)["state"])
    mean.load_state_dict(net.state_dict())
    losses = Losses(data, targets, options)
    matrices = [p for p in net.parameters() if p.ndim > 1]
    vectors = [p for p in net.parameters() if p.ndim <= 1]
    groups = [{"params": matrices, "weight_decay": options.decay}, {"params": vectors, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=options.rate, betas=(0.9, 0.98))
    mels = [torch.tensor(mel) for mel in data.mels]
    print(f"{len(train)} clips, {sum(p.numel() for p in net.parameters())} parameters", flush=True)
    started, step, order, log = time.time(), 0, [], []
    while True:
        share = step / options.steps if options.steps else (time.time() - started) / (60 * options.minutes)
        if share >= 1:
            break
        if len(order) < options.batch // 2:
            order = list(rng.permutation(train))
        ids = np.array([order.pop() for _ in range(options.batch // 2)] * 2)
        length = int(rng.choice(LENGTHS))
        x, places = augment.crops(mels, ids, length, rng)
        wanted = [targets.of(i, *place) for i, place in zip(ids, places)]
        features, tags = (torch.tensor(np.stack(part), dtype=torch.float32) for part in zip(*wanted))
        x = augment.masked(augment.equalised(x, rng), net.input.mean, rng).transpose(1, 2).contiguous()
        rate = options.rate * min(1, (step + 1) / WARM_UP) * (0.5 + 0.5 * math.cos(math.pi * share)) + 1e-6
        for group in optimiser.param_groups:
            group["lr"] = rate
        net.train()
        loss, parts = losses(net, x, ids, features, tags)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        step += 1
        average(mean, net, step)
        log.append([part.item() for part in parts.values()])
        if step % 300 == 0:
            figures = " ".join(f"{name} {value:.3f}" for name, value in zip(parts, np.mean(log[-300:], 0)))
            save(mean, options, step)
            print(f"step {step} ({step * options.batch / 2 / len(train):.0f} passes) {figures}", flush=True)
    save(mean, options, step)
    print(f"{step} steps in {(time.time() - started) / 60:.1f} minutes -> {options.out}")


if __name__ == "__main__":
    main()
