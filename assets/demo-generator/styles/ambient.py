"""Ambient: slow open chords, drones, distant bells, long halls. No drums."""

import numpy as np

from keys import bell, drone
from melody import compose as tune
from mixdown import Mix
from parts import hold, sing
from song import Song
from synths import glass, pad
from theory import progression, voicings
from tone import SR, bandpass

VARIATIONS = [
    # The first is cut into two gapless tracks, so it is twice as long.
    dict(seed=101, bpm=58, chords="Dmaj9 Bm9 Gmaj9 Asus4 Dmaj9 F#m7 Gmaj9 Em9", shift=0, bars=17, tonic=2, mode="major", air=0.5),
    dict(seed=102, bpm=52, chords="Am9 Fmaj9 Cmaj9 Gsus2 Am9 Em7 Fmaj7#11 Fmaj9", shift=-2, bars=8, tonic=7, mode="minor", air=0.8),
    dict(seed=103, bpm=56, chords="Ebmaj9 Cm9 Abmaj9 Bb6/9", shift=1, bars=8, tonic=4, mode="major", air=0.6),
]


def compose(seed, bpm, chords, shift, bars, tonic, mode, air):
    song = Song(seed, bpm, [("a", bars)], tail=4.5, loose=0.02)
    rng, chain = song.rng, progression(chords, shift)
    harmony = song.harmony(chain, 2)
    mix = Mix(song.seconds)
    low = mix.layer(-25, rev=0.5)
    for bar in range(0, bars, 2):
        root = 36 + (harmony[bar * 4].bass - 36 + 12) % 12
        for m, v in ((root, 0.8), (root + 12, 0.4), (root + 19, 0.25)):
            low.add(drone(m, 2.6 * 4 * song.beat, v, rng), max(0, bar * 4 * song.beat - 0.3))
    warm = mix.layer(-23, rev=0.7)
    hold(warm, song, voicings(chain, 57, size=4), lambda m, s, v, r: pad(m, s, v, r, cut=850, attack=2.2, release=3.0), range(bars), 2)
    high = mix.layer(-26, rev=0.9)
    hold(high, song, voicings(chain, 69, drop_root=True, size=3), lambda m, s, v, r: glass(m, s, v, r, 2.8, 3.5), range(bars), 2)
    far = mix.layer(-28, place=0.2, rev=1.1, dly=0.5)
    notes = tune(rng, harmony, tonic, mode, 72, 88, "sparse", 8, "ABAC")
    notes = [n for n in notes if rng.random() < 0.62]
    sing(far, song, notes, lambda m, s, v, r: bell(m, 1.6, v * 0.8, r, ratio=2.0, index=1.1), range(1, bars))
    sea = mix.layer(-36, rev=0.3)
    n = mix.n
    t = np.arange(n) / SR
    for ch, start in ((0, 0.0), (1, 1.4)):
        swell = (0.5 + 0.5 * np.sin(2 * np.pi * 0.09 * t + start)) ** 2 + 0.1
        sea.buf[ch] = bandpass(rng.normal(size=n), 250, 1100) * swell * air
    return mix.render(-19.5, hall=4.8, bright=0.15, echo_time=song.beat * 1.5, feedback=0.55, echo_tone=2200, fade_in=2.0, fade_out=4.0, top=3400)
