"""The network as it is trained; `analysis::network` is the same with its norms folded in.

Names of the state dict are those of the weights file.
"""

import torch
import torch.nn.functional as F
from torch import nn

ROWS_PER_MAXIMUM = 12
MAXIMA = 10
# Bands of a filter of timbre, and between two places of it.
HEIGHT, STEP = 40, 4


class Conv(nn.Module):
    """Convolution over time and its batch norm."""

    def __init__(self, inputs, outputs, kernel, stride=1, padding=0):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(outputs, inputs, kernel))
        nn.init.kaiming_normal_(self.weight, nonlinearity="relu")
        self.norm = nn.BatchNorm1d(outputs)
        self.stride, self.padding = stride, padding

    def forward(self, x):
        return self.norm(F.conv1d(x, self.weight, stride=self.stride, padding=self.padding))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = Conv(inputs, outputs, 4 if stride == 2 else 3, stride, 1)
        self.second = Conv(outputs, outputs, 3, 1, 1)
        self.skip = None if inputs == outputs and stride == 1 else Conv(inputs, outputs, stride, stride)

    def forward(self, x):
        y = self.second(F.relu(self.first(x)))
        return F.relu(y + (x if self.skip is None else self.skip(x)))


class Vertical(nn.Module):
    """Filters of timbre at any pitch (Pons et al. 2016): each stands at several places of the bands, and the strongest is heard."""

    def __init__(self, filters, outputs):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(filters, 1, HEIGHT, 4))
        nn.init.kaiming_normal_(self.weight, nonlinearity="relu")
        self.norm = nn.BatchNorm2d(filters)
        self.out = nn.Conv1d(filters, outputs, 1, bias=False)
        nn.init.zeros_(self.out.weight)

    def forward(self, x):
        """What is added to the stem, from the standardised frames."""
        y = self.norm(F.conv2d(x[:, None], self.weight, stride=(STEP, 2), padding=(0, 1)))
        return self.out(F.relu(y.amax(2)))


class Input(nn.Module):
    def __init__(self, bands):
        super().__init__()
        self.register_buffer("mean", torch.zeros(bands))
        self.register_buffer("deviation", torch.ones(bands))

    def forward(self, x):
        return (x - self.mean[:, None]) / self.deviation[:, None]


class Pooled(nn.Module):
    """Norm of the pooled features: mean, max and L2 over time (Dieleman & Schrauwen 2014)."""

    def __init__(self, width):
        super().__init__()
        self.norm = nn.BatchNorm1d(width)

    def forward(self, x):
        time = x.shape[2]
        count = min(max(time // ROWS_PER_MAXIMUM, 1), MAXIMA)
        edges = [i * time // count for i in range(count + 1)]
        highest = torch.stack([x[:, :, edges[i] : edges[i + 1]].amax(2) for i in range(count)]).mean(0)
        return self.norm(torch.cat([x.mean(2), highest, (x.pow(2).mean(2) + 1e-6).sqrt()], 1))


class Network(nn.Module):
    """Log-mel `[batch, 64, time]` to embedding and heads."""

    def __init__(self, widths, strides, embedding, heads, bands=64, dropout=0.2, vertical=0):
        """`widths` of the stem and of every block, `strides` of every block."""
        super().__init__()
        c = widths[-1]
        self.input = Input(bands)
        self.stem = Conv(bands, widths[0], 4, 2, 1)
        self.vertical = Vertical(vertical, widths[0]) if vertical else None
        self.blocks = nn.ModuleList([Block(*block) for block in zip(widths, widths[1:], strides)])
        self.pooled = Pooled(3 * c)
        self.dropout = nn.Dropout(dropout)
        self.embedding = nn.Linear(3 * c, embedding)
        # Only in training: the teachers' features, from the embedding.
        self.features = nn.Linear(embedding, 400)
        for name, width in heads.items():
            setattr(self, name, nn.Linear(3 * c, width))

    def trunk(self, x):
        x = self.input(x)
        x = F.relu(self.stem(x) if self.vertical is None else self.stem(x) + self.vertical(x))
        for block in self.blocks:
            x = block(x)
        return x

    def forward(self, x):
        """Embedding (not yet unit-length) and the pooled row that the heads take."""
        pooled = self.dropout(self.pooled(self.trunk(x)))
        return self.embedding(pooled), pooled
