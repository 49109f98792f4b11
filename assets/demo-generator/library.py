"""Lay out the demo library on disk: <Artist>/<Album>/<NN> <Title>.<ext>, covers beside or inside the files."""

import shutil
import tempfile
from pathlib import Path

import covers
import tags
from catalogue import ALBUMS
from encode import encode, small_wav, write_wav
from tone import SR


def write(out, rendered):
    """`rendered(style, variation)` gives the signal. Everything under out/demo is written anew."""
    root = out / "demo"
    shutil.rmtree(root, ignore_errors=True)
    for number, album in enumerate(ALBUMS):
        folder = root / _safe(album["artist"]) / _safe(album["title"])
        folder.mkdir(parents=True)
        cover = covers.draw(album) if album["cover"] else None
        if album["cover"] == "folder":
            (folder / "cover.jpg").write_bytes(cover)
        for i, track in enumerate(album["tracks"], 1):
            path = folder / f"{i:02d} {_safe(track['title'])}.{track['ext']}"
            signal = rendered(track["style"], track["variation"])
            if "part" in track:
                start, end = track["part"]
                signal = signal[:, int(start * SR):None if end is None else int(end * SR)]
            _file(signal, path, track.get("codec", track["ext"]), serial=1000 + number * 20 + i, small=track.get("small", False))
            tags.write(path, _tags(album, track, i), cover if album["cover"] == "embedded" else None)
    (root / "LICENSE.txt").write_text((Path(__file__).parent / "LICENSE-demo.txt").read_text())
    size = sum(f.stat().st_size for f in root.rglob("*") if f.is_file())
    print(f"{sum(len(a['tracks']) for a in ALBUMS)} tracks, {len(ALBUMS)} albums, {size / 2**20:.1f} MiB")


def _file(signal, path, codec, serial, small):
    with tempfile.TemporaryDirectory() as folder:
        wav = path if codec == "wav" else Path(folder) / "x.wav"
        (small_wav if small else write_wav)(wav, signal)
        if codec != "wav":
            encode(wav, path, codec, serial)


def _tags(album, track, number):
    return dict(
        title=track["title"], artists=track.get("artists", [album["artist"]]), album=album["title"], album_artist=album["artist"],
        number=number, total=len(album["tracks"]), year=album["year"], genres=track.get("genres", album["genres"]),
        composer=track.get("composer", album.get("composer", album["artist"])), compilation=album.get("compilation", False),
    )


def _safe(name):
    return "".join("_" if c in '/\\:*?"<>|' else c for c in name).rstrip(". ")
