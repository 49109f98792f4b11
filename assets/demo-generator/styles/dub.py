"""Dub reggae: one drop, a heavy melodic bass, off-beat skank, organ bubble, everything into the echo."""

import drums
from keys import organ
from melody import compose as tune
from mixdown import Mix
from parts import bassline, beat, comp, sing, takes
from plucked import finger_bass, muted
from song import Song
from synths import laser, melodica
from theory import progression, voicings
from tone import lowpass

VARIATIONS = [
    dict(seed=1201, bpm=74, chords="Am Am Dm Em", shift=0, tonic=9, line=0, horn=True),
    dict(seed=1202, bpm=70, chords="Gm Cm Gm Dm", shift=0, tonic=7, line=1, horn=True),
    dict(seed=1203, bpm=78, chords="Em D C D", shift=1, tonic=5, line=2, horn=False),
    dict(seed=1204, bpm=72, chords="Bm Bm Em F#m", shift=0, tonic=11, line=1, horn=True),
    dict(seed=1205, bpm=76, chords="Dm Dm Gm Am", shift=0, tonic=2, line=0, horn=False),
]
LINES = [
    [[(0, 0.4, "r"), (0.5, 0.4, "r"), (1, 0.4, "3"), (1.5, 0.9, "5"), (3, 0.4, "5"), (3.5, 0.4, "r")], [(0.5, 0.4, "r"), (1, 0.9, "r"), (2.5, 0.4, "5"), (3, 0.4, "7"), (3.5, 0.4, "n")]],
    [[(0, 0.9, "r"), (1.5, 0.4, "5"), (2, 0.9, "r"), (3.5, 0.4, "3")], [(0, 0.4, "r"), (0.75, 0.25, "r"), (1, 0.9, "8"), (2.5, 0.4, "7"), (3, 0.9, "5")]],
    [[(0, 0.4, "r"), (0.75, 0.25, "r"), (1, 0.4, "5"), (2, 0.4, "r"), (2.75, 0.25, "r"), (3, 0.4, "5"), (3.5, 0.4, "8")]],
]


def compose(seed, bpm, chords, shift, tonic, line, horn):
    song = Song(seed, bpm, [("in", 2), ("a", 4), ("dub", 2), ("b", 3)], swing=-0.25, loose=0.007, tail=4.0)
    rng, chain = song.rng, progression(chords, shift)
    harmony, mix = song.harmony(chain), Mix(song.seconds)
    full, every = song.when("a b"), range(song.bars)
    drop = mix.layer(-19, rev=0.1)
    beat(drop, song, takes(drums.kick, rng, 2, top=130, low=50, length=0.34), "........x.......", song.when("in a dub b"))
    sticks = mix.layer(-23, place=-0.1, rev=0.25, dly=0.12)
    beat(sticks, song, takes(drums.rim, rng), "........x.......", song.when("in a b"))
    beat(sticks, song, takes(drums.rim, rng), ["......g.....o...", "..g........o..g."], full)
    splash = mix.layer(-24, rev=0.5, dly=0.9)
    beat(splash, song, takes(drums.snare, rng, tone=240, length=0.2), ["........x.......", "..............x."], song.when("dub"))
    hats = mix.layer(-29, place=0.25, rev=0.06)
    beat(hats, song, takes(drums.hat, rng, tone=430), "x.gox.gox.gox.go", every)
    beat(hats, song, takes(drums.hat, rng, open_=True), ["................", "..............o."], full, 0.6)
    low = mix.layer(-17.5, rev=0.02, fx=lambda x: lowpass(x, 900))
    bassline(low, song, harmony, finger_bass, LINES[line], song.when("a dub b"), low=31, gate=0.85)
    skank = mix.layer(-22, place=0.3, rev=0.25, dly=0.3)
    shapes = voicings(chain, 66, size=3)
    chops = [(1, 0.22, 1.0), (3, 0.22, 0.95)] if line else [(0.5, 0.2, 0.8), (1.5, 0.2, 1), (2.5, 0.2, 0.8), (3.5, 0.2, 1)]
    comp(skank, song, shapes, muted, chops, song.when("in a b"), strum=0.006, velocity=0.9)
    throw = mix.layer(-25, place=-0.25, rev=0.5, dly=1.2)
    comp(throw, song, shapes, muted, [(1, 0.25, 1.0)], song.when("dub"), strum=0.006)
    bubble = mix.layer(-23.5, place=-0.3, rev=0.2, dly=0.15)
    figure = [(k + 0.5, 0.2, 0.9) for k in range(4)] + [(k + 0.75, 0.16, 0.6) for k in (0, 2)]
    comp(bubble, song, voicings(chain, 60, size=3), organ, figure, song.when("a b"))
    reed = mix.layer(-21.5, place=0.05, rev=0.35, dly=0.6)
    notes = tune(rng, harmony, tonic, "minor pentatonic", 67, 81, "sparse", 8, "ABAC")
    voice = melodica if horn else (lambda m, s, v, r: organ(m, s, v, r, (0, 0, 1.0, 0.7, 0.5, 0.3)))
    sing(reed, song, notes, voice, song.when("in b dub") if not horn else song.when("a b"))
    siren = mix.layer(-30, place=0.4, rev=0.4, dly=0.9)
    siren.add(laser(1.2, rng), song.span("dub")[0][0] * 4 * song.beat)
    return mix.render(-14, hall=1.8, bright=0.4, echo_time=song.beat * 0.75, feedback=0.58, echo_tone=2200, fade_out=3.5, top=8500)
