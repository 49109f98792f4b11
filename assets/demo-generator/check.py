"""Decode every file of a demo library and print what a listener would meet: `python check.py DIR`."""

import subprocess
import sys
from pathlib import Path

import mutagen
import numpy as np

from loudness import lufs
from tone import SR


def decoded(path):
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-f", "f32le", "-ac", "2", "-ar", str(SR), "-"], capture_output=True, check=True)
    if raw.stderr:
        raise ValueError(f"{path}: {raw.stderr.decode()}")
    return np.frombuffer(raw.stdout, "<f4").reshape(-1, 2).T.astype(float)


def longest_silence(x, floor_db=-50.0):
    hop = SR // 20
    power = (x[:, :x.shape[1] // hop * hop].reshape(2, -1, hop) ** 2).mean(axis=(0, 2))
    quiet = "".join("1" if p < 10 ** (floor_db / 10) else "0" for p in power)
    return max(map(len, quiet.split("0"))) / 20


def main():
    bad, seconds = [], 0.0
    files = sorted(f for f in Path(sys.argv[1]).rglob("*") if f.suffix in {".flac", ".mp3", ".ogg", ".opus", ".m4a", ".wav"})
    for path in files:
        x = decoded(path)
        length, loud, top, hush = x.shape[1] / SR, lufs(x), float(np.abs(x).max()), longest_silence(x)
        seconds += length
        tags = mutagen.File(path, easy=path.suffix in {".mp3", ".m4a"})
        fault = [name for name, hit in (
            ("length", not 33 <= length <= 62), ("loudness", not -21 <= loud <= -9), ("peak", top > 0.999),
            ("silence", hush > 2.5), ("not finite", not np.isfinite(x).all()), ("no tags", not tags.tags)) if hit]
        bad += [path] if fault else []
        print(f"{length:5.1f} s {loud:6.1f} LUFS  peak {top:4.2f}  silence {hush:3.1f} s  {path.stat().st_size // 1024:5d} KiB  "
              f"{path.relative_to(sys.argv[1])} {' '.join(fault)}")
    print(f"{len(files)} files, {seconds / 60:.1f} minutes, {len(bad)} with faults")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
