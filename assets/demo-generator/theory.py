"""Harmony: chord symbols, scales, voice leading."""

import re

PITCH = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}

QUALITY = {
    "": (0, 4, 7), "m": (0, 3, 7), "5": (0, 7), "sus2": (0, 2, 7), "sus4": (0, 5, 7), "dim": (0, 3, 6),
    "6": (0, 4, 7, 9), "m6": (0, 3, 7, 9), "7": (0, 4, 7, 10), "maj7": (0, 4, 7, 11), "m7": (0, 3, 7, 10),
    "m7b5": (0, 3, 6, 10), "dim7": (0, 3, 6, 9), "7sus4": (0, 5, 7, 10), "add9": (0, 4, 7, 14),
    "madd9": (0, 3, 7, 14), "9": (0, 4, 7, 10, 14), "maj9": (0, 4, 7, 11, 14), "m9": (0, 3, 7, 10, 14),
    "m11": (0, 3, 7, 10, 17), "13": (0, 4, 10, 14, 21), "7b9": (0, 4, 7, 10, 13), "aug": (0, 4, 8),
    "6/9": (0, 4, 7, 9, 14), "9sus4": (0, 5, 7, 10, 14), "maj7#11": (0, 4, 7, 11, 18),
}

MODES = {
    "major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10), "dorian": (0, 2, 3, 5, 7, 9, 10),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10), "lydian": (0, 2, 4, 6, 7, 9, 11), "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "pentatonic": (0, 2, 4, 7, 9), "minor pentatonic": (0, 3, 5, 7, 10), "harmonic minor": (0, 2, 3, 5, 7, 8, 11),
}


class Chord:
    """A chord symbol such as `Am9`, `F#m7b5` or `C/E`, transposed by some semitones."""

    def __init__(self, symbol, shift=0):
        m = re.fullmatch(r"([A-G])([#b]?)(6/9|[^/]*)(?:/([A-G])([#b]?))?", symbol)
        if not m or m[3] not in QUALITY:
            raise ValueError(f"unknown chord {symbol!r}")
        self.root = (_pitch(m[1], m[2]) + shift) % 12
        self.bass = (_pitch(m[4], m[5]) + shift) % 12 if m[4] else self.root
        self.intervals = QUALITY[m[3]]
        self.classes = [(self.root + i) % 12 for i in self.intervals]
        self.third = self.classes[1]
        self.fifth = (self.root + (7 if 7 in self.intervals else self.intervals[2 if len(self.intervals) > 2 else 1])) % 12
        self.minor = 3 in self.intervals


def _pitch(letter, accidental):
    return PITCH[letter] + {"": 0, "#": 1, "b": -1}[accidental]


def progression(text, shift=0):
    return [Chord(s, shift) for s in text.split()]


def near(pitch_class, centre):
    """The note of that pitch class closest to `centre` (a MIDI number)."""
    return centre + (pitch_class - centre + 6) % 12 - 6


def voicings(chords, centre=62, drop_root=False, size=None):
    """One voicing per chord, each moving as little as possible from the one before."""
    out, last = [], None
    for chord in chords:
        classes = list(chord.classes)
        if drop_root and len(classes) > 3:
            classes = classes[1:]
        if size and len(classes) > size:
            classes = classes[:1] + classes[-(size - 1):] if not drop_root else classes[-size:]
        best = None
        for turn in range(len(classes)):
            for base in (-12, 0, 12):
                notes, at = [], near(classes[turn], centre) + base - 5
                for pc in classes[turn:] + classes[:turn]:
                    at += (pc - at) % 12
                    notes.append(at)
                    at += 1
                middle = abs(sum(notes) / len(notes) - centre) * 0.6
                move = 0 if last is None else sum(min(abs(a - b) for b in last) for a in notes)
                cluster = sum(3 for a, b in zip(notes, notes[1:]) if b - a == 1)
                cost = move + middle + cluster
                if best is None or cost < best[0]:
                    best = (cost, notes)
        last = best[1]
        out.append(last)
    return out


def ladder(tonic, mode, chord, lo, hi):
    """Scale notes between lo and hi, bent so that the chord's own tones belong to the scale."""
    classes = {(tonic + s) % 12 for s in MODES[mode]}
    for pc in chord.classes:
        if pc not in classes:
            classes -= {(pc + 1) % 12, (pc - 1) % 12} - set(chord.classes)
            classes.add(pc)
    return [m for m in range(lo, hi + 1) if m % 12 in classes]
