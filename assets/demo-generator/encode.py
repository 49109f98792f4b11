"""Samples to files: one function per format, all deterministic for the same encoder version."""

import subprocess
import wave

import numpy as np
from scipy.signal import resample_poly

from tone import SR

QUIET = ["-hide_banner", "-loglevel", "error", "-y", "-fflags", "+bitexact", "-flags:a", "+bitexact"]


def pcm16(x, rng):
    """16-bit samples with triangular dither, interleaved."""
    noise = rng.random(x.shape) - rng.random(x.shape)
    return np.clip(np.round(x * 32767 + noise), -32768, 32767).astype("<i2").T.copy()


def write_wav(path, x, rate=SR, seed=0):
    data = pcm16(np.atleast_2d(x), np.random.default_rng(seed))
    with wave.open(str(path), "wb") as f:
        f.setnchannels(data.shape[1])
        f.setsampwidth(2)
        f.setframerate(rate)
        f.writeframes(data.tobytes())


def small_wav(path, x):
    """Mono at 22.05 kHz: what an old sound card would have kept."""
    write_wav(path, resample_poly(x.mean(axis=0), 1, 2) * 0.95, 22050)


def encode(wav, out, codec, serial):
    source, target = str(wav), str(out)
    commands = {
        "flac": ["flac", "-s", "-f", "-8", "--no-seektable", "-o", target, source],
        # lame writes its tag by default; it carries the encoder delay that gapless playback needs.
        "mp3": ["lame", "--quiet", "-V4", "--noreplaygain", source, target],
        "ogg": ["oggenc", "-Q", "-q", "3", "-s", str(serial), "-o", target, source],
        "opus": ["opusenc", "--quiet", "--bitrate", "72", "--serial", str(serial), source, target],
        "m4a": ["ffmpeg", *QUIET, "-i", source, "-c:a", "aac", "-b:a", "96k", "-movflags", "+faststart", target],
        "alac": ["ffmpeg", *QUIET, "-i", source, "-c:a", "alac", "-movflags", "+faststart", target],
    }
    subprocess.run(commands[codec], check=True)
