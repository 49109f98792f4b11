"""Render, encode, tag and lay out the demo library: `python make.py OUT [--only STYLE]`."""

import argparse
import importlib
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))


def rendered(style, index, cache):
    """The signal of one variation, kept as .npy so that encoding again costs nothing."""
    file = cache / f"{style}-{index}.npy"
    if file.exists():
        return np.load(file).astype(np.float64)
    start = time.time()
    module = importlib.import_module(f"styles.{style}")
    x = module.compose(**module.VARIATIONS[index])
    if not np.isfinite(x).all():
        raise ValueError(f"{style} {index}: not finite")
    np.save(file, x.astype(np.float32))
    print(f"{style:10s} {index} {x.shape[1] / 44100:5.1f} s of music in {time.time() - start:4.1f} s", flush=True)
    return x


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("out", type=Path)
    args.add_argument("--only", help="render only this style, do not encode")
    args = args.parse_args()
    cache = args.out / ".rendered"
    cache.mkdir(parents=True, exist_ok=True)
    if args.only:
        module = importlib.import_module(f"styles.{args.only}")
        for index in range(len(module.VARIATIONS)):
            rendered(args.only, index, cache)
        return
    from library import write
    write(args.out, lambda style, index: rendered(style, index, cache))


if __name__ == "__main__":
    main()
