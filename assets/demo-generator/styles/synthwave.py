"""Synthwave: gated drums, octave bass, running arpeggios and a singing lead."""

import drums
from melody import compose as tune
from mixdown import Mix
from parts import bassline, beat, hold, roll, sing, takes
from plucked import synth_bass
from song import Song
from space import chorus, duck
from synths import arp, lead, pad, supersaw
from theory import progression, voicings
from tone import samples

import numpy as np

VARIATIONS = [
    dict(seed=901, bpm=104, chords="Am F C G", shift=0, tonic=9, order=[0, 1, 2, 3, 4, 3, 2, 1], gallop=False),
    dict(seed=902, bpm=98, chords="F G Am Em", shift=2, tonic=11, order=[0, 2, 1, 3, 2, 4, 3, 1], gallop=True),
    dict(seed=903, bpm=110, chords="Dm Bb F C", shift=-1, tonic=1, order=[0, 1, 2, 1, 3, 1, 2, 1], gallop=False),
]


def gated_snare(rng):
    """Snare with a loud room cut off short, the sound of the decade."""
    hit = drums.snare(rng, tone=175, length=0.3)
    n = samples(0.34)
    hall = rng.normal(size=n) * np.where(np.arange(n) < n * 0.8, 0.22, np.linspace(1.1, 0, n) ** 2)
    out = np.zeros(max(n, hit.size))
    out[:hit.size] += hit
    out[:n] += hall * np.linspace(1, 0.5, n)
    return out


def compose(seed, bpm, chords, shift, tonic, order, gallop):
    song = Song(seed, bpm, [("in", 3), ("a", 5), ("b", 6), ("out", 2)], loose=0.002)
    rng, chain = song.rng, progression(chords, shift)
    harmony, mix = song.harmony(chain), Mix(song.seconds)
    full = song.when("a b")
    kick = mix.layer(-18.5, rev=0.03)
    pulse = beat(kick, song, takes(drums.kick, rng, 1, top=170, low=52, click=0.3), "x...x...x...x...", full, tight=True)
    snare = mix.layer(-20, rev=0.2)
    beat(snare, song, takes(gated_snare, rng, 3), "....x.......x...", full)
    hats = mix.layer(-28, place=0.2, rev=0.05)
    beat(hats, song, takes(drums.hat, rng, soft=0.4), "x.o.x.o.x.o.x.oo", song.when("in a b"))
    toms = mix.layer(-25, rev=0.35)
    for name in ("a", "b"):
        bar = song.span(name)[0][0]
        for k, (f, p) in enumerate(((190, -0.5), (150, -0.15), (120, 0.2), (92, 0.5))):
            toms.add(drums.tom(rng, f), song.at((bar - 1) * 4 + 3 + k / 4), 0.9, p)
        toms.add(drums.crash(rng), bar * 4 * song.beat, 0.5, 0.3)
    bass = mix.layer(-19)
    run = [(k / 2, 0.45, "8" if k % 2 else "r") for k in range(8)]
    if gallop:
        run = [x for k in range(4) for x in ((k, 0.45, "r"), (k + 0.5, 0.22, "r"), (k + 0.75, 0.22, "8" if k == 3 else "r"))]
    bassline(bass, song, harmony, lambda m, s, v, r: synth_bass(m, s, v, r, cut=380, env=1500, q=1.4, decay=0.14, sub=0.45), [run], song.when("in a b"), low=33)
    runs = mix.layer(-24.5, place=-0.1, rev=0.25, dly=0.35)
    roll(runs, song, voicings(chain, 67, size=3), arp, order, range(song.bars), 1, 4, 0.7)
    wide = mix.layer(-23.5, rev=0.5, fx=chorus)
    hold(wide, song, voicings(chain, 60), lambda m, s, v, r: pad(m, s, v, r, cut=1900, attack=0.3), range(song.bars))
    bright = mix.layer(-26, rev=0.4)
    hold(bright, song, voicings(chain, 69, size=3), supersaw, song.when("b out"))
    solo = mix.layer(-20.5, place=0.08, rev=0.35, dly=0.4)
    sing(solo, song, tune(rng, harmony, tonic, "minor", 69, 86, "medium", 8, "ABAC"), lead, full)
    pump = duck(mix.n, pulse, 0.4, song.beat * 0.6)
    wide.gain = bright.gain = pump
    return mix.render(-13, hall=2.0, bright=0.6, echo_time=song.beat * 0.75, feedback=0.42, fade_out=2.5, glue=1.05)
