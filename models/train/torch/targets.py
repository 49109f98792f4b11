"""What the teachers say of a crop."""

import data as source
import numpy as np


class Targets:
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
        share = overlap(first, last, self.data.windows[i])
        crop = self.joined(share @ self.data.features[i, : len(share)])
        return self.clip_share * self.clip[i] + (1 - self.clip_share) * crop, share @ self.data.tags[i, : len(share)]


def overlap(first, last, windows):
    """How frames first..last are spread over consecutive windows of the teachers; sums to 1."""
    rows = np.arange(windows)
    share = np.minimum(last, (rows + 1) * source.TEACHER_FRAMES) - np.maximum(first, rows * source.TEACHER_FRAMES)
    share = np.clip(share, 0, None)
    if share.sum() <= 0:
        share[-1] = 1
    return (share / share.sum()).astype(np.float32)
