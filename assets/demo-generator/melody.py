"""Melody: a motif, its variations, and the chords that pull them straight."""

from theory import ladder

CELLS = {
    "sparse": [[2], [1.5, 0.5], [-1, 1], [1, 1], [2], [-0.5, 1.5]],
    "medium": [[1, 0.5, 0.5], [0.5, 0.5, 1], [1.5, 0.5], [0.5, 1, 0.5], [1, 1], [-0.5, 0.5, 1], [2]],
    "dense": [[0.5] * 4, [0.5, 0.5, 0.5, -0.5], [1, 0.5, 0.5], [0.25, 0.25, 0.5, 0.5, 0.5], [0.5, 0.25, 0.25, 1], [0.75, 0.75, 0.5]],
    "triplet": [[2 / 3, 1 / 3, 2 / 3, 1 / 3], [1, 2 / 3, 1 / 3], [2 / 3, 1 / 3, 1], [-1, 2 / 3, 1 / 3], [-2 / 3, 1 / 3, 2 / 3, 1 / 3]],
}


def motif(rng, beats, density):
    """A rhythm with a contour: [(onset, length, scale steps from the note before)]."""
    cells, notes, at = CELLS[density], [], 0.0
    while at < beats - 0.01:
        for length in cells[rng.integers(len(cells))]:
            if length > 0:
                leap = rng.random() < 0.18
                step = int(rng.choice([-3, 3, 4, -2] if leap else [-1, 1, 1, -1, 2, -2, 0]))
                notes.append((at, length, step))
            at += abs(length)
    return [n for n in notes if n[0] < beats]


def vary(rng, notes):
    """A variation: same rhythm, the last third of the contour turned round."""
    cut = len(notes) * 2 // 3
    return [(o, l, -s if i >= cut and rng.random() < 0.7 else s) for i, (o, l, s) in enumerate(notes)]


def _draft(rng, chords_per_beat, tonic, mode, lo, hi, density="medium", unit=8, form="ABAC", last_long=True):
    shapes = {}
    for letter in form:
        if letter not in shapes:
            shapes[letter] = vary(rng, shapes["A"]) if letter == "C" and "A" in shapes else motif(rng, unit, density)
    out, total, middle = [], len(chords_per_beat), (lo + hi) / 2
    starts = {letter: middle + rng.uniform(-3, 4) for letter in shapes}
    for k in range(0, (total + unit - 1) // unit):
        letter = form[k % len(form)]
        at = starts[letter]
        shape = shapes[letter]
        for i, (onset, length, step) in enumerate(shape):
            beat = k * unit + onset
            if beat >= total - 0.01:
                break
            chord = chords_per_beat[int(beat)]
            rungs = ladder(tonic, mode, chord, lo, hi)
            here = min(range(len(rungs)), key=lambda j: abs(rungs[j] - at))
            here += step if i else 0
            if not 0 <= here < len(rungs):
                here -= 2 * step
            here = min(max(here, 0), len(rungs) - 1)
            note = rungs[here]
            final = i == len(shape) - 1
            if length >= 1 or abs(beat % 2) < 0.01 or final:
                note = min((m for m in range(lo, hi + 1) if m % 12 in chord.classes), key=lambda m: (abs(m - note), m))
            at = note + (middle - note) * 0.06
            if final and last_long:
                length = max(length, min(2.0, unit - onset))
            accent = 0.08 if beat % 1 < 0.01 else 0.0
            out.append((beat, length, note, float(0.72 + accent + rng.uniform(-0.08, 0.1))))
    return out


def _taste(notes):
    """How far a draft is from a good tune: stuck on a note, leaping about, or squeezed into too few."""
    pitches = [n[2] for n in notes]
    moves = [abs(b - a) for a, b in zip(pitches, pitches[1:])]
    repeat, leap = sum(m == 0 for m in moves) / len(moves), sum(m > 7 for m in moves) / len(moves)
    common = max(pitches.count(p) for p in set(pitches)) / len(pitches)
    return (abs(repeat - 0.1) + 2.0 * max(0.0, leap - 0.03) + 2.0 * max(0.0, common - 0.2)
            + 0.08 * max(0, 8 - len(set(pitches))) + 0.03 * max(0, 10 - (max(pitches) - min(pitches))))


def compose(rng, chords_per_beat, tonic, mode, lo, hi, density="medium", unit=8, form="ABAC", last_long=True):
    """Notes [(beat, beats, midi, velocity)] over one chord per beat: the best of a dozen drafts.

    `unit` is the length of a phrase in beats; `form` names which motif each phrase uses.
    """
    drafts = [_draft(rng, chords_per_beat, tonic, mode, lo, hi, density, unit, form, last_long) for _ in range(12)]
    return min(drafts, key=_taste)
