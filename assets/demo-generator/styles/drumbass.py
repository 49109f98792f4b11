"""Drum & bass: broken beats at 172, a growling low end under wide, calm chords."""

import drums
from keys import bell, epiano
from melody import compose as tune
from mixdown import Mix
from parts import bassline, beat, hold, roll, sing, takes
from plucked import reese, sub_bass
from song import Song
from synths import pad
from theory import progression, voicings

VARIATIONS = [
    dict(seed=401, bpm=172, chords="Em9 Cmaj9 Am9 Bm7", shift=0, tonic=4, growl=True, cut=520, keys="bell"),
    dict(seed=402, bpm=174, chords="Dm9 Bbmaj9 Gm9 Am7", shift=1, tonic=3, growl=False, cut=400, keys="epiano"),
    dict(seed=403, bpm=170, chords="Am9 Em7 Fmaj9 G6", shift=2, tonic=11, growl=True, cut=700, keys="bell"),
    dict(seed=404, bpm=173, chords="Fm9 Dbmaj9 Bbm9 Cm7", shift=0, tonic=5, growl=True, cut=600, keys="epiano"),
    dict(seed=405, bpm=171, chords="Bm9 Gmaj9 Em9 F#m7", shift=0, tonic=11, growl=False, cut=450, keys="bell"),
]


def compose(seed, bpm, chords, shift, tonic, growl, cut, keys):
    song = Song(seed, bpm, [("in", 4), ("a", 8), ("break", 3), ("b", 8), ("out", 2)], loose=0.002)
    rng, chain = song.rng, progression(chords, shift)
    harmony, mix = song.harmony(chain, 2), Mix(song.seconds)
    full = song.when("a b")
    kick = mix.layer(-17.5, rev=0.02)
    beat(kick, song, takes(drums.kick, rng, 2, top=220, low=56, length=0.26, click=0.4), ["x.........x.....", "x.........x..o..", "x..o......x.....", "x.........x....."], full)
    snare = mix.layer(-18.5, rev=0.14)
    hits = takes(drums.snare, rng, tone=210, length=0.2, hi=10500)
    beat(snare, song, hits, "....x.......x...", full)
    ghost = mix.layer(-31, place=0.1, rev=0.1)
    beat(ghost, song, hits, ["..g....g.g....g.", ".......g.g...g.g", "..g....g.gg...g."], full)
    hats = mix.layer(-26, place=0.2, rev=0.05)
    beat(hats, song, takes(drums.hat, rng, soft=0.6), "x.o.xgo.x.ogx.o.", song.when("a b out"))
    beat(hats, song, takes(drums.hat, rng, soft=0.6), "g.g.g.g.g.g.g.g.", song.when("in break"), 0.7)
    top = mix.layer(-30, place=-0.3, rev=0.1)
    beat(top, song, takes(drums.ride, rng, length=0.6), "x...x...x...x...", song.when("b"))
    splash = mix.layer(-30, rev=0.3)
    for name in ("a", "b"):
        splash.add(drums.crash(rng), song.span(name)[0][0] * 4 * song.beat)
    low = mix.layer(-17)
    figure = [[(0, 1.4, "r"), (1.75, 0.7, "r"), (2.75, 1.0, "5")], [(0, 2.4, "r"), (2.75, 0.45, "8"), (3.25, 0.7, "n")]]
    play = (lambda m, s, v, r: reese(m, s, v, r, cut)) if growl else sub_bass
    bassline(low, song, harmony, play, figure, full, low=29)
    wide = mix.layer(-24, rev=0.6)
    hold(wide, song, voicings(chain, 62), lambda m, s, v, r: pad(m, s, v, r, cut=1700, attack=0.5), range(song.bars), 2)
    sparkle = mix.layer(-26, place=0.15, rev=0.5, dly=0.5)
    play = epiano if keys == "epiano" else (lambda m, s, v, r: bell(m, 0.5, v, r, 3.0, 1.4))
    roll(sparkle, song, voicings(chain, 72, size=4), play, [0, None, 2, 1, None, 3, None, 2], song.when("in break b"), 2, 2, 0.6)
    lead = mix.layer(-24.5, place=-0.15, rev=0.5, dly=0.45)
    sing(lead, song, tune(rng, harmony, tonic, "minor pentatonic", 69, 86, "sparse", 16, "ABAC"), epiano, song.when("break a b"))
    return mix.render(-13, hall=2.4, bright=0.5, echo_time=song.beat * 1.5, feedback=0.42, fade_out=2.4, glue=1.15)
