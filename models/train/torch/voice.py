"""Whether someone sings: what the network says of the teachers' tags of singing, against those of its absence.

The scale comes from a logistic regression of one variable between clips with known lyrics and game soundtracks, which have none. Those
soundtracks are among the unlabelled clips that the network was distilled on, the teachers' tags of them included: it has met what it is
asked about here, and only the sung clips are new to it.
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
    """Clips, whether someone sings in them, and the collection of those in which nobody does ("" of the others)."""
    with open(folder / "tables" / "clips.csv", newline="") as table:
        sung = {row["file"] for row in csv.DictReader(table) if row["lyrics"]}
    with open(folder / "tables" / "cc.csv", newline="") as table:
        without = [row for row in csv.DictReader(table) if not any(name in row["collection"] for name in MIXED)]
        played = {row["file"]: row["collection"] for row in without}
    ids = [i for i, file in enumerate(data.files) if (file in sung or file in played) and len(data.mels[i]) >= 94]
    return np.array(ids), np.array([data.files[i] in sung for i in ids]), np.array([played.get(data.files[i], "") for i in ids])


@torch.no_grad()
def logits(net, data, ids, weight, bias):
    heard = [net.pooled(net.trunk(torch.tensor(data.mels[i]).t()[None]))[0] for i in ids]
    return torch.stack(heard) @ weight + bias


def line(said, sung):
    """Slope and offset of the logistic regression of singing on a contrast."""
    y = torch.tensor(sung, dtype=torch.float32)
    # Both kinds count half, however many clips there are of either.
    share = torch.where(y > 0, 0.5 / y.sum(), 0.5 / (1 - y).sum())
    fitted = torch.tensor([1.0, 0.0], requires_grad=True)
    solver = torch.optim.LBFGS([fitted], max_iter=100, line_search_fn="strong_wolfe")

    def step():
        solver.zero_grad()
        value = (share * F.binary_cross_entropy_with_logits(fitted[0] * said + fitted[1], y, reduction="none")).sum()
        value.backward()
        return value

    solver.step(step)
    return fitted.detach()


def fit(net, folder, data):
    """Weight `[1, pooled]` and bias of the logit.

    Prints the area under the curve over sung clips of artists that were not trained on, and how many clips fall on the right side of one
    half: instrumental ones by scales that were fitted without their whole collection.
    """
    net.eval()
    weight, bias = (contrast(part.detach(), data.tag_names) for part in (net.teacher_tags.weight, net.teacher_tags.bias))
    ids, sung, collections = known(folder, data)
    said = logits(net, data, ids, weight, bias)
    train = ~data.validation[ids]
    scale, offset = line(said[train], sung[train])
    held = said[data.unseen[ids] & sung]
    area = (held[:, None] > said[~sung][None]).float().mean().item()
    silent = 0
    for collection in set(collections[~sung]):
        out = collections == collection
        slope, shift = line(said[train & ~out], sung[train & ~out])
        silent += int((slope * said[out] + shift < 0).sum())
    print(
        f"voice: area under the curve {area:.3f} of {len(held)} sung clips of unseen artists against {int((~sung).sum())} without voices, "
        f"whose own teachers' tags the network was distilled on; above one half {int((scale * held + offset > 0).sum())} of the sung, below "
        f"it {silent} of those without, each collection held out of the scale"
    )
    return (scale * weight)[None], (scale * bias + offset)[None]
