"""Re-builds the networks that Attune descends from and writes their vectors for `train evaluate`.

    cargo run -p train -- baselines --data DIR                      # first: frames of every view
    python models/train/torch/baselines.py --data DIR               # fits, then writes vectors
    python models/train/torch/baselines.py --apply                  # no fit: vectors of other folders of clips

Fits on the train rows of DIR only, with three seeds each; the validation rows stay unseen. A network is the exponential mean of the
weights at the last step, when the rate has fallen to nothing: the step of the least held-back loss, which was taken before, is decided by
the luck of one evaluation (step 60 of 600 for one seed of Murray's, whose features had hardly begun), so nothing is held back or chosen. All learn what labels there are at once, genres (soft targets), quadrants and
clusters, because genres alone are known of half the clips; what has no label counts for nothing. Deterministic by seed and
`--steps`. Also writes the teachers' own features where DIR has them: a mark to look up to, no baseline.
"""

import argparse
import copy
import json
import time
from pathlib import Path

import ancestors
import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import save_file

PARTS = ("first", "second", "middle")
SHORT = 62  # frames of two seconds
BATCH = 32
WARM_UP = 50
# Weight that the exponential mean of the weights keeps at each step.
AVERAGE = 0.98
TEACHERS = ("msd_musicnn", "mtt_musicnn")


class Set:
    """Clips that `train baselines` heard: labels and log-mel frames of the whole and the damaged views."""

    def __init__(self, folder):
        self.folder = folder
        described = json.loads((folder / "set.json").read_text())
        self.clips, self.measured = described["clips"], described["measured"]
        self.rows = {"whole": range(len(self.clips)), **{part: self.measured for part in PARTS}}
        self.rows |= {view: described["damaged"] for view in described["damages"]}
        self.frames = np.memmap(folder / "frames.f32", "<f4", "r").reshape(-1, 64)
        entries = json.loads((folder / "frames.json").read_text())
        self.where = {(e["view"], e["clip"]): slice(e["first"], e["first"] + e["frames"]) for e in entries}

    def view(self, view, clip):
        """`[frames, 64]` of a view; parts are cut from the whole's frames."""
        if view not in PARTS:
            return np.array(self.frames[self.where[view, clip]])
        whole = self.view("whole", clip)
        middle = len(whole) // 2
        short = slice(max(middle - SHORT // 2, 0), middle + SHORT // 2)
        return whole[{"first": slice(0, middle), "second": slice(middle, None), "middle": short}[view]]


class Labels:
    """Targets of the train rows, as tensors over all clips; masked where there is no label."""

    def __init__(self, clips):
        names = sorted({genre for clip in clips if clip["train"] for genre in clip["genres"]})
        marks = torch.tensor([[float(name in clip["genres"]) for name in names] for clip in clips])
        self.genres = marks / marks.sum(1, keepdim=True).clamp(min=1)
        number = lambda key: torch.tensor([-1 if clip[key] is None else clip[key] for clip in clips])
        self.quadrants, self.clusters = number("quadrant"), number("cluster")
        self.heads = {"genres": len(names), "quadrants": 4, "clusters": 5}

    def loss(self, logits, ids):
        """Sum over heads of the mean cross-entropy of the labelled rows."""
        total = logits["genres"].sum() * 0
        genres = self.genres[ids]
        labelled = genres.sum(1) > 0
        if labelled.any():
            total = total - (genres[labelled] * F.log_softmax(logits["genres"][labelled], 1)).sum(1).mean()
        for head, wanted in (("quadrants", self.quadrants[ids]), ("clusters", self.clusters[ids])):
            if (wanted >= 0).any():
                total = total + F.cross_entropy(logits[head], wanted, ignore_index=-1)
        return total


@torch.no_grad()
def average(mean, net, step):
    """Exponential mean of weights and batch norms' statistics; short at first, so that the start is forgotten."""
    keep = min(AVERAGE, step / (step + 20))
    for a, b in zip(mean.state_dict().values(), net.state_dict().values()):
        if a.dtype.is_floating_point:
            a.mul_(keep).add_(b, alpha=1 - keep)
        else:
            a.copy_(b)


def batch(make, mels, ids, rng):
    return torch.stack([make.crop(torch.from_numpy(mels[i]), rng) for i in ids])


def fit(make, clips, mels, seed, steps, rate):
    """The mean of the network's weights after the last step."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    labels = Labels(clips)
    train = [i for i, clip in enumerate(clips) if clip["train"]]
    net = make(labels.heads)
    net.standardise(torch.from_numpy(np.concatenate([mels[i] for i in train])))
    optimiser = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=0.01)
    mean, losses, order, started = copy.deepcopy(net), [], [], time.time()
    for step in range(steps):
        if len(order) < BATCH:
            order = list(rng.permutation(train))
        ids = [order.pop() for _ in range(BATCH)]
        share = step / steps
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, (step + 1) / WARM_UP) * (0.5 + 0.5 * np.cos(np.pi * share)) + 1e-6
        net.train()
        with torch.autocast("cpu", torch.bfloat16):
            logits = net(batch(make, mels, ids, rng))
        loss = labels.loss({head: value.float() for head, value in logits.items()}, ids)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        average(mean, net, step + 1)
        losses.append(loss.item())
        every = max(steps // 10, 1)
        if (step + 1) % every == 0:
            print(f"{make.name} {seed}: step {step + 1}, loss {np.mean(losses[-every:]):.3f}, {time.time() - started:.0f} s", flush=True)
    return mean, {"heads": labels.heads}


def write_vectors(net, sets, name):
    net.eval()
    for part in sets:
        views = {}
        for view, rows in part.rows.items():
            if len(rows):
                with torch.no_grad():
                    views[view] = np.stack([net.vector(torch.from_numpy(part.view(view, i))).float().numpy() for i in rows])
        save_file(views, part.folder / f"{name}.safetensors")


def write_teachers(data, sets):
    """Both teachers' features joined: each z-scored by the train rows, unit length. The halves by rows of 2.992 s."""
    path = data / "teacher" / "teacher.npz"
    if not path.exists():
        return
    teacher = np.load(path)
    order = {str(file): i for i, file in enumerate(teacher["clip"])}
    features = np.concatenate([teacher[key].astype(np.float32) for key in TEACHERS], 2)
    for part in sets:
        files = [clip["file"] for clip in part.clips]
        if any(file not in order for file in files):
            continue
        rows = [features[order[file]][~np.isnan(features[order[file]][:, 0])] for file in files]
        mean = lambda cut: np.stack([cut(r).mean(0) if len(cut(r)) else np.zeros(400, np.float32) for r in rows])
        views = {"whole": mean(lambda r: r), "first": mean(lambda r: r[: max(len(r) // 2, 1)]), "second": mean(lambda r: r[len(r) // 2 :])}
        train = [i for i, clip in enumerate(part.clips) if clip["train"]] or list(range(len(rows)))
        centre, deviation = views["whole"][train].mean(0), views["whole"][train].std(0) + 1e-6

        def joined(x):
            z = (x - centre) / deviation
            return np.concatenate([half / np.maximum(np.linalg.norm(half, axis=1, keepdims=True), 1e-9) for half in np.split(z, 2, 1)], 1)

        out = {view: joined(x if view == "whole" else x[part.measured]) for view, x in views.items()}
        save_file({view: np.ascontiguousarray(x, np.float32) for view, x in out.items()}, part.folder / "teachers.safetensors")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder of the clips to fit on; needs `train baselines --data` first")
    parser.add_argument("--apply", action="store_true", help="no fit: use the networks of an earlier one")
    parser.add_argument("--cache", default=Path("models/train/cache/baselines"), type=Path)
    parser.add_argument("--only", nargs="*", default=[make.name for make in ancestors.ALL])
    parser.add_argument("--seeds", default=3, type=int)
    parser.add_argument("--steps", type=int, help="instead of each network's own number")
    parser.add_argument("--threads", default=1, type=int)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    sets = [Set(path.parent) for path in sorted(options.cache.glob("*/set.json"))]
    networks = options.cache / "networks"
    networks.mkdir(exist_ok=True)
    if options.data:
        write_teachers(options.data, sets)
    fitted_on = next((part for part in sets if any(clip["train"] for clip in part.clips)), None)
    mels = None
    # Seed by seed, so that a run cut short leaves whole sets of networks.
    for seed in range(options.seeds):
        for make in (make for make in ancestors.ALL if make.name in options.only):
            path = networks / f"{make.name}-{seed}.pt"
            if options.apply:
                saved = torch.load(path)
                net = make(saved["heads"])
                net.load_state_dict(saved["state"])
            else:
                mels = mels or [fitted_on.view("whole", i) for i in range(len(fitted_on.clips))]
                net, kept = fit(make, fitted_on.clips, mels, seed, options.steps or make.steps, make.rate)
                torch.save({"state": net.state_dict(), **kept}, path)
            write_vectors(net, sets, f"{make.name}-{seed}")
            print(f"{path.stem}: vectors written", flush=True)


if __name__ == "__main__":
    main()
