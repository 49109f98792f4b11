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


def fit(mels, dim, shrinkage, gain_db=2.0, seed=0):
    """Mean, deviation and `[402, dim]` projection under which parts of one recording lie close and recordings apart.

    Parts get gains of their own, so that level tells nothing. `shrinkage` pulls the within-recording covariance to a sphere.
    """
    rng = np.random.default_rng(seed)
    rows, recordings = [], []
    for recording, frames in enumerate(mels):
        for part in parts(frames):
            gain = 10 ** (rng.normal(0, gain_db) / 10)
            rows.append(statistics(np.log10(1 + (10.0**part - 1) * gain)))
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
