"""The networks of the systems that Attune descends from, re-built from their descriptions on Attune's front end.

Each takes log-mel frames of 64 bands, 31.25 a second, 16 kHz. `crop` cuts what one fitting step sees from a clip's frames
`[frames, 64]`, `forward` maps a batch of crops to a head's logits each, `vector` maps a clip of any length to what is compared.
Where a description cannot be followed on these frames, the class says what was done instead.
"""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


def at_least(frames, length):
    """Frames repeated until there are `length`."""
    return frames.repeat(-(-length // max(len(frames), 1)), 1)[:length] if len(frames) < length else frames


def random_slice(frames, length, rng):
    frames = at_least(frames, length)
    start = int(rng.integers(len(frames) - length + 1))
    return frames[start : start + length]


class Ancestor(nn.Module):
    """Heads on a hidden layer, and the mean and deviation of the input."""

    def __init__(self, width, heads):
        super().__init__()
        self.register_buffer("mean", torch.zeros(64))
        self.register_buffer("deviation", torch.ones(64))
        self.heads = nn.ModuleDict({name: nn.Linear(width, outputs) for name, outputs in heads.items()})

    def standardise(self, frames):
        self.mean.copy_(frames.mean(0))
        self.deviation.copy_(frames.std(0) + 1e-6)

    def forward(self, x):
        hidden = F.dropout(self.hidden(x), 0.5, self.training)
        return {name: head(hidden) for name, head in self.heads.items()}


class Murray(Ancestor):
    """Spectrogram pictures of about 5 s through a 2-D CNN; a track is the mean of its slices' hidden layer, compared by cosine.

    Original: 256 x 256 pixels of a SoX spectrogram (linear frequency, 50 columns a second), four times [convolution 2 x 2, stride 2,
    of 64, 128, 256, 512; ELU; max-pool 2], dense 128 ELU, dropout .5, softmax. Here: 160 frames (5.12 s) of 64 log-mel bands, stretched
    to 128 x 128, which holds all that the frames hold; at half the side the last pool has nothing left to pool, all other shapes are
    the original's. AdamW instead of RMSprop.
    """

    name, steps, rate = "murray", 600, 1e-3
    SLICE, SIDE = 160, 128

    def __init__(self, heads):
        super().__init__(128, heads)
        widths = (1, 64, 128, 256, 512)
        self.convs = nn.ModuleList(nn.Conv2d(a, b, 2, 2) for a, b in zip(widths, widths[1:]))
        self.dense = nn.Linear(512, 128)

    @classmethod
    def crop(cls, frames, rng):
        return random_slice(frames, cls.SLICE, rng)

    def hidden(self, x):
        x = ((x - self.mean) / self.deviation).transpose(1, 2)[:, None]
        x = F.interpolate(x, (self.SIDE, self.SIDE), mode="bilinear", antialias=False)
        for conv in self.convs:
            x = conv(x)
            # ELU rises everywhere, so it may come after the maximum, on a quarter of the values.
            x = F.elu(F.max_pool2d(x, 2) if x.shape[2] > 1 else x)
        return F.elu(self.dense(x.flatten(1)))

    def vector(self, frames):
        frames = at_least(frames, self.SLICE)
        count = len(frames) // self.SLICE
        slices = torch.stack([frames[i * self.SLICE : (i + 1) * self.SLICE] for i in range(count)])
        return self.hidden(slices).mean(0)


class Murecom(Ancestor):
    """Ten slices of power mel, without a logarithm, through a 1-D CNN; each slice finds its nearest slices, which vote for their clips.

    Original: 128 bands x 128 frames (2.97 s at 22.05 kHz), three times [convolution over time, kernel 3, of 64, 128, 256; batch norm;
    max-pool 2], maximum over time, two dense layers of 256 with dropout .5, softmax; the first dense layer is the slice's vector. Here:
    64 bands x 93 frames, the same 2.98 s; the logarithm of the front end is undone. AdamW instead of SGD at 3e-4, which in these few
    minutes would not leave the start. `vector` is ten such vectors end to end.
    """

    name, steps, rate = "murecom", 2000, 1e-3
    SLICE, SLICES, WIDTH = 93, 10, 256

    def __init__(self, heads):
        super().__init__(self.WIDTH, heads)
        widths = (64, 64, 128, 256)
        self.convs = nn.ModuleList(nn.Conv1d(a, b, 3, padding=1) for a, b in zip(widths, widths[1:]))
        self.norms = nn.ModuleList(nn.BatchNorm1d(b) for b in widths[1:])
        self.first = nn.Linear(256, self.WIDTH)
        self.second = nn.Linear(self.WIDTH, self.WIDTH)

    def standardise(self, frames):
        """The original takes the power as it is; a single factor only keeps the first layer's sums in range."""
        self.deviation.fill_((10.0**frames - 1).std().item())

    @classmethod
    def crop(cls, frames, rng):
        return random_slice(frames, cls.SLICE, rng)

    def slice_vectors(self, x):
        x = ((10.0**x - 1) / self.deviation).transpose(1, 2)
        for conv, norm in zip(self.convs, self.norms):
            x = F.max_pool1d(F.relu(norm(conv(x))), 2)
        return F.relu(self.first(x.amax(2)))

    def hidden(self, x):
        return F.relu(self.second(F.dropout(self.slice_vectors(x), 0.5, self.training)))

    def vector(self, frames):
        frames = at_least(frames, self.SLICE)
        starts = np.linspace(0, len(frames) - self.SLICE, self.SLICES).astype(int)
        return self.slice_vectors(torch.stack([frames[s : s + self.SLICE] for s in starts])).flatten()


class Dieleman(Ancestor):
    """Convolutions over time alone, and mean, maximum and L2 over the whole time axis; compared by cosine.

    Original: log-mel of 128 bands x 599 frames (30 s), kernel 4, widths 256, 256, 512 with max-pools of 4, 2, 2, pooled to 1536, two
    dense layers of 2048 ReLU, dropout .5, linear to 40 latent factors of a listening matrix. There is no such matrix here, so the hidden
    layer under the heads stands for the factors. Here: 64 bands, 937 frames (30 s), fitted on crops of 10 s, dense layers of 512: a
    thousand clips, not half a million. Batch norm after each convolution, which the original of 2014 did not have, and AdamW, for its
    sake: without them it learns little in minutes.
    """

    name, steps, rate = "dieleman", 600, 1e-3
    CROP, WIDTH = 312, 512

    def __init__(self, heads):
        super().__init__(self.WIDTH, heads)
        widths = (64, 256, 256, 512)
        self.convs = nn.ModuleList(nn.Conv1d(a, b, 4) for a, b in zip(widths, widths[1:]))
        self.norms = nn.ModuleList(nn.BatchNorm1d(b) for b in widths[1:])
        self.pools = (4, 2, 2)
        self.first = nn.Linear(3 * widths[-1], self.WIDTH)
        self.second = nn.Linear(self.WIDTH, self.WIDTH)

    @classmethod
    def crop(cls, frames, rng):
        return random_slice(frames, cls.CROP, rng)

    def hidden(self, x):
        x = ((x - self.mean) / self.deviation).transpose(1, 2)
        for conv, norm, pool in zip(self.convs, self.norms, self.pools):
            x = F.max_pool1d(F.relu(norm(conv(x))), pool)
        x = torch.cat([x.mean(2), x.amax(2), (x.float().pow(2).mean(2) + 1e-6).sqrt()], 1)
        return F.relu(self.second(F.dropout(F.relu(self.first(x)), 0.5, self.training)))

    def vector(self, frames):
        # Three convolutions and pools need 62 frames or so.
        return self.hidden(at_least(frames, 62)[None])[0]


ALL = (Murray, Murecom, Dieleman)
