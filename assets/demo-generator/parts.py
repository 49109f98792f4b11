"""Parts: putting patterns, chords, bass figures and melodies onto a layer."""

from song import steps
from theory import near


def takes(make, rng, count=4, **shape):
    """Several renderings of one drum, so that no two neighbouring hits are identical."""
    return [make(rng, **shape) for _ in range(count)]


def beat(layer, song, hits, patterns, bars, gain=1.0, place=None, tight=False):
    """A drum pattern per bar: a string whose length divides the bar. Returns the times of the hits."""
    patterns = [patterns] if isinstance(patterns, str) else patterns
    times = []
    for i, bar in enumerate(bars):
        clean = patterns[i % len(patterns)].replace(" ", "")
        for step, force in steps(clean):
            when = song.at(bar * song.beats + step * song.beats / len(clean), tight)
            layer.add(hits[song.rng.integers(len(hits))], when, gain * song.human(force), place)
            times.append(when)
    return times


def comp(layer, song, voicings, play, figure, bars, bars_each=1, strum=0.0, velocity=0.8, place=None):
    """Chords in rhythm. `figure` is [(beat, beats, force)] inside each bar or bars_each group."""
    for bar in bars:
        notes = voicings[int(bar / bars_each) % len(voicings)]
        for start, length, force in figure:
            when = song.at(bar * song.beats + start)
            for i, m in enumerate(notes):
                v = song.human(velocity * force, 0.05)
                layer.add(play(m, length * song.beat, v, song.rng), when + i * strum, place=place)


def hold(layer, song, voicings, play, bars, bars_each=1, velocity=0.7, overlap=0.1):
    """Sustained chords, each as long as its harmony."""
    chosen = set(bars)
    for bar in bars:
        if bar % max(1, bars_each) and (bar - 1) in chosen:
            continue
        notes = voicings[int(bar / bars_each) % len(voicings)]
        length = max(1, bars_each) * song.beats * song.beat * (1 + overlap)
        halves = 2 if bars_each == 0.5 else 1
        for h in range(halves):
            notes = voicings[int((bar + h / 2) / bars_each) % len(voicings)]
            for m in notes:
                when = song.at((bar + h / 2) * song.beats)
                layer.add(play(m, length * (0.5 if halves == 2 else 1), song.human(velocity, 0.04), song.rng), when)


def bassline(layer, song, harmony, play, figures, bars, low=33, velocity=0.9, gate=0.92):
    """Bass figures [(beat, beats, what)]: r root, b chord bass, 5, 3, 8 octave, n approaches the next root."""
    for i, bar in enumerate(bars):
        for start, length, what in figures[i % len(figures)]:
            spot = bar * song.beats + start
            chord = harmony[min(int(spot), len(harmony) - 1)]
            ahead = harmony[min(int(spot + length + 0.01), len(harmony) - 1)]
            root = _fit(chord.bass, low)
            note = {"r": root, "b": root, "5": _fit(chord.fifth, low), "3": _fit(chord.third, low), "8": root + 12,
                    "7": _fit((chord.root + 10) % 12, low)}.get(what)
            if what == "n":
                goal = _fit(ahead.bass, low)
                note = goal + (1 if song.rng.random() < 0.4 else -1)
            layer.add(play(note, length * song.beat * gate, song.human(velocity), song.rng), song.at(spot))


def _fit(pitch_class, low):
    return low + (pitch_class - low) % 12


def walk(song, harmony, bars, low=28, high=50):
    """A walking bass: chord tones on strong beats, steps between, approaching each new root."""
    out, at = [], 38
    for bar in bars:
        for b in range(song.beats):
            spot = bar * song.beats + b
            chord = harmony[spot]
            ahead = harmony[min(spot + 1, len(harmony) - 1)]
            fresh = spot == 0 or harmony[spot - 1] is not chord or b == 0
            if fresh:
                note = near(chord.bass, at)
            elif ahead is not chord or b == song.beats - 1:
                goal = near(ahead.bass, at)
                note = goal + (1 if goal < at else -1)
            else:
                choices = [near(pc, at + song.rng.integers(-4, 5)) for pc in chord.classes[:4]]
                choices = [c for c in choices if c != at] or [at + 2]
                note = min(choices, key=lambda c: abs(c - at) + song.rng.random() * 3)
            while note < low:
                note += 12
            while note > high:
                note -= 12
            out.append((spot, note))
            at = note
    return out


def sing(layer, song, notes, play, bars, gate=0.95, velocity=1.0, octave=0, place=None):
    """The notes of a melody that fall inside the given bars."""
    chosen = set(bars)
    for beat_, length, midi, force in notes:
        if int(beat_ // song.beats) in chosen:
            layer.add(play(midi + octave, length * song.beat * gate, force * velocity, song.rng), song.at(beat_), place=place)


def roll(layer, song, voicings, play, order, bars, bars_each=1, division=4, velocity=0.7, gate=0.9, octave=0, accent=0.15):
    """Broken chords: `order` indexes chord notes, wrapping upwards by octaves."""
    for bar in bars:
        count = int(song.beats * division)
        for k in range(count):
            spot = bar * song.beats + k / division
            notes = sorted(voicings[int(spot / song.beats / bars_each) % len(voicings)])
            i = order[k % len(order)]
            if i is None:
                continue
            m = notes[i % len(notes)] + 12 * (i // len(notes)) + octave
            v = song.human(velocity + (accent if k % division == 0 else 0), 0.06)
            layer.add(play(m, gate * song.beat / division, v, song.rng), song.at(spot))
