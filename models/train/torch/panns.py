"""CNN10 of the PANNs (Kong et al. 2020) written plainly, and the golden tensors that pin `analysis::cnn10` to it.

    python models/train/torch/panns.py [--checkpoint cnn10.pth]

Its weights are made up, from the names of the tensors alone, so that both sides can make them: only what comes out is kept.
`--checkpoint` also writes them as PyTorch does, to try a file by hand (`--legacy`: as before PyTorch 1.6).
"""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import save_file
from torch import nn

RATE, N_FFT, HOP, BANDS, LOW, HIGH = 32_000, 1024, 320, 64, 50.0, 14_000.0
GAMMA = 0x9E3779B97F4A7C15


class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.bn2 = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return F.avg_pool2d(F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))), 2)


class Cnn10(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn0 = nn.BatchNorm2d(BANDS)
        self.conv_block1 = Block(1, 64)
        self.conv_block2 = Block(64, 128)
        self.conv_block3 = Block(128, 256)
        self.conv_block4 = Block(256, 512)
        self.fc1 = nn.Linear(512, 512)
        self.fc_audioset = nn.Linear(512, 527)

    def forward(self, frames):
        """Log-mel frames `[time, 64]` to the embedding and the logits of the classes."""
        x = self.bn0(frames[None, None].transpose(1, 3)).transpose(1, 3)
        for block in (self.conv_block1, self.conv_block2, self.conv_block3, self.conv_block4):
            x = block(x)
        x = x.mean(3)
        embedding = F.relu(self.fc1(x.max(2).values + x.mean(2)))
        return embedding[0], self.fc_audioset(embedding)[0]


def splitmix(seed, count):
    """Uniform in [0, 1), as `domain::SplitMix64`."""
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(GAMMA)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) / 2.0**53


def fnv(name):
    """FNV-1a of 64 bits: the seed of a tensor."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x100000001B3) % 2**64
    return seed


def span(name, shape):
    """Between what its values lie: activations neither vanish nor explode."""
    if len(shape) > 1:
        edge = (6.0 / np.prod(shape[1:])) ** 0.5
        return -edge, edge
    if name == "bn0.running_mean":
        return -40.0, -20.0
    if name == "bn0.running_var":
        return 200.0, 400.0
    if name.endswith("running_var") or ("bn" in name and name.endswith("weight")):
        return 0.8, 1.2
    return -0.1, 0.1


def made_up(name, shape):
    low, high = span(name, shape)
    return (low + (high - low) * splitmix(fnv(name), int(np.prod(shape)))).astype(np.float32).reshape(shape)


def network():
    net = Cnn10().eval()
    state = {name: tensor for name, tensor in net.state_dict().items() if not name.endswith("num_batches_tracked")}
    net.load_state_dict({name: torch.from_numpy(made_up(name, tuple(tensor.shape))) for name, tensor in state.items()}, strict=False)
    return net


def waveform(samples):
    """A falling tone with an overtone, in noise."""
    t = np.arange(samples) / RATE
    tone = np.sin(2 * np.pi * (500.0 - 60.0 * t) * t) + 0.3 * np.sin(2 * np.pi * 3100.0 * t)
    return (0.3 * tone + 0.1 * (2.0 * splitmix(7, samples) - 1.0)).astype(np.float32)


def mel_filters():
    """librosa.filters.mel(sr=32000, n_fft=1024, n_mels=64, fmin=50, fmax=14000, htk=False, norm='slaney')."""
    step = np.log(6.4) / 27.0

    def mel(hz):
        return hz * 3.0 / 200.0 if hz < 1000.0 else 15.0 + np.log(hz / 1000.0) / step

    mels = np.linspace(mel(LOW), mel(HIGH), BANDS + 2)
    edges = np.where(mels < 15.0, mels * 200.0 / 3.0, 1000.0 * np.exp(step * (mels - 15.0)))
    ramps = edges[:, None] - np.linspace(0.0, RATE / 2.0, N_FFT // 2 + 1)[None]
    widths = np.diff(edges)
    rise, fall = -ramps[:-2] / widths[:-1, None], ramps[2:] / widths[1:, None]
    return np.maximum(0.0, np.minimum(rise, fall)) * (2.0 / (edges[2:] - edges[:-2]))[:, None]


def log_mel(samples):
    padded = np.pad(samples.astype(np.float64), N_FFT // 2, mode="reflect")
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(N_FFT) / N_FFT)
    starts = range(0, len(padded) - N_FFT + 1, HOP)
    power = np.abs(np.fft.rfft(np.stack([padded[s : s + N_FFT] * window for s in starts]))) ** 2
    return (10.0 * np.log10(np.maximum(power @ mel_filters().T, 1e-10))).astype(np.float32)


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--golden", default=Path("src-tauri/crates/analysis/tests/cnn10.safetensors"), type=Path)
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--legacy", action="store_true")
    options = parser.parse_args()
    net = network()
    # An odd number of frames at every block.
    frames = (-80.0 + 90.0 * splitmix(11, 127 * BANDS)).astype(np.float32).reshape(-1, BANDS)
    mel = log_mel(waveform(RATE * 2))
    golden = {"mel": mel}
    for name, of in (("frames", frames), ("waveform", mel)):
        embedding, logits = net(torch.from_numpy(of))
        print(f"{name}: {len(of)} frames, embedding {embedding.mean():.3f} ± {embedding.std():.3f}, logits ± {logits.std():.3f}")
        golden[f"{name}.embedding"], golden[f"{name}.logits"] = embedding.numpy(), logits.numpy()
    save_file(golden, options.golden)
    if options.checkpoint:
        state = net.state_dict()
        state["spectrogram_extractor.stft.conv_real.weight"] = torch.zeros(N_FFT // 2 + 1, 1, N_FFT)
        state["spectrogram_extractor.stft.conv_imag.weight"] = torch.zeros(N_FFT // 2 + 1, 1, N_FFT)
        state["logmel_extractor.melW"] = torch.from_numpy(mel_filters().T.astype(np.float32))
        checkpoint = {"iteration": 1, "model": state}
        torch.save(checkpoint, options.checkpoint, _use_new_zipfile_serialization=not options.legacy)


if __name__ == "__main__":
    main()
