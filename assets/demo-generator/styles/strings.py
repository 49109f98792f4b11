"""String orchestra: four-part writing, a first violin, pizzicato or a beating ostinato."""

import numpy as np

from melody import compose as tune
from mixdown import Mix
from parts import sing
from song import Song
from synths import bowed, pizzicato
from theory import near, progression, voicings

VARIATIONS = [
    dict(seed=801, bpm=63, chords="Dm A/C# Dm/C Gm/Bb Dm/A A7 Bb A", shift=0, tonic=2, mode="harmonic minor", bars=8, manner="chorale"),
    dict(seed=802, bpm=112, chords="Em C G D Em Am B7 Em", shift=-1, tonic=3, mode="minor", bars=16, manner="ostinato"),
    dict(seed=803, bpm=96, chords="G D/F# Em G/D C G/B Am D7", shift=-2, tonic=5, mode="major", bars=13, manner="pizzicato"),
    dict(seed=804, bpm=66, chords="Am E/G# Am/G Dm/F Am/E E7 F E", shift=0, tonic=9, mode="harmonic minor", bars=8, manner="chorale"),
]


def compose(seed, bpm, chords, shift, tonic, mode, bars, manner):
    song = Song(seed, bpm, [("in", 1), ("a", bars - 1), ("end", 1)], loose=0.012, tail=3.5)
    rng, chain = song.rng, progression(chords, shift)
    harmony = song.harmony(chain)
    harmony[-4:] = [chain[0]] * 4
    mix = Mix(song.seconds)
    bar_s = 4 * song.beat
    cello = mix.layer(-22, place=0.35, rev=0.4)
    viola = mix.layer(-22.5, place=0.1, rev=0.45)
    second = mix.layer(-23, place=-0.2, rev=0.45)
    first = mix.layer(-20, place=-0.35, rev=0.5)
    inner = voicings(chain, 61, size=3)
    for bar in range(song.bars):
        final = bar == song.bars - 1
        chord = harmony[bar * 4]
        notes = sorted(voicings([chord], 61, size=3)[0]) if final else sorted(inner[bar % len(chain)])
        root = 36 + (chord.bass - 36) % 12
        long = bar_s * (1.5 if final else 1.03)
        swell = 0.55 + 0.3 * np.sin(np.pi * bar / song.bars)
        when = song.at(bar * 4)
        for m, layer in ((root, cello), (root + 12, cello)):
            if manner != "pizzicato" or final:
                layer.add(bowed(m, long, swell * (1 if m == root else 0.5), rng, 3, 0.25, 0.5, 1700), when)
        if manner == "chorale" or final:
            for m, layer in zip(notes, (viola, viola, second)):
                layer.add(bowed(m, long, swell * 0.85, rng, 3, 0.3, 0.5, 2300), when)
        elif manner == "ostinato":
            for k in range(8):
                pair = (notes[0], notes[1]) if k % 2 == 0 else (notes[1], notes[2])
                force = swell * (1.05 if k in (0, 3, 6) else 0.75)
                for m, layer in zip(pair, (viola, second)):
                    layer.add(bowed(m, song.beat * 0.34, force, rng, 3, 0.025, 0.1, 3000), song.at(bar * 4 + k / 2))
        else:
            for m, layer in zip((root, *notes), (cello, viola, viola, second)):
                layer.add(bowed(m, long, swell * 0.4, rng, 3, 0.4, 0.5, 2000), when)
            order = [root, notes[0], notes[1], notes[2], near(chord.fifth, root + 6), notes[2], notes[1], notes[0]]
            for k, m in enumerate(order):
                layer = cello if m < 52 else viola if k % 2 else second
                layer.add(pizzicato(m, 0.5, song.human(0.9 if k in (0, 4) else 0.6), rng), song.at(bar * 4 + k / 2))
    tempo = "sparse" if manner == "chorale" else "medium"
    notes = tune(rng, harmony, tonic, mode, 69, 88, tempo, 8, "ABAC")
    sing(first, song, notes, lambda m, s, v, r: bowed(m, s, v * 0.9, r, 4, 0.09, 0.25, 3400, 16), song.when("a"), gate=1.0)
    first.add(bowed(near(chain[0].root, 80), bar_s * 1.5, 0.6, rng, 4, 0.2, 0.6, 2800), song.at((song.bars - 1) * 4))
    return mix.render(-17.5, hall=2.6, bright=0.45, fade_out=2.5, top=6000)
