"""Boom-bap: dusty swung drums, a sampled-sounding loop, upright bass, record noise."""

import drums
from keys import bell, epiano, piano
from melody import compose as tune
from mixdown import Mix
from parts import bassline, beat, comp, sing, takes
from plucked import muted, upright
from song import Song
from theory import progression, voicings
from tone import drive, lowpass

VARIATIONS = [
    dict(seed=1001, bpm=88, chords="Dm9 G13 Dm9 Bbmaj7", shift=0, tonic=2, hook="bell", loop="epiano"),
    dict(seed=1002, bpm=92, chords="Am9 Am9 Dm9 E7", shift=-2, tonic=7, hook="muted", loop="piano"),
    dict(seed=1003, bpm=85, chords="Fmaj9 Em7 Am9 Gm9", shift=3, tonic=8, hook="bell", loop="epiano"),
    dict(seed=1004, bpm=90, chords="Em9 A13 Em9 Cmaj7", shift=0, tonic=4, hook="muted", loop="epiano"),
]
KICKS = ["x......x..x.....", "x.....xx..x....o", "x......x.xx.....", "x..o...x..x...x."]


def dusty(x):
    """Twelve-bit sampler: rolled-off treble and a little crunch."""
    return lowpass(drive(x * 2.0, 0.9), 5200, 2)


def compose(seed, bpm, chords, shift, tonic, hook, loop):
    song = Song(seed, bpm, [("in", 2), ("a", 5), ("b", 5), ("out", 1)], swing=-0.42, loose=0.006)
    rng, chain = song.rng, progression(chords, shift)
    harmony, mix = song.harmony(chain), Mix(song.seconds)
    full = song.when("a b")
    kick = mix.layer(-18.5, rev=0.04, fx=dusty)
    beat(kick, song, takes(drums.kick, rng, 2, top=140, low=54, length=0.3, click=0.5, grit=2.2), KICKS, full)
    snare = mix.layer(-18.5, rev=0.1, fx=dusty)
    beat(snare, song, takes(drums.snare, rng, tone=200, length=0.2, hi=7000, ring=0.8), ["....x.......x...", "....x..g.g..x..g"], full)
    hats = mix.layer(-26, place=0.15, rev=0.04, fx=dusty)
    beat(hats, song, takes(drums.hat, rng, tone=380), ["x.o.x.ogx.o.x.o.", "x.o.x.o.x.ogx.og"], full)
    low = mix.layer(-19, rev=0.03)
    figures = [[(0, 0.9, "r"), (1.75, 0.5, "r"), (2.5, 0.9, "5"), (3.5, 0.4, "n")], [(0, 1.4, "r"), (1.75, 0.4, "8"), (2.5, 0.6, "7"), (3.25, 0.6, "n")]]
    bassline(low, song, harmony, upright, figures, full, low=28)
    chop = mix.layer(-21.5, place=-0.15, rev=0.2, fx=dusty)
    play = epiano if loop == "epiano" else (lambda m, s, v, r: piano(m, s, v, r, 0.5))
    comp(chop, song, voicings(chain, 62, drop_root=True), play, [(0, 1.3, 1), (1.75, 0.6, 0.7), (2.75, 0.9, 0.85)], range(song.bars), strum=0.012, velocity=0.75)
    top = mix.layer(-24, place=0.25, rev=0.3, dly=0.25, fx=dusty)
    voice = muted if hook == "muted" else (lambda m, s, v, r: bell(m, 0.5, v, r, 2.0, 1.3))
    line = tune(rng, harmony, tonic, "minor pentatonic", 69, 84, "dense", 8, "AABA")
    sing(top, song, line, voice, song.when("b out"))
    dust = mix.layer(-35, fx=lambda x: x)
    dust.buf += drums.crackle(rng, mix.n)
    return mix.render(-14.5, hall=0.9, bright=0.35, echo_time=song.beat * 0.75, feedback=0.35, fade_out=2.0, glue=1.1, top=9000)
