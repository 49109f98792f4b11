"""Tags and embedded covers for every container of the demo library."""

import base64

from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC, ID3, TALB, TCMP, TCOM, TCON, TDRC, TIT2, TPE1, TPE2, TRCK
from mutagen.mp4 import MP4, MP4Cover
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE


def write(path, tags, cover=None):
    """`tags`: title, artists, album, album_artist, number, total, year, genres, composer, compilation. `cover`: JPEG bytes."""
    {".flac": _flac, ".ogg": _ogg, ".opus": _ogg, ".mp3": _id3, ".wav": _wav, ".m4a": _mp4}[path.suffix](path, tags, cover)


def _comments(tags):
    out = {
        "title": [tags["title"]], "artist": tags["artists"], "album": [tags["album"]], "albumartist": [tags["album_artist"]],
        "tracknumber": [str(tags["number"])], "tracktotal": [str(tags["total"])], "date": [str(tags["year"])],
        "genre": tags["genres"], "composer": [tags["composer"]],
    }
    if tags["compilation"]:
        out["compilation"] = ["1"]
    return out


def _picture(cover):
    picture = Picture()
    picture.type, picture.mime, picture.data = 3, "image/jpeg", cover
    picture.width = picture.height = 600
    picture.depth = 24
    return picture


def _flac(path, tags, cover):
    file = FLAC(path)
    file.update(_comments(tags))
    if cover:
        file.add_picture(_picture(cover))
    file.save(padding=lambda info: 512)


def _ogg(path, tags, cover):
    file = (OggOpus if path.suffix == ".opus" else OggVorbis)(path)
    file.update(_comments(tags))
    if cover:
        file["metadata_block_picture"] = [base64.b64encode(_picture(cover).write()).decode()]
    file.save(padding=lambda info: 256)


def _frames(tags):
    frames = [
        TIT2(3, [tags["title"]]), TPE1(3, tags["artists"]), TALB(3, [tags["album"]]), TPE2(3, [tags["album_artist"]]),
        TRCK(3, [f"{tags['number']}/{tags['total']}"]), TDRC(3, [str(tags["year"])]), TCON(3, tags["genres"]), TCOM(3, [tags["composer"]]),
    ]
    return frames + ([TCMP(3, ["1"])] if tags["compilation"] else [])


def _id3(path, tags, cover):
    file = ID3()
    for frame in _frames(tags):
        file.add(frame)
    if cover:
        file.add(APIC(3, "image/jpeg", 3, "", cover))
    file.save(path, v2_version=4, padding=lambda info: 256)


def _wav(path, tags, cover):
    file = WAVE(path)
    file.add_tags()
    for frame in _frames(tags):
        file.tags.add(frame)
    file.save(padding=lambda info: 64)


def _mp4(path, tags, cover):
    file = MP4(path)
    file.delete()
    file = MP4(path)
    file.update({
        "\xa9nam": [tags["title"]], "\xa9ART": tags["artists"], "\xa9alb": [tags["album"]], "aART": [tags["album_artist"]],
        "trkn": [(tags["number"], tags["total"])], "\xa9day": [str(tags["year"])], "\xa9gen": tags["genres"], "\xa9wrt": [tags["composer"]],
    })
    if tags["compilation"]:
        file["cpil"] = True
    if cover:
        file["covr"] = [MP4Cover(cover, MP4Cover.FORMAT_JPEG)]
    file.save(padding=lambda info: 256)
