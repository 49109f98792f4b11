"""The timbre block: a linear discriminant analysis (Fisher 1936) between recordings on second-order statistics of the frames.

`analysis::timbre` computes the same statistics.
"""

import numpy as np

CEPSTRA = 20
FLOOR = 0.02
BANDS = np.arange(64)
COSINES = np.cos(np.pi * (BANDS + 0.5)[None] * np.arange(CEPSTRA)[:, None] / 64) * np.sqrt(2 / 64)
COSINES[0] /= np.sqrt(2)
PAIRS = np.triu_indices(CEPSTRA)

LOWEST, HIGHEST = 30.0, 8000.0
GAIN_DB, SHELF_DB = 2.0, 5.0
SHELVES = (500.0, 2000.0)


def centres():
    """Hertz of the middle of every band, by Slaney's mel scale."""
    step = np.log(6.4) / 27
    lowest, highest = LOWEST * 3 / 200, 15 + np.log(HIGHEST / 1000) / step
    mels = np.linspace(lowest, highest, len(BANDS) + 2)[1:-1]
    return np.where(mels < 15, mels * 200 / 3, 1000 * np.exp((mels - 15) * step))


HERTZ = centres()


def statistics(frames):
    """402 values of `[frames, 64]`: band means, log deviations, log steps, signed roots of the cepstra's covariance."""
    frames = frames[: len(frames) // 8 * 8].astype(np.float64)
    cepstra = frames @ COSINES.T
    mean = cepstra.mean(0)
    covariance = (cepstra.T @ cepstra / len(cepstra) - np.outer(mean, mean))[PAIRS]
    steps = np.sqrt((np.diff(frames, axis=0, prepend=frames[:1]) ** 2).mean(0))
    roots = np.sign(covariance) * np.sqrt(np.abs(covariance))
    return np.concatenate([frames.mean(0), np.log(frames.std(0) + FLOOR), np.log(steps + FLOOR), roots])


def parts(frames):
    """The quarters and the halves of a clip."""
    n = len(frames)
    return [frames[n * i // 4 : n * (i + 1) // 4] for i in range(4)] + [frames[: n // 2], frames[n // 2 :]]


def equalised(frames, rng):
    """Frames at another level and under shelves of their own at either end, on power rather than on its logarithm."""
    low, high = rng.normal(0, SHELF_DB, 2)
    decibels = rng.normal(0, GAIN_DB) + low / (1 + (HERTZ / SHELVES[0]) ** 2) + high / (1 + (SHELVES[1] / HERTZ) ** 2)
    return np.log10(1 + (10.0**frames - 1) * 10 ** (decibels / 10))


def fit(mels, dim, shrinkage, seed=0):
    """Mean, deviation and `[402, dim]` projection under which parts of one recording lie close and recordings apart.

    Every part is equalised in its own way, so that level and mastering tell nothing. `shrinkage` pulls the within-recording covariance
    to a sphere.
    """
    rng = np.random.default_rng(seed)
    rows, recordings = [], []
    for recording, frames in enumerate(mels):
        for part in parts(frames):
            rows.append(statistics(equalised(part, rng)))
            recordings.append(recording)
    rows, recordings = np.stack(rows), np.array(recordings)
    mean, deviation = rows.mean(0), rows.std(0) + 1e-6
    z = (rows - mean) / deviation
    centres = np.zeros((len(mels), z.shape[1]))
    np.add.at(centres, recordings, z)
    centres /= np.bincount(recordings)[:, None]
    apart = z - centres[recordings]
    within = apart.T @ apart / len(z)
    within = (1 - shrinkage) * within + shrinkage * np.trace(within) / len(within) * np.eye(len(within))
    values, directions = np.linalg.eigh(within)
    white = directions / np.sqrt(values)
    between = (centres - centres.mean(0)) @ white
    values, directions = np.linalg.eigh(between.T @ between / len(centres))
    return mean, deviation, white @ directions[:, np.argsort(-values)[:dim]]
