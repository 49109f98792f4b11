"""Acoustic folk: a picked steel-string guitar, a second voice, now and then a fiddle."""

from melody import compose as tune
from mixdown import Mix
from parts import sing
from plucked import guitar, upright
from song import Song
from synths import bowed
from theory import near, progression, voicings

VARIATIONS = [
    dict(seed=601, bpm=100, chords="Am G C Em F C G Am", shift=0, tonic=9, mode="minor", beats=4, bars=16, fiddle=True),
    dict(seed=602, bpm=120, chords="Dm C Bb Am Dm F C Dm", shift=2, tonic=4, mode="dorian", beats=3, bars=25, fiddle=True),
    dict(seed=603, bpm=108, chords="G D/F# Em C G D C G", shift=0, tonic=7, mode="major", beats=4, bars=16, fiddle=False),
]
PICK = {4: [(0, "b"), (0.5, 2), (1, "f"), (1.5, 1), (2, "b"), (2.5, 2), (3, "f"), (3.5, 0)],
        3: [(0, "b"), (0.5, 0), (1, 1), (1.5, 2), (2, 1), (2.5, 0)]}


def compose(seed, bpm, chords, shift, tonic, mode, beats, bars, fiddle):
    song = Song(seed, bpm, [("in", 2), ("a", bars - 3), ("end", 1)], beats=beats, loose=0.009, tail=3.0)
    rng, chain = song.rng, progression(chords, shift)
    harmony = song.harmony(chain)
    harmony[-beats:] = [chain[0] if fiddle else chain[-1]] * beats
    mix = Mix(song.seconds)
    first = mix.layer(-18, place=-0.22, rev=0.22)
    shapes = voicings(chain, 62, size=3)
    ring = song.beat * 1.8
    for bar in range(song.bars - 1):
        chord, notes = chain[bar % len(chain)], sorted(shapes[bar % len(chain)])
        root = 40 + (chord.bass - 40) % 12
        fifth = near(chord.fifth, root + 3)
        for start, what in PICK[beats]:
            m = root if what == "b" and start == 0 else fifth if what == "f" else root + 12 if what == "b" else notes[what]
            v = 0.85 if isinstance(what, str) else 0.6
            if not isinstance(what, str) and rng.random() < 0.08:
                continue
            first.add(guitar(m, ring, song.human(v, 0.1), rng), song.at(bar * beats + start))
    last = sorted(voicings([harmony[-1]], 60)[0])
    for i, m in enumerate([40 + (harmony[-1].root - 40) % 12] + last):
        first.add(guitar(m, 4.0, 0.75, rng), song.at((song.bars - 1) * beats) + i * 0.045)
    second = mix.layer(-19.5, place=0.28, rev=0.28)
    notes = tune(rng, harmony, tonic, mode, 64, 79, "medium", beats * 2, "ABAC")
    sing(second, song, notes, lambda m, s, v, r: guitar(m, s + 0.5, min(1, v + 0.1), r), song.when("a"))
    low = mix.layer(-26, rev=0.08)
    for bar in song.when("a end"):
        low.add(upright(28 + (harmony[bar * beats].bass - 28) % 12, song.beat * beats * 0.9, 0.8, rng), song.at(bar * beats))
    if fiddle:
        bow = mix.layer(-25.5, place=0.05, rev=0.45)
        half = song.bars // 2
        line = tune(rng, harmony, tonic, mode, 69, 84, "sparse", beats * 2, "AB")
        sing(bow, song, [n for n in line if n[0] >= half * beats], lambda m, s, v, r: bowed(m, s, v * 0.8, r, players=1, cut=3400), song.when("a end"))
    return mix.render(-17, hall=1.3, bright=0.45, fade_out=2.0, top=7500)
