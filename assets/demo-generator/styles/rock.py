"""Rock: drum kit, bass, two distorted guitars left and right, and a lead over the top."""

import drums
from melody import compose as tune
from mixdown import Mix
from parts import bassline, beat, roll, sing, takes
from plucked import amplifier, electric, finger_bass
from song import Song
from space import chorus
from theory import near, progression, voicings
from tone import drive, pan

VARIATIONS = [
    dict(seed=1301, bpm=132, chords="E5 C5 G5 D5", minor="Em C G D", shift=0, tonic=4, groove="drive"),
    dict(seed=1302, bpm=148, chords="A5 F5 C5 G5", minor="Am F C G", shift=0, tonic=9, groove="punk"),
    dict(seed=1303, bpm=112, chords="D5 F5 C5 G5", minor="Dm F C G", shift=0, tonic=2, groove="half"),
    dict(seed=1304, bpm=138, chords="B5 G5 D5 A5", minor="Bm G D A", shift=0, tonic=11, groove="drive"),
    dict(seed=1305, bpm=116, chords="G5 Bb5 F5 C5", minor="Gm Bb F C", shift=0, tonic=7, groove="half"),
]
DRUMS = {
    "drive": ("x...o...x.x.....", "....x.......x...", "x.x.x.x.x.x.x.x."),
    "punk": ("x.....x.x.....x.", "....x.......x...", "x.x.x.x.x.x.x.x."),
    "half": ("x..x..x.....x...", "........x.......", "x...x...x...x..."),
}
CHUG = {"drive": [(k / 2, 0.5 if k in (0, 3, 6) else 0.22) for k in range(8)], "punk": [(k / 2, 0.48) for k in range(8)],
        "half": [(0, 1.4), (1.5, 0.3), (2, 1.4), (3.5, 0.4)]}


def power(layer, song, chord, spot, length, rng):
    root = 40 + (chord.root - 40) % 12
    root -= 12 if root > 49 else 0
    root = max(root, 38)
    v = song.human(0.9, 0.06)
    when = song.at(spot)
    for i, m in enumerate((root, root + 7, root + 12)):
        layer.add(electric(m, length * song.beat, v, rng), when + i * 0.003, 1 / 3)


def compose(seed, bpm, chords, minor, shift, tonic, groove):
    plan = [("in", 2), ("a", 7), ("break", 4), ("b", 7)] if bpm > 125 else [("in", 2), ("a", 6), ("break", 3), ("b", 6)]
    song = Song(seed, bpm, plan + [("end", 1)], loose=0.006, tail=3.0)
    rng, chain = song.rng, progression(chords, shift)
    harmony, mix = song.harmony(progression(minor, shift)), Mix(song.seconds)
    loud, body = song.when("in a b"), song.when("in a break b")
    kicks, snares, tops = DRUMS[groove]
    end = song.bars - 1
    kick = mix.layer(-20.5, rev=0.06)
    beat(kick, song, takes(drums.kick, rng, 3, top=150, low=58, length=0.28, click=0.8, grit=2.0), kicks, loud)
    snare = mix.layer(-19, rev=0.18)
    hits = takes(drums.snare, rng, 5, tone=185, length=0.26, ring=0.9)
    beat(snare, song, hits, [snares, snares, snares, snares[:-4] + "xoxx"], song.when("a b"))
    beat(snare, song, hits, ["................", "........x.x.xxxx"], song.when("in"))
    beat(snare, song, takes(drums.rim, rng), "....x.......x...", song.when("break"), 0.5)
    top = mix.layer(-26.5, place=0.3, rev=0.08)
    beat(top, song, takes(drums.hat, rng, soft=0.5), tops, song.when("a break"))
    beat(top, song, takes(drums.ride, rng, 4, length=0.9), tops, song.when("b"))
    splash = mix.layer(-25, place=-0.3, rev=0.2)
    for name in ("in", "a", "b", "end"):
        splash.add(drums.crash(rng), song.span(name)[0][0] * 4 * song.beat)
    low = mix.layer(-22, fx=lambda x: drive(x * 3, 1.0))
    bassline(low, song, harmony, finger_bass, [[(k / 2, 0.5, "r") for k in range(7)] + [(3.5, 0.5, "5")]], body, low=28)
    for place, gain in ((-0.85, 13.0), (0.85, 16.0)):
        side = mix.layer(-19.5, rev=0.06, fx=lambda x, g=gain, p=place: pan(amplifier(x[0], g), p))
        for bar in loud:
            for start, length in CHUG[groove]:
                power(side, song, chain[bar % len(chain)], bar * 4 + start, length, rng)
        power(side, song, chain[0], end * 4, 4.5, rng)
    kick.add(drums.kick(rng, click=0.8), end * 4 * song.beat)
    low.add(finger_bass(28 + (chain[0].root - 28) % 12, 4 * song.beat, 0.9, rng), end * 4 * song.beat)
    clean = mix.layer(-22, place=-0.15, rev=0.35, dly=0.25, fx=chorus)
    roll(clean, song, voicings(progression(minor, shift), 62, size=3), electric, [0, 1, 2, 3, 2, 1, 2, 1], song.when("break"), 1, 2, 0.7, 1.8)
    solo = mix.layer(-20.5, place=0.1, rev=0.25, dly=0.25, fx=lambda x: amplifier(x, 9.0, 3800, 0.0))
    notes = tune(rng, harmony, tonic, "minor pentatonic", 64, 81, "medium", 8, "ABAC")
    sing(solo, song, notes, electric, song.when("b"), gate=1.0)
    sing(solo, song, notes, electric, [b for b in song.when("a") if b % 8 > 5], gate=1.0)
    solo.add(electric(near(chain[0].root, 71), 3.5 * song.beat, 0.8, rng), end * 4 * song.beat)
    return mix.render(-12, hall=1.2, bright=0.5, echo_time=song.beat * 0.75, feedback=0.35, fade_out=1.8, glue=1.25)
