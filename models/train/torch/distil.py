"""Heads fitted after the network: what linear functions of the teachers' features say of thousands of unlabelled mixes is what ridge
regressions on the network's pooled features learn. A head that is trained with the network remembers its few labelled clips instead.
"""

import data as source
import numpy as np
import torch

PIECES = 8000
RIDGE = 1.0


@torch.no_grad()
def pooled(net, mels):
    out = []
    for start in range(0, len(mels), 64):
        batch = torch.tensor(np.asarray(mels[start : start + 64], np.float32)).transpose(1, 2)
        with torch.autocast("cpu", torch.bfloat16):
            rows = net.trunk(batch)
        out.append(net.pooled(rows.float()))
    return torch.cat(out).numpy()


class Pieces:
    """A part of the mixes: the network's pooled features of them and the teachers' joined features, centred and of unit length."""

    def __init__(self, net, goals, mixes):
        net.eval()
        ids = np.sort(np.random.default_rng(0).choice(len(mixes.said), min(PIECES, len(mixes.said)), replace=False))
        said = np.asarray(mixes.said[ids], np.float32)[..., :200].mean(1).reshape(len(ids), -1)
        self.taught = source.unit(goals.joined(said) - goals.centre)
        self.heard = pooled(net, mixes.mels[ids])

    def distil(self, weight, bias):
        """Weight `[n, pooled]` and bias of what comes closest to `weight` `[n, 400]` and `bias` of the teachers' features."""
        x, y = self.heard, self.taught @ weight.T + bias
        mean, middle = x.mean(0), y.mean(0)
        x, y = x - mean, y - middle
        gram = x.T @ x / len(x)
        solution = np.linalg.solve(gram + RIDGE * np.trace(gram) / len(gram) * np.eye(len(gram)), x.T @ y / len(x)).T
        return torch.tensor(solution, dtype=torch.float32), torch.tensor(middle - solution @ mean, dtype=torch.float32)
