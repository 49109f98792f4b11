"""Deep house: four on the floor, minor ninths, a round bass and a late-night electric piano."""

import drums
from keys import epiano
from melody import compose as tune
from mixdown import Mix
from parts import bassline, beat, comp, hold, sing, takes
from plucked import synth_bass
from song import Song
from space import chorus, duck
from synths import pad, stab
from theory import progression, voicings

VARIATIONS = [
    dict(seed=201, bpm=121, chords="Am9 Fmaj9 Dm9 Em7", shift=0, tonic=9, figure=0, keys=True),
    dict(seed=202, bpm=123, chords="Cm9 Abmaj9 Fm9 Gm7", shift=2, tonic=2, figure=1, keys=False),
    dict(seed=203, bpm=119, chords="Dm9 G13 Cmaj9 Am9", shift=3, tonic=5, figure=2, keys=True),
]
CHORDS = [[(0, 0.4, 1), (0.75, 0.3, 0.8), (2.5, 0.4, 0.9)], [(0.5, 0.3, 0.9), (1.75, 0.3, 0.8), (3, 0.4, 1)], [(0, 0.6, 1), (1.5, 0.4, 0.85), (3.25, 0.4, 0.7)]]
BASS = [[[(0, 0.7, "r"), (1.5, 0.4, "r"), (2.5, 0.7, "8"), (3.5, 0.4, "5")]], [[(0.5, 0.4, "r"), (1.5, 0.4, "r"), (2.25, 0.4, "8"), (3.5, 0.4, "7")]],
        [[(0, 0.4, "r"), (0.75, 0.4, "r"), (2, 0.6, "5"), (3.25, 0.6, "n")]]]


def compose(seed, bpm, chords, shift, tonic, figure, keys):
    song = Song(seed, bpm, [("in", 2), ("a", 5), ("break", 2), ("b", 7), ("out", 2)], swing=-0.16, loose=0.004)
    rng, chain = song.rng, progression(chords, shift)
    harmony, mix = song.harmony(chain), Mix(song.seconds)
    full, every = song.when("a b"), song.when("in a b out")
    kick = mix.layer(-18.5, rev=0.01)
    pulse = beat(kick, song, takes(drums.kick, rng, 1, low=47, top=150, length=0.36, click=0.12), "x...x...x...x...", every, tight=True)
    clap = mix.layer(-23, rev=0.22)
    beat(clap, song, takes(drums.clap, rng), "....x.......x...", full)
    hats = mix.layer(-25.5, place=0.25, rev=0.05)
    beat(hats, song, takes(drums.hat, rng, open_=True), "..x...x...x...x.", full)
    beat(hats, song, takes(drums.hat, rng), "g.ogg.ogg.ogg.og", every, 0.5)
    shake = mix.layer(-31, place=-0.4, rev=0.1)
    beat(shake, song, takes(drums.shaker, rng), "oggxoggxoggxoggx", song.when("a b break"))
    rims = mix.layer(-31, place=-0.2, rev=0.3, dly=0.3)
    beat(rims, song, takes(drums.rim, rng), ["......x....x....", "...x......x....."], song.when("b break"))
    bass = mix.layer(-20.5)
    bassline(bass, song, harmony, lambda m, s, v, r: synth_bass(m, s, v, r, cut=260, env=700, q=1.0, sub=0.9), BASS[figure], song.when("a b"), low=31)
    chop = mix.layer(-22, rev=0.3, dly=0.35, fx=chorus)
    comp(chop, song, voicings(chain, 62, drop_root=True), lambda m, s, v, r: stab(m, s, v, r, cut=420, env=1700), CHORDS[figure], range(song.bars), velocity=0.8)
    warm = mix.layer(-27, rev=0.4)
    hold(warm, song, voicings(chain, 60), lambda m, s, v, r: pad(m, s, v, r, cut=1100), song.when("break b out"))
    lead = mix.layer(-22.5, place=0.1, rev=0.35, dly=0.4)
    voice = epiano if keys else (lambda m, s, v, r: stab(m, s, v, r, cut=900, env=2400, q=2.0))
    sing(lead, song, tune(rng, harmony, tonic, "minor pentatonic", 67, 84, "medium", 8, "AABA"), voice, song.when("break b"))
    pump = duck(mix.n, pulse, 0.6, song.beat * 0.7)
    for layer in (bass, warm, chop):
        layer.gain = pump
    return mix.render(-12.5, hall=1.7, bright=0.5, echo_time=song.beat * 0.75, feedback=0.4, fade_out=2.2, glue=1.1)
