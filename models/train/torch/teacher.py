"""The teachers in PyTorch: musicnn (Pons & Serra 2019, ISC) and what it says of the mixes.

    python models/train/torch/teacher.py --package DIR/musicnn

`--package` is the folder inside the package `musicnn` 0.1.0. Its checkpoints are read with TensorFlow once (any environment that has
it: `--tensorflow PYTHON`) and kept as `teacher.safetensors`; from then on this is a matter of matrix products in half the time.
"""

import argparse
import subprocess
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file

NETWORKS = ("MSD_musicnn", "MTT_musicnn")
SAMPLE_RATE = 16000
N_FFT, HOP, BANDS, FRAMES = 512, 256, 96, 187
WINDOW = FRAMES * HOP
READ = """
import sys
from safetensors.numpy import save_file
from tensorflow.python.training import py_checkpoint_reader
out = {}
for name in sys.argv[3:]:
    reader = py_checkpoint_reader.NewCheckpointReader(sys.argv[1] + "/" + name + "/")
    for key in reader.get_variable_to_shape_map():
        if "Adam" not in key and "power" not in key and key != "global_step":
            out[name + "/" + key] = reader.get_tensor(key)
save_file(out, sys.argv[2])
"""


def slaney_bands():
    """`[96, 257]`: the filter bank of librosa 0.7 (Slaney's scale and norm), 0-8000 Hz."""

    def hertz(mel):
        return np.where(mel < 15, 200 / 3 * mel, 1000 * np.exp((mel - 15) * np.log(6.4) / 27))

    edges = hertz(np.linspace(0, 15 + 27 * np.log(8) / np.log(6.4), BANDS + 2))
    bins = np.arange(N_FFT // 2 + 1) * SAMPLE_RATE / N_FFT
    rising = (bins[None] - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins[None]) / (edges[2:] - edges[1:-1])[:, None]
    weights = np.maximum(0, np.minimum(rising, falling)) * (2 / (edges[2:] - edges[:-2]))[:, None]
    return torch.tensor(weights, dtype=torch.float32)


class FrontEnd:
    """`[batch, samples]` at 16 kHz to log-mel `[batch, frames, 96]`."""

    def __init__(self):
        self.bands, self.window = slaney_bands(), torch.hann_window(N_FFT)

    def __call__(self, samples):
        spectrum = torch.stft(samples, N_FFT, HOP, window=self.window, center=True, pad_mode="reflect", return_complex=True)
        power = spectrum.real**2 + spectrum.imag**2
        return torch.log10(1 + 10000 * (self.bands @ power)).transpose(1, 2)


def aligned(filters):
    """Filters of several lengths as those of the longest one's, so that they are one product."""
    longest = max(kernel.shape[0] for kernel, *_ in filters)
    kernels = []
    for kernel, *_ in filters:
        before = (longest - 1) // 2 - (kernel.shape[0] - 1) // 2
        kernels.append(F.pad(kernel, (0, 0, 0, 0, before, longest - kernel.shape[0] - before)))
    return torch.cat(kernels, 2), *(torch.cat(parts) for parts in list(zip(*filters))[1:])


class Musicnn:
    """Patches `[n, 187, 96]` to penultimate features `[n, 200]` and tag probabilities `[n, 50]`.

    A convolution with one input channel is a matrix product over views of the input. Only extremes over the frequency axis
    are kept of it, so that ReLU and norm come after them: a norm with a negative factor turns the largest into the smallest.
    """

    def __init__(self, weights, dtype=torch.bfloat16):
        self.w, self.dtype = weights, dtype
        timbral, temporal = [self.filter(i) for i in (0, 1)], [self.filter(i) for i in (2, 3, 4)]
        self.filters = [*timbral, aligned(temporal)]

    def norm(self, i):
        name = f"batch_normalization_{i}" if i else "batch_normalization"
        gamma, beta, mean, variance = (self.w[f"{name}/{part}"] for part in ("gamma", "beta", "moving_mean", "moving_variance"))
        factor = gamma / torch.sqrt(variance + 1e-3)
        return factor, beta - mean * factor

    def conv(self, i):
        name = f"conv2d_{i}" if i else "conv2d"
        return self.w[f"{name}/kernel"], self.w[f"{name}/bias"]

    def filter(self, i):
        kernel, bias = self.conv(i)
        factor, shift = self.norm(i + 1)
        sign = torch.where(factor < 0, -1.0, 1.0)
        return (kernel[:, :, 0] * sign).to(self.dtype), bias, factor, shift, sign

    def highest(self, x, filters):
        """ReLU, norm and maximum over frequency of a front-end convolution: `[n, time, filters]`."""
        kernel, bias, factor, shift, sign = filters
        time, height = kernel.shape[:2]
        matrix = kernel.reshape(time * height, -1)
        before = (time - 1) // 2
        padded = F.pad(x, (0, 0, before, time - 1 - before))
        views = padded.unfold(1, time, 1).unfold(2, height, 1)  # [n, T, positions, time, height]
        rows = []
        for n in range(len(x)):
            product = views[n].reshape(-1, time * height) @ matrix
            rows.append(product.view(x.shape[1], -1, matrix.shape[1]).amax(1))
        extreme = sign * torch.stack(rows).float() + bias
        return F.relu(extreme) * factor + shift

    def dense(self, x, i):
        """Convolution over time `[n, T, inputs]` to `[n, T, 64]` with ReLU and norm."""
        kernel, bias = self.conv(i)
        weight = kernel[:, :, 0].permute(2, 1, 0)
        factor, shift = self.norm(i + 1)
        y = F.conv1d(x.transpose(1, 2).to(self.dtype), weight.to(self.dtype), padding=3).float().transpose(1, 2)
        return F.relu(y + bias) * factor + shift

    @torch.no_grad()
    def __call__(self, mel):
        factor, shift = self.norm(0)
        x = (mel * factor + shift).to(self.dtype)
        front = torch.cat([self.highest(x, filters) for filters in self.filters], 2)
        first = self.dense(front, 5)
        second = self.dense(first, 6) + first
        third = self.dense(second, 7) + second
        every = torch.cat([front, first, second, third], 2)
        pooled = torch.stack([every.amax(1), every.mean(1)], 2).flatten(1)
        factor, shift = self.norm(9)
        hidden = F.relu((pooled * factor + shift) @ self.w["dense/kernel"] + self.w["dense/bias"])
        factor, shift = self.norm(10)
        hidden = hidden * factor + shift
        return hidden, torch.sigmoid(hidden @ self.w["dense_1/kernel"] + self.w["dense_1/bias"])


def networks(package, kept, python):
    """Both networks; their weights are read from the package the first time."""
    if not kept.exists():
        subprocess.run([python, "-c", READ, str(package), str(kept), *NETWORKS], check=True)
    tensors = load_file(kept)
    return [Musicnn({key.split("/", 1)[1]: value for key, value in tensors.items() if key.startswith(name)}) for name in NETWORKS]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", required=True, type=Path)
    parser.add_argument("--tensorflow", default="python3", help="a Python that has TensorFlow")
    parser.add_argument("--features", default=Path("models/train/cache"), type=Path)
    parser.add_argument("--threads", default=1, type=int)
    parser.add_argument("--batch", default=16, type=int)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    teachers = networks(options.package, options.features / "teacher.safetensors", options.tensorflow)
    sound = np.memmap(options.features / "mixes.i16", "<i2", "r").reshape(-1, 2 * WINDOW)
    path = options.features / "mixes.teacher.f16"
    row = 2 * (200 + 50) * len(teachers)
    front = FrontEnd()
    # Goes on where it stopped.
    done = path.stat().st_size // (2 * row) // options.batch * options.batch if path.exists() else 0
    with open(path, "r+b" if path.exists() else "wb") as out:
        out.truncate(done * 2 * row)
        out.seek(0, 2)
        for start in range(done, len(sound), options.batch):
            samples = torch.tensor(sound[start : start + options.batch].astype(np.float32) / 32768)
            mel = front(samples)[:, : 2 * FRAMES].reshape(-1, FRAMES, BANDS)
            said = [torch.cat(teacher(mel), 1) for teacher in teachers]
            # [piece, window, network, 250]
            out.write(torch.stack(said, 1).reshape(len(samples), -1).numpy().astype("<f2").tobytes())
            if start // options.batch % 50 == 0:
                out.flush()
                print(f"{start + len(samples)} of {len(sound)}", flush=True)


if __name__ == "__main__":
    main()
