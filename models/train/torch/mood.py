"""The mood head, fitted after the network: a head that was trained with it remembers its few labelled clips.

A logistic regression on the teachers' features learns the quadrants; what it says of thousands of unlabelled mixes is what a ridge
regression on the network's pooled features then learns.
"""

import data as source
import numpy as np
import torch
import torch.nn.functional as F

PIECES = 8000
PENALTY = 1e-4
RIDGE = 1.0


def logistic(x, y, classes):
    """Weight `[classes, dim]` and bias, full batch, with an L2 penalty."""
    x, y = torch.tensor(x, dtype=torch.float32), torch.tensor(y)
    weight = torch.zeros(classes, x.shape[1], requires_grad=True)
    bias = torch.zeros(classes, requires_grad=True)
    solver = torch.optim.LBFGS([weight, bias], max_iter=300, line_search_fn="strong_wolfe")

    def step():
        solver.zero_grad()
        value = F.cross_entropy(x @ weight.T + bias, y) + PENALTY * weight.pow(2).sum()
        value.backward()
        return value

    solver.step(step)
    return weight.detach().numpy(), bias.detach().numpy()


@torch.no_grad()
def pooled(net, mels):
    out = []
    for start in range(0, len(mels), 64):
        batch = torch.tensor(np.asarray(mels[start : start + 64], np.float32)).transpose(1, 2)
        with torch.autocast("cpu", torch.bfloat16):
            rows = net.trunk(batch)
        out.append(net.pooled(rows.float()))
    return torch.cat(out).numpy()


def fit(net, data, goals, mixes):
    """Weight `[4, pooled]` and bias of the quadrants' logits on the normed pooled features."""
    net.eval()
    labelled = [i for i in data.trainable() if data.quadrants[i] >= 0]
    clips = source.unit(goals.clip - goals.centre)
    weight, bias = logistic(clips[labelled], data.quadrants[labelled], 4)
    ids = np.sort(np.random.default_rng(0).choice(len(mixes.said), min(PIECES, len(mixes.said)), replace=False))
    said = np.asarray(mixes.said[ids], np.float32)[..., :200].mean(1).reshape(len(ids), -1)
    y = source.unit(goals.joined(said) - goals.centre) @ weight.T + bias
    x = pooled(net, mixes.mels[ids])
    mean, middle = x.mean(0), y.mean(0)
    x, y = x - mean, y - middle
    gram = x.T @ x / len(x)
    solution = np.linalg.solve(gram + RIDGE * np.trace(gram) / len(gram) * np.eye(len(gram)), x.T @ y / len(x)).T
    return torch.tensor(solution, dtype=torch.float32), torch.tensor(middle - solution @ mean, dtype=torch.float32)
