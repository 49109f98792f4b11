"""Whether someone sings: what the network says of the teachers' tags of singing, against those of its absence.

The scale comes from a logistic regression of one variable between clips with known lyrics and game soundtracks, which have none.
"""

import csv

import numpy as np
import torch
import torch.nn.functional as F

SINGING = {
    "msd": ("male vocalists", "female vocalists"),
    "mtt": ("vocal", "singing", "vocals", "male", "female", "voice"),
}
INSTRUMENTAL = {"msd": ("instrumental",)}
SILENT = {"mtt": ("no vocals", "no vocal", "no voice")}
# Collections of the unlabelled clips that are albums or examples, with or without voices.
MIXED = ("phonograph", "librosa", "UltraStar")


def rows(names, tags):
    """Rows of the tag head, which has both networks of a collection, fifty tags each."""
    first = {"msd": 0, "mtt": 100}
    return [first[where] + network + names[where].index(tag) for where, wanted in tags.items() for tag in wanted for network in (0, 50)]


def contrast(values, names):
    """Of `[..., 200, ...]` along the first axis: singing less what is said of its absence."""
    singing, instrumental, silent = (values[rows(names, tags)].mean(0) for tags in (SINGING, INSTRUMENTAL, SILENT))
    return singing - instrumental - silent


def known(folder, data):
    """Clips and whether someone sings in them."""
    with open(folder / "tables" / "clips.csv", newline="") as table:
        sung = {row["file"] for row in csv.DictReader(table) if row["lyrics"]}
    with open(folder / "tables" / "cc.csv", newline="") as table:
        played = {row["file"] for row in csv.DictReader(table) if not any(name in row["collection"] for name in MIXED)}
    ids = [i for i, file in enumerate(data.files) if (file in sung or file in played) and len(data.mels[i]) >= 94]
    return np.array(ids), np.array([data.files[i] in sung for i in ids])


@torch.no_grad()
def logits(net, data, ids, weight, bias):
    heard = [net.pooled(net.trunk(torch.tensor(data.mels[i]).t()[None]))[0] for i in ids]
    return torch.stack(heard) @ weight + bias


def fit(net, folder, data):
    """Weight `[1, pooled]` and bias of the logit, and its area under the curve over clips of artists that were not trained on."""
    net.eval()
    weight, bias = (contrast(part.detach(), data.tag_names) for part in (net.teacher_tags.weight, net.teacher_tags.bias))
    ids, sung = known(folder, data)
    said = logits(net, data, ids, weight, bias)
    train = ~data.validation[ids]
    x, y = said[train], torch.tensor(sung[train], dtype=torch.float32)
    # Both kinds count half, however many clips there are of either.
    share = torch.where(y > 0, 0.5 / y.sum(), 0.5 / (1 - y).sum())
    line = torch.tensor([1.0, 0.0], requires_grad=True)
    solver = torch.optim.LBFGS([line], max_iter=100, line_search_fn="strong_wolfe")

    def step():
        solver.zero_grad()
        value = (share * F.binary_cross_entropy_with_logits(line[0] * x + line[1], y, reduction="none")).sum()
        value.backward()
        return value

    solver.step(step)
    scale, offset = line.detach()
    held = said[~train & sung]
    area = (held[:, None] > said[~sung][None]).float().mean().item()
    print(f"voice: area under the curve {area:.3f} of {len(held)} sung clips of unseen artists against {int((~sung).sum())} without voices")
    return (scale * weight)[None], (scale * bias + offset)[None]
