"""Clips, labels, features and teachers as arrays.

Features are the log-mel frames that `train features` wrote, so that the front end exists once, in Rust.
"""

import csv
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import names
import numpy as np

N_MELS = 64
FRAMES_PER_SECOND = 31.25
# The teachers give one row per consecutive 2.992 s.
TEACHER_FRAMES = 93.5
TAG_TEACHERS = ("msd_musicnn_tags", "msd_vgg_tags", "mtt_musicnn_tags", "mtt_vgg_tags")
FEATURE_TEACHERS = ("msd_musicnn", "mtt_musicnn")
# Mood words of fewer clips than this are left out.
RARE = 25


def unit(x):
    """Rows scaled to length 1."""
    return x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-9)


@dataclass
class Data:
    """Everything, one entry a clip in the order of the teachers' file."""

    files: list
    mels: list  # [frames, 64] each
    validation: np.ndarray
    unseen: np.ndarray  # validation rows whose artists no other row has: those that are measured
    artists: np.ndarray  # keys, see `names.artist`; of an unknown one the file
    genres: np.ndarray  # [clip, genre] 0/1; all zero: not labelled
    genre_names: list
    quadrants: np.ndarray  # 0-3, -1: not labelled
    clusters: np.ndarray  # 0-4, -1: not labelled
    moods: np.ndarray  # [clip, word] 0/1; all zero: not labelled
    features: np.ndarray  # [clip, 10, 400], NaN where the clip ends
    tags: np.ndarray  # [clip, 10, 200]
    windows: np.ndarray  # rows that are not NaN
    tag_names: dict
    licences: Counter

    def trainable(self):
        """Clips that may be trained on: the train rows and the unlabelled ones that have a teacher row."""
        return [i for i in range(len(self.files)) if not self.validation[i] and self.windows[i] and len(self.mels[i]) >= 94]


def split_words(text):
    return [word.strip() for word in text.split(";") if word.strip()]


def load(data, features):
    """Reads `data` (the folder with tables, audio and teachers) and `features` (what `train features` wrote)."""
    data, features = Path(data), Path(features)
    frames = np.fromfile(features / "frames.f32", "<f4").reshape(-1, N_MELS)
    where = {entry["file"]: entry for entry in json.loads((features / "index.json").read_text())}
    teacher = np.load(data / "teacher" / "teacher.npz")
    files = [str(clip) for clip in teacher["clip"]]
    with open(data / "tables" / "clips.csv", newline="") as table:
        rows = {row["file"]: row for row in csv.DictReader(table)}
    with open(data / "tables" / "cc.csv", newline="") as table:
        licences = Counter(row["license"] for row in csv.DictReader(table))
    blank = dict(split="train", artist="", genres="", quadrant="", cluster="", moods="")
    rows = [rows.get(file, blank) for file in files]
    validation = np.array([row["split"] == "valid" for row in rows])
    artists = np.array([names.artist(row["artist"]) or file for file, row in zip(files, rows)])
    genre_names = sorted({genre for row in rows for genre in split_words(row["genres"])})
    counts = Counter(word for row in rows for word in split_words(row["moods"]))
    mood_names = sorted(word for word, count in counts.items() if count >= RARE)

    def marks(column, wanted):
        return np.array([[float(name in split_words(row[column])) for name in wanted] for row in rows], np.float32)

    teacher_features = np.concatenate([teacher[key].astype(np.float32) for key in FEATURE_TEACHERS], 2)
    return Data(
        files=files,
        mels=[frames[where[file]["first"] :][: where[file]["frames"]] for file in files],
        validation=validation,
        unseen=validation & ~np.isin(artists, artists[~validation]),
        artists=artists,
        genres=marks("genres", genre_names),
        genre_names=genre_names,
        quadrants=np.array([int(row["quadrant"][1]) - 1 if row["quadrant"] else -1 for row in rows]),
        clusters=np.array([int(row["cluster"]) - 1 if row["cluster"] else -1 for row in rows]),
        moods=marks("moods", mood_names),
        features=teacher_features,
        tags=np.concatenate([teacher[key].astype(np.float32) for key in TAG_TEACHERS], 2),
        windows=(~np.isnan(teacher_features[:, :, 0])).sum(1),
        tag_names=json.loads((data / "teacher" / "tags.json").read_text()),
        licences=licences,
    )
