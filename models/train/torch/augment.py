"""Changes to log-mel frames that leave the music the same."""

import math

import numpy as np
import torch
import torch.nn.functional as F

GAIN_DB = 5.0
TILT_DB = 3.0
RIPPLE_DB = 2.0


def stretched(frames, length, rng, share):
    """`length` frames from a random place, a `share` of them played 0.85 to 1.18 times as fast: frames, first, last."""
    rate = math.exp(rng.uniform(math.log(0.85), math.log(1.18))) if rng.random() < share else 1.0
    span = min(int(length * rate), len(frames))
    first = int(rng.integers(0, len(frames) - span + 1))
    piece = frames[first : first + span]
    if span != length:
        piece = F.interpolate(piece.t()[None], size=length, mode="linear", align_corners=False)[0].t()
    return piece, first, first + span


def equalised(x, rng):
    """Gain, tilt and a smooth ripple over the bands of `[batch, time, 64]`, on power rather than on its logarithm."""
    batch, bands = x.shape[0], x.shape[2]
    place = torch.linspace(-1, 1, bands)

    def draw(low_or_deviation, high=None):
        shape = (batch, 1, 1)
        values = rng.normal(0, low_or_deviation, shape) if high is None else rng.uniform(low_or_deviation, high, shape)
        return torch.tensor(values, dtype=torch.float32)

    ripple = draw(RIPPLE_DB) * torch.sin(math.pi * (place * draw(0.5, 2.0) + draw(0.0, 2.0)))
    decibels = draw(GAIN_DB) + draw(TILT_DB) * place + ripple
    return torch.log10(1 + (10**x - 1) * 10 ** (decibels / 10))


def masked(x, mean, rng):
    """Shifts up to two bands, and hides one run of bands and one of frames (Park et al. 2019), each half of the time."""
    length, bands = x.shape[1], x.shape[2]
    for row in x:
        if rng.random() < 0.4:
            row[:] = torch.roll(row, int(rng.choice([-2, -1, 1, 2])), 1)
        if rng.random() < 0.5:
            width = int(rng.integers(1, 9))
            first = int(rng.integers(0, bands - width))
            row[:, first : first + width] = mean[first : first + width]
        if rng.random() < 0.5:
            width = int(rng.integers(1, max(2, length // 6)))
            first = int(rng.integers(0, length - width))
            row[first : first + width] = mean
    return x


def crops(mels, ids, length, rng, stretch=True):
    """One crop of every clip: `[batch, length, 64]` and the frames they came from. Clips that are too short are repeated."""
    pieces, places = [], []
    for i in ids:
        piece, first, last = stretched(mels[i], min(length, len(mels[i])), rng, 0.5 if stretch else 0.0)
        if len(piece) < length:
            piece = piece.repeat(-(-length // len(piece)), 1)[:length]
        pieces.append(piece)
        places.append((first, last))
    return torch.stack(pieces), np.array(places)
