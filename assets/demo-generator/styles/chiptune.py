"""Chiptune: two pulse channels, a stepped triangle and noise, as an old console would have it."""

from melody import compose as tune
from mixdown import Mix
from parts import sing
from song import Song, steps
from synths import chip, chip_bass, chip_noise
from theory import progression, voicings

VARIATIONS = [
    dict(seed=501, bpm=150, chords="C G Am Em F C Dm G", shift=0, tonic=0, mode="major", width=0.5, plan=[("a", 8), ("b", 8), ("a2", 6)]),
    dict(seed=502, bpm=168, chords="Am F G Em Am F G E", shift=2, tonic=11, mode="minor", width=0.25, plan=[("a", 8), ("b", 8), ("a2", 8)]),
    dict(seed=503, bpm=138, chords="F Dm Bb C F Am Bb C", shift=-1, tonic=4, mode="major", width=0.125, plan=[("a", 8), ("b", 6), ("a2", 6)]),
]


def compose(seed, bpm, chords, shift, tonic, mode, width, plan):
    song = Song(seed, bpm, plan + [("end", 1)], loose=0.0, tail=0.9)
    rng, chain = song.rng, progression(chords, shift)
    end = song.bars - 1
    harmony = song.harmony(chain)
    harmony[end * 4:] = [chain[0]] * 4
    mix = Mix(song.seconds)
    one = mix.layer(-17, place=0.18, rev=0.0, dly=0.12)
    notes = tune(rng, harmony, tonic, mode, 67, 86, "dense", 8, "AABA")
    other = tune(rng, harmony, tonic, mode, 69, 88, "medium", 8, "ABAC")
    lead = lambda m, s, v, r: chip(m, s, v, r, width, 1.5)
    sing(one, song, notes, lead, song.when("a a2"), gate=0.9)
    sing(one, song, other, lambda m, s, v, r: chip(m, s, v, r, 0.5, 1.0), song.when("b"), gate=0.9)
    two = mix.layer(-23, place=-0.25, rev=0.0)
    chords_ = voicings(chain, 66, size=3)
    for bar in range(end):
        held = chords_[bar % len(chords_)]
        for k in range(16 if bar in song.when("a a2") else 8):
            size = 4 if bar in song.when("a a2") else 2
            tri = sorted(held) + [min(held) + 12]
            two.add(chip(tri[k % 4], song.beat / size, 0.8, rng, 0.25, 6.0, False), song.at(bar * 4 + k / size, True))
    echo_ = mix.layer(-27, place=-0.35)
    sing(echo_, song, [(b + 0.75, l, m, v) for b, l, m, v in notes], lead, song.when("a2"), gate=0.8)
    tri = mix.layer(-20)
    for bar in range(end):
        root = 36 + (harmony[bar * 4].bass - 36) % 12
        fifth = root + (7 if root < 43 else -5)
        for k, m in enumerate([root, root, root + 12, root, fifth, fifth, root + 12, fifth]):
            tri.add(chip_bass(m, song.beat * 0.46, 0.9, rng), song.at(bar * 4 + k / 2, True))
    noise = mix.layer(-25)
    for bar in range(end):
        pattern = "x.o.X.o.x.ooX.o." if bar % 4 != 3 else "x.o.X.oox.X.X.XX"
        for s, _ in steps(pattern.replace("X", "x")):
            loud = pattern[s] == "X"
            noise.add(chip_noise(0.2 if loud else 0.07, 1.0 if loud else 0.45, rng, 5 if loud else 2, 14 if loud else 45), song.at(bar * 4 + s / 4, True))
    for m, layer, w in ((72, one, width), (64, two, 0.25), (67, two, 0.25)):
        at = end * 4
        pc = {72: chain[0].root, 64: chain[0].third, 67: chain[0].fifth}[m]
        layer.add(chip(m + (pc - m) % 12, 2.0 * song.beat, 0.9, rng, w, 2.0), song.at(at, True))
    tri.add(chip_bass(36 + chain[0].root, 2 * song.beat, 0.9, rng), song.at(end * 4, True))
    return mix.render(-14, hall=0.5, bright=0.6, echo_time=song.beat * 0.75, feedback=0.3, fade_out=0.4)
