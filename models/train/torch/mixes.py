"""Pieces that `train mixes` wrote and `teacher.py` labelled: as many as there are so far."""

from pathlib import Path

import augment
import numpy as np
import targets
import torch

FRAMES = 187
WINDOWS = 2
# Features and tags of one network.
WIDTH = 250


class Mixes:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.mels = np.memmap(self.folder / "mixes.f16", "<f2", "r").reshape(-1, FRAMES, 64)
        self.said = np.empty((0, WINDOWS, 2, WIDTH), np.float16)

    @staticmethod
    def there(folder):
        return (Path(folder) / "mixes.teacher.f16").exists()

    def refresh(self):
        """Takes what was labelled since."""
        row = 2 * WINDOWS * 2 * WIDTH
        path = self.folder / "mixes.teacher.f16"
        count = min(path.stat().st_size // row, len(self.mels))
        self.said = np.memmap(path, "<f2", "r", shape=(count, WINDOWS, 2, WIDTH))
        return count

    def crops(self, count, length, goals, rng):
        """Two crops each of `count` pieces: frames `[2 count, length, 64]`, joined features, tags `[2 count, 200]`.

        Of the tags only those of the two networks that labelled the pieces are known: the others are NaN.
        """
        ids = rng.integers(0, len(self.said), count)
        mels = {i: torch.tensor(self.mels[i].astype(np.float32)) for i in ids}
        said = {i: self.said[i].astype(np.float32) for i in ids}
        ids = np.concatenate([ids, ids])
        x, places = augment.crops(mels, ids, length, rng, stretch=False)
        features, tags = [], []
        for i, (first, last) in zip(ids, places):
            row = np.tensordot(targets.overlap(first, last, WINDOWS), said[i], 1)
            features.append(goals.joined(row[:, :200].reshape(-1)))
            unknown = np.full(50, np.nan, np.float32)
            tags.append(np.concatenate([row[0, 200:], unknown, row[1, 200:], unknown]))
        return x, np.array(features, np.float32), np.array(tags, np.float32)
