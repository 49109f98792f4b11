"""Jazz trio: walking bass, ride and brushes, piano with left-hand rootless voicings and a swung line."""

import drums
from keys import piano
from melody import compose as tune
from mixdown import Mix
from parts import beat, sing, takes, walk
from plucked import upright
from song import Song
from theory import progression, voicings

VARIATIONS = [
    dict(seed=1101, bpm=152, chords="Dm9 G13 Cmaj9 A7b9 Dm9 G13 Em7 A7b9", shift=0, tonic=0, mode="major", soft=False, bars=23),
    dict(seed=1102, bpm=104, chords="Cm9 Fm9 Dm7b5 G7b9 Cm9 Abmaj7 Dm7b5 G7b9", shift=0, tonic=0, mode="harmonic minor", soft=True, bars=16),
    dict(seed=1103, bpm=176, chords="F7 Bb7 F7 F7 Bb7 Bb7 F7 D7b9 Gm7 C13 F7 C7", shift=-2, tonic=3, mode="mixolydian", soft=False, bars=24),
    dict(seed=1104, bpm=144, chords="Gm9 C13 Fmaj9 D7b9 Gm9 C13 Am7 D7b9", shift=0, tonic=5, mode="major", soft=False, bars=22),
    dict(seed=1105, bpm=98, chords="Am9 Dm9 Bm7b5 E7b9 Am9 Fmaj7 Bm7b5 E7b9", shift=0, tonic=9, mode="harmonic minor", soft=True, bars=15),
]


def compose(seed, bpm, chords, shift, tonic, mode, soft, bars):
    song = Song(seed, bpm, [("a", bars - 1), ("end", 1)], swing=1 / 3 if bpm < 170 else 0.26, loose=0.008, tail=3.0)
    rng, chain = song.rng, progression(chords, shift)
    harmony = song.harmony(chain)
    harmony[-4:] = [chain[0]] * 4
    mix, body = Mix(song.seconds), range(bars - 1)
    low = mix.layer(-20, place=0.1, rev=0.08)
    for spot, note in walk(song, harmony, body):
        low.add(upright(int(note), song.beat * 0.95, song.human(0.9), rng), song.at(spot))
        if rng.random() < 0.08 and spot + 1 < (bars - 1) * 4:
            low.add(upright(int(note), song.beat * 0.25, 0.5, rng), song.at(spot + 0.5))
    ride = mix.layer(-25, place=0.35, rev=0.15)
    beat(ride, song, takes(drums.ride, rng, 5), ["o.xgo.xg", "o.xgo.xo"], body)
    if soft:
        brushes = mix.layer(-35, place=-0.2, rev=0.15)
        beat(brushes, song, takes(drums.brush, rng, 4, swirl=True), "x.x.x.x.", body, 0.8)
        beat(brushes, song, takes(drums.brush, rng, 4), "..x...x.", body)
    foot = mix.layer(-30, place=-0.3, rev=0.1)
    beat(foot, song, takes(drums.hat, rng, tone=450), "..x...x.", body)
    kit = mix.layer(-29, place=-0.05, rev=0.15)
    beat(kit, song, takes(drums.snare, rng, tone=220, length=0.13, noise=0.6), [".......g", ".....g..", "...g....", "g......g"], body, 0.6)
    beat(kit, song, takes(drums.kick, rng, 2, top=110, low=58, length=0.25), ["o...g...", "....o..g"], body, 0.5)
    left = mix.layer(-22.5, place=-0.2, rev=0.2)
    shapes = voicings(chain, 58, drop_root=True, size=3)
    figures = [[(0, 1.2), (1.5, 0.4)], [(1.5, 1.0)], [(0.5, 0.5), (2.5, 0.8)], [(0, 0.5), (2.5, 1.2)], [(1, 0.4), (3.5, 0.5)]]
    for bar in body:
        for start, length in figures[rng.integers(len(figures))]:
            when, v = song.at(bar * 4 + start), song.human(0.55, 0.12)
            for m in shapes[bar % len(chain)]:
                left.add(piano(m, length * song.beat, v, rng), when)
    right = mix.layer(-19, place=-0.05, rev=0.22)
    line = tune(rng, harmony, tonic, mode, 66, 86, "medium" if soft else "triplet", 8, "ABAC" if soft else "ABCB")
    line = [(b, l, m, v * (0.85 if b % 1 < 0.1 else 1.0)) for b, l, m, v in line if b > 3]
    sing(right, song, line, lambda m, s, v, r: piano(m, s, v, r), body, gate=0.9)
    end = (bars - 1) * 4
    for i, m in enumerate([harmony[-1].root + 36] + sorted(voicings([harmony[-1]], 64)[0])):
        left.add(piano(int(m), 3.0, 0.55, rng), song.at(end) + i * 0.03)
    low.add(upright(28 + (harmony[-1].root - 28) % 12, 2.5, 0.9, rng), song.at(end))
    ride.add(drums.ride(rng, length=2.5), song.at(end), 0.8)
    return mix.render(-17, hall=1.1, bright=0.45, fade_out=1.8)
