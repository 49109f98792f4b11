"""The mood head, fitted after the network: a head that was trained with it remembers its few labelled clips.

A logistic regression on the teachers' features learns the quadrants, which `distil` hands on to the network.
"""

import data as source
import numpy as np
import torch
import torch.nn.functional as F

PENALTY = 1e-4


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


def fit(data, goals):
    """Weight `[4, 400]` and bias of the quadrants' logits on the teachers' joined features, centred and of unit length."""
    labelled = [i for i in data.trainable() if data.quadrants[i] >= 0]
    clips = source.unit(goals.clip - goals.centre)
    return logistic(clips[labelled], data.quadrants[labelled], 4)
