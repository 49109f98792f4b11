"""Genres as a logistic regression on the teachers' features says them; distilled, they temper the head that was trained with the network.

That head remembers its few labelled clips and is too sure of itself; this one knows less and is not. The mean of their logits is better
than either on artists of neither (`../LOG.md`).
"""

import data as source
import torch
import torch.nn.functional as F

PENALTY = 0.1


def fit(data, goals, genres):
    """Weight `[genres, 400]` and bias of the logits of `genres` on the teachers' joined features, centred and of unit length."""
    labelled = [i for i in data.trainable() if data.genres[i].any()]
    x = torch.tensor(source.unit(goals.clip - goals.centre)[labelled], dtype=torch.float32)
    y = torch.tensor(data.genres[labelled][:, genres], dtype=torch.float32)
    weight = torch.zeros(len(genres), x.shape[1], requires_grad=True)
    bias = torch.full((len(genres),), -2.0, requires_grad=True)
    solver = torch.optim.LBFGS([weight, bias], max_iter=300, line_search_fn="strong_wolfe")

    def step():
        solver.zero_grad()
        value = F.binary_cross_entropy_with_logits(x @ weight.T + bias, y, reduction="sum") + PENALTY * weight.pow(2).sum()
        value.backward()
        return value

    solver.step(step)
    return weight.detach().numpy(), bias.detach().numpy()
