"""A linear view of the teachers' features in which labelled likeness counts: what the network's similarities are matched to.

The teachers were trained on tags. Of what they hear, genre and mood are what a listener means by similar; a projection that keeps the
teachers' own similarities and raises those of shared labels finds more of either among artists it was not fitted on.
"""

import numpy as np
import torch
import torch.nn.functional as F

DIM = 128
STEPS, BATCH, RATE, DROPOUT = 800, 256, 1e-3, 0.2
GENRE, MOOD = 6.0, 2.0


def raised(wanted, data, ids):
    """`wanted` similarities, raised where labelled genres are shared (by Jaccard index), quadrants or clusters equal."""
    genres = torch.tensor(data.genres[ids])
    labelled = (genres.sum(1) > 0).float()
    shared = genres @ genres.T
    union = genres.sum(1)[:, None] + genres.sum(1)[None] - shared
    wanted = wanted + GENRE * labelled[:, None] * labelled[None] * (shared / union.clamp(min=1) - 0.15)
    for labels, chance in ((data.quadrants[ids], 0.25), (data.clusters[ids], 0.2)):
        labels = torch.tensor(labels)
        has = (labels >= 0).float()
        wanted = wanted + MOOD * has[:, None] * has[None] * ((labels[:, None] == labels[None]).float() - chance)
    return wanted


def fit(goals, data, train, seed=0):
    """`[128, 400]`: to be applied to centred joined features of unit length, and scaled to unit length again."""
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    rows = F.normalize(torch.tensor(goals.clip - goals.centre, dtype=torch.float32), dim=1)
    _, _, axes = torch.linalg.svd(rows[train], full_matrices=False)
    projection = torch.nn.Parameter(axes[:DIM].clone())
    adam = torch.optim.AdamW([projection], RATE, weight_decay=1e-2)
    others = ~torch.eye(BATCH, dtype=torch.bool)
    for _ in range(STEPS):
        ids = rng.choice(train, BATCH, replace=False)
        x = rows[ids]
        y = F.normalize(F.dropout(x, DROPOUT) @ projection.T, dim=1)
        loss = ((y @ y.T - raised(x @ x.T, data, ids))[others] ** 2).mean()
        adam.zero_grad()
        loss.backward()
        adam.step()
    return projection.detach()
