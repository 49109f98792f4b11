"""Solo piano: nocturnes. A singing right hand over broken chords, with rubato and pedal."""

import numpy as np

from keys import piano
from melody import compose as tune
from mixdown import Mix
from song import Song
from theory import near, progression, voicings

VARIATIONS = [
    dict(seed=701, bpm=66, chords="Am E7/G# C/G D7/F# Fmaj7 C/E Bm7b5 E7", shift=1, tonic=10, mode="harmonic minor", beats=4, bars=9, figure=0),
    dict(seed=702, bpm=84, chords="F C/E Dm7 Bbmaj7 Gm7 F/A Bb C7", shift=-2, tonic=3, mode="major", beats=3, bars=17, figure=1),
    dict(seed=703, bpm=60, chords="Dm Gm7 C7 Fmaj7 Bbmaj7 Em7b5 A7 Dm", shift=0, tonic=2, mode="minor", beats=4, bars=8, figure=2),
    dict(seed=704, bpm=72, chords="Em C G/B Am Em/G C B7 Em", shift=0, tonic=4, mode="minor", beats=4, bars=9, figure=0),
    dict(seed=705, bpm=80, chords="G Em7 C Am7 D7 G/B C D7", shift=0, tonic=7, mode="major", beats=3, bars=17, figure=1),
]


def compose(seed, bpm, chords, shift, tonic, mode, beats, bars, figure):
    song = Song(seed, bpm, [("a", bars), ("end", 1)], beats=beats, loose=0.008, tail=4.0)
    rng, chain = song.rng, progression(chords, shift)
    harmony = song.harmony(chain)
    harmony[-beats:] = [chain[0]] * beats
    total = len(harmony)
    # Rubato: the beat breathes over each phrase and slows into the last bar.
    length = song.beat * (1 + 0.07 * np.cos(2 * np.pi * np.arange(total + 1) / (beats * 4)))
    length[-beats * 2:] *= np.linspace(1.0, 1.35, beats * 2)
    start = np.concatenate([[0], np.cumsum(length)]) + 0.4
    at = lambda b: float(np.interp(b, np.arange(start.size), start)) + abs(rng.normal(0, 0.008))
    mix = Mix(start[total] + 5.0)
    keys = mix.layer(-18, rev=0.28)
    shapes = voicings(chain, 58, size=3)
    for bar in range(song.bars - 1):
        chord, notes = chain[bar % len(chain)], sorted(shapes[bar % len(chain)])
        root = 36 + (chord.bass - 36) % 12
        figures = [
            [(0, root)] + [(0.5 + i * 0.5, m) for i, m in enumerate([near(chord.fifth, root + 9), notes[0], notes[1], notes[2], notes[1], notes[0]])],
            [(0, root), (1, notes[0]), (1, notes[1]), (1, notes[2]), (2, notes[0]), (2, notes[1]), (2, notes[2])],
            [(0, root), (0, root - 12 if root > 40 else root + 7)] + [(0.25 + i * 0.25, m) for i, m in enumerate([root + 12, *notes, notes[2], notes[1], notes[0]] * 2) if i < 14],
        ]
        swell = 0.42 + 0.14 * np.sin(np.pi * bar / song.bars)
        for b, m in figures[figure]:
            hold = (beats - b) * song.beat * 1.02
            force = swell * (1.2 if b == 0 else 0.82)
            keys.add(piano(int(m), hold, song.human(min(0.9, force), 0.07), rng, 0.4), at(bar * beats + b))
    hand = mix.layer(-17.2, rev=0.3)
    notes = tune(rng, harmony, tonic, mode, 67, 86, "medium" if beats == 4 else "sparse", beats * 2, "ABAC")
    for b, l, m, v in notes:
        if beats <= b < total - beats:
            hand.add(piano(m, l * song.beat * 1.15, min(1.0, v * 0.85), rng), at(b))
    root = 36 + (chain[0].root - 36) % 12
    for i, m in enumerate([root, root + 7, root + 12] + sorted(voicings([chain[0]], 65)[0]) + [near(chain[0].root, 79)]):
        keys.add(piano(int(m), 4.5, 0.45, rng, 0.4), at(total - beats) + i * 0.07)
    return mix.render(-19, hall=1.9, bright=0.4, fade_out=3.0)
