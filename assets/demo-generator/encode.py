"""Samples to files: one function per format, all deterministic for the same encoder version."""

import subprocess
import wave

import numpy as np
from scipy.signal import resample_poly

from tone import SR

QUIET = ["-hide_banner", "-loglevel", "error", "-y", "-fflags", "+bitexact", "-flags:a", "+bitexact"]


def write_wav(path, x, rate=SR):
    """16 bits. No dither: it would make the lossless files a tenth larger and nothing here fades into the noise floor."""
    data = np.clip(np.round(np.atleast_2d(x) * 32767), -32768, 32767).astype("<i2").T.copy()
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
        "flac": ["flac", "-s", "-f", "-8", "-e", "-p", "--no-seektable", "-o", target, source],
        # Bit rates are low because the whole library has to stay under 20 MiB; Opus spends about a fifth more than asked here.
        # AAC overshoots the loudest peaks, hence one decibel less.
        # lame writes its tag by default; it carries the encoder delay that gapless playback needs.
        "mp3": ["lame", "--quiet", "-V5", "--noreplaygain", source, target],
        "ogg": ["oggenc", "-Q", "-q", "2.6", "-s", str(serial), "-o", target, source],
        "opus": ["opusenc", "--quiet", "--bitrate", "56", "--serial", str(serial), source, target],
        "m4a": ["ffmpeg", *QUIET, "-i", source, "-af", "volume=-1dB", "-c:a", "aac", "-b:a", "96k", "-movflags", "+faststart", target],
        "alac": ["ffmpeg", *QUIET, "-i", source, "-c:a", "alac", "-movflags", "+faststart", target],
    }
    subprocess.run(commands[codec], check=True)
