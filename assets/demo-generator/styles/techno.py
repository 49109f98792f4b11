"""Techno: one chord, a hard kick, a rumble, an acid line that opens and closes."""

import numpy as np

import drums
from mixdown import Mix
from parts import beat, comp, takes
from plucked import sub_bass
from song import Song
from space import duck
from synths import acid, stab
from theory import MODES, progression, voicings
from tone import SR, sweep

VARIATIONS = [
    dict(seed=301, bpm=132, chord="Am", tonic=9, mode="phrygian", wet=0.4, q=6.0),
    dict(seed=302, bpm=136, chord="Fm", tonic=5, mode="minor", wet=0.5, q=4.0),
    dict(seed=303, bpm=134, chord="Dm", tonic=2, mode="phrygian", wet=0.6, q=7.0),
]


def compose(seed, bpm, chord, tonic, mode, wet, q):
    song = Song(seed, bpm, [("in", 3), ("a", 5), ("break", 3), ("b", 7), ("out", 2)], loose=0.001)
    rng, chain, mix = song.rng, progression(chord), Mix(song.seconds)
    every, full = song.when("in a b out"), song.when("a b")
    kick = mix.layer(-16.5, rev=0.03)
    pulse = beat(kick, song, takes(drums.kick, rng, 1, top=260, low=50, sweep=0.028, length=0.34, grit=2.2), "x...x...x...x...", every, tight=True)
    rumble = mix.layer(-22.5, rev=0.15)
    for bar in every:
        for s in range(16):
            if s % 4:
                rumble.add(sub_bass(24 + (tonic - 24) % 12 + (12 if (tonic - 24) % 12 < 5 else 0), song.beat / 4.5, 0.6 + 0.12 * (s % 4), rng, 3.0), song.at(bar * 4 + s / 4, True))
    hats = mix.layer(-23, place=0.15, rev=0.04)
    beat(hats, song, takes(drums.hat, rng, open_=True, soft=0.3), "..x...x...x...x.", full)
    beat(hats, song, takes(drums.hat, rng, soft=0.3), "xgogxgogxgogxgog", song.when("a b out"), 0.45)
    clap = mix.layer(-25, rev=0.3)
    beat(clap, song, takes(drums.clap, rng), "....x.......x...", song.when("b"))
    metal = mix.layer(-29, place=-0.4, rev=0.5, dly=0.4)
    beat(metal, song, takes(drums.rim, rng), ["...x..x....x..x.", "...x..x..x....x."], song.when("a break b"))
    line = mix.layer(-18.5, place=-0.05, rev=0.12, dly=0.25)
    scale = [0, 0, 0, 12] + list(MODES[mode][1:6])
    seq = [(int(rng.choice(scale)), rng.random() < 0.3) if rng.random() < 0.72 else None for _ in range(16)]
    base = 36 + (tonic - 36) % 12
    for bar in song.when("in a break b"):
        place = bar / song.bars
        for s, note in enumerate(seq):
            if note:
                open_ = 0.25 + 0.75 * np.sin(np.pi * place) ** 2
                line.add(acid(base + note[0], song.beat / 4 * (1.6 if note[1] else 0.8), 1.0 if note[1] else 0.75, rng,
                              cut=180 + 500 * open_, env=600 + 2600 * open_, q=q), song.at(bar * 4 + s / 4))
    chop = mix.layer(-22.5, rev=0.4, dly=wet)
    comp(chop, song, voicings(chain, 57), lambda m, s, v, r: stab(m, s, v, r, cut=350, env=1900, decay=0.1), [(0.75, 0.2, 0.9), (2.5, 0.2, 0.7)], song.when("a break b"))
    t = np.arange(mix.n) / SR
    chop.fx = lambda x: sweep(x, 500 + 2600 * (0.5 - 0.5 * np.cos(2 * np.pi * t / (song.beat * 32))), 1.0, 2)
    noise = mix.layer(-30, rev=0.3)
    start, count = song.span("break")[0]
    noise.add(drums.riser(rng, count * 4 * song.beat), start * 4 * song.beat)
    noise.add(drums.crash(rng), (start + count) * 4 * song.beat)
    pump = duck(mix.n, pulse, 0.75, song.beat * 0.5)
    for layer in (rumble, chop):
        layer.gain = pump
    return mix.render(-12, hall=2.2, bright=0.35, echo_time=song.beat * 0.75, feedback=0.5, fade_out=2.0, glue=1.3)
