"""Writes `ear.safetensors`, its manifest `ear.json`, and the golden tensors that pin the Rust network to this one.

    python models/train/torch/export.py --data DIR
"""

import argparse
import hashlib
import json
import re
from pathlib import Path

import data as source
import fit
import genres
import impressions
import mood
import numpy as np
import timbre
import torch
import voice
from distil import Pieces
from mixes import Mixes
from network import HEIGHT
from safetensors.torch import save_file
from targets import Targets

GOLDEN_FRAMES = 203
# Genres with fewer labelled clips than this were not learned well enough to be said.
RARE = 25
# The teachers' tags that are no help to a person: opinions, decades, doubles, and absences.
UNHELPFUL = set(
    "beautiful catchy sexy weird 00s 90s 80s 70s 60s oldies singing vocals vocal woman man voice solo indian classic loud fast slow beat "
    "beats male female alternative indie chill hip-hop rnb choir".split()
) | {
    "female vocalist", "female vocalists", "male vocalists", "no vocals", "male vocal", "no vocal", "male voice", "female vocal",
    "no voice", "female voice",
}  # fmt: skip


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--features", default=Path("models/train/cache"), type=Path)
    parser.add_argument("--checkpoint", default=Path("models/train/cache/ear.pt"), type=Path)
    parser.add_argument("--out", default=Path("models"), type=Path)
    parser.add_argument("--golden", default=Path("src-tauri/crates/analysis/tests/golden.safetensors"), type=Path)
    parser.add_argument("--version", default="ear-4")
    parser.add_argument("--timbre-dim", default=64, type=int)
    parser.add_argument("--timbre-weight", default=0.75, type=float)
    parser.add_argument("--timbre-shrinkage", default=0.001, type=float)
    return parser.parse_args()


def tag_rows(names, genres):
    """Tags a person is shown, each with the rows of the tag head (both networks that know the tag) whose mean it is."""
    rows = {tag: (i, 50 + i) for i, tag in enumerate(names["msd"])}
    for i, tag in enumerate(names["mtt"]):
        rows.setdefault(tag, (100 + i, 150 + i))
    taken = UNHELPFUL | {genre.lower() for genre in genres}
    return {tag: at for tag, at in rows.items() if tag not in taken}


def common_genres(data):
    return np.flatnonzero(data.genres[~data.validation].sum(0) >= RARE)


def tensors(state, data, options):
    inner = ("features.", "teacher_tags.", "clusters.", "moods.")
    out = {name: value for name, value in state.items() if not name.startswith(inner) and not name.endswith("num_batches_tracked")}
    common = common_genres(data)
    tags = tag_rows(data.tag_names, [data.genre_names[i] for i in common])
    for part in ("weight", "bias"):
        out[f"genres.{part}"] = state[f"genres.{part}"][common]
        rows = state[f"teacher_tags.{part}"]
        out[f"tags.{part}"] = torch.stack([rows[list(at)].mean(0) for at in tags.values()])
    mels = [data.mels[i] for i in data.trainable() if len(data.mels[i]) >= 200]
    mean, deviation, projection = timbre.fit(mels, options.timbre_dim, options.timbre_shrinkage)
    out["timbre.mean"], out["timbre.deviation"] = torch.tensor(mean), torch.tensor(deviation)
    out["timbre.projection"] = torch.tensor(projection.T.copy())
    # Matrices of the network lose nothing that matters as half precision; statistics keep theirs.
    return {
        name: (value.half() if value.ndim > 1 and not name.startswith("timbre") else value.float()).contiguous() for name, value in out.items()
    }, list(tags)


def manifest(weights, out, tags, data, options, kept):
    return dict(
        version=options.version,
        architecture="residual-1d",
        licence="MIT OR Apache-2.0",
        sha256=hashlib.sha256(weights).hexdigest(),
        bytes=len(weights),
        mel=dict(sample_rate=16000, n_fft=1024, hop_length=512, n_mels=64, f_min=30.0, f_max=8000.0, band_scale=6.0, compression=10000.0),
        widths=kept.widths,
        vertical=[kept.vertical, HEIGHT],
        embedding=kept.embedding,
        timbre=dict(dim=options.timbre_dim, weight=options.timbre_weight),
        genres=[data.genre_names[i] for i in common_genres(data)],
        tags=tags,
        impressions=[*impressions.NAMES, "voice"],
        tensors={name: list(value.shape) for name, value in sorted(out.items())},
    )


@torch.no_grad()
def golden(net, data, out):
    """Frames of an unlabelled clip, and what this network makes of them, with the tensors `out` as they are shipped."""
    # As they are stored.
    net.load_state_dict({name: value.half().float() if value.ndim > 1 else value for name, value in net.state_dict().items()})
    net.eval()
    clip = next(i for i, file in enumerate(data.files) if "/cc/" in file)
    frames = torch.tensor(data.mels[clip][:GOLDEN_FRAMES].copy())
    rows = net.trunk(frames.t()[None])
    pooled = net.pooled(rows)
    statistics = timbre.statistics(data.mels[clip][: GOLDEN_FRAMES // 8 * 8])
    standard = (statistics - out["timbre.mean"].double().numpy()) / out["timbre.deviation"].double().numpy()
    return dict(
        frames=frames,
        rows=rows[0].t().contiguous(),
        embedding=net.embedding(pooled)[0],
        genres=net.genres(pooled)[0][common_genres(data)],
        quadrants=net.quadrants(pooled)[0],
        impressions=net.impressions(pooled)[0],
        tags=pooled[0] @ out["tags.weight"].float().T + out["tags.bias"],
        statistics=torch.tensor(statistics, dtype=torch.float32),
        timbre=torch.tensor(out["timbre.projection"].double().numpy() @ standard, dtype=torch.float32),
    )


def main():
    options = arguments()
    # A second thread waits for the first wherever anything else runs beside them.
    torch.set_num_threads(1)
    data = source.load(options.data, options.features)
    checkpoint = torch.load(options.checkpoint)
    kept = argparse.Namespace(**checkpoint["options"])
    net = fit.build(data, kept)
    net.load_state_dict(checkpoint["state"])
    mixes, goals = Mixes(options.features), Targets(data, data.trainable(), kept.clip_share)
    mixes.refresh()
    pieces = Pieces(net, goals, mixes)
    net.quadrants.weight.data, net.quadrants.bias.data = pieces.distil(*mood.fit(data, goals))
    common = common_genres(data)
    for part, tempered in zip((net.genres.weight, net.genres.bias), pieces.distil(*genres.fit(data, goals, common))):
        part.data[common] = 0.5 * (part.data[common] + tempered)
    parts = zip(pieces.distil(*impressions.fit(options.data, data, goals)), voice.fit(net, options.data, data))
    net.impressions = torch.nn.Linear(net.quadrants.in_features, len(impressions.NAMES) + 1)
    net.impressions.weight.data, net.impressions.bias.data = (torch.cat(part) for part in parts)
    out, tags = tensors(net.state_dict(), data, options)
    path = options.out / "ear.safetensors"
    save_file(out, path)
    path.chmod(0o644)
    text = json.dumps(manifest(path.read_bytes(), out, tags, data, options, kept), indent=2)
    text = re.sub(r"\[\s+([^\[\]]*?)\s+\]", lambda match: "[" + re.sub(r"\s*\n\s*", " ", match[1]) + "]", text)
    (options.out / "ear.json").write_text(text + "\n")
    options.golden.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: value.contiguous() for name, value in golden(net, data, out).items()}, options.golden)
    options.golden.chmod(0o644)
    print(f"{path}: {path.stat().st_size} bytes, {len(out)} tensors; {np.sum([v.numel() for v in out.values()])} values")


if __name__ == "__main__":
    main()
