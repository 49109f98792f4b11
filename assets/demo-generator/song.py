"""Time: bars, sections, swing, human timing."""

import numpy as np


class Song:
    """The grid of one track. `plan` is a list of (section name, bars)."""

    def __init__(self, seed, bpm, plan, beats=4, swing=0.0, loose=0.006, tail=2.5):
        self.rng = np.random.default_rng(seed)
        self.beat = 60.0 / bpm
        self.beats, self.swing, self.loose = beats, swing, loose
        self.sections = [name for name, bars in plan for _ in range(bars)]
        self.bars = len(self.sections)
        self.seconds = self.bars * beats * self.beat + tail

    def at(self, beat, tight=False):
        """Seconds of a beat counted from the start; off-beats are delayed by the swing."""
        half = beat * 2 % 1 if self.swing < 0 else beat % 1
        if self.swing > 0 and abs(half - 0.5) < 0.02:
            beat += self.swing / 2
        elif self.swing < 0 and abs(half - 0.5) < 0.02:
            beat -= self.swing / 4
        shake = 0.0 if tight else self.rng.normal(0, self.loose)
        return max(0.0, beat * self.beat + shake)

    def when(self, names):
        """Bar numbers whose section is one of `names`."""
        names = names.split()
        return [b for b, s in enumerate(self.sections) if s in names]

    def span(self, names):
        """(first bar, number of bars) of each unbroken run of the sections."""
        runs = []
        for b in self.when(names):
            if runs and sum(runs[-1]) == b:
                runs[-1][1] += 1
            else:
                runs.append([b, 1])
        return [tuple(r) for r in runs]

    def harmony(self, chords, bars_each=1):
        """One chord per beat for the whole track, repeating the progression."""
        per = bars_each * self.beats
        return [chords[int(i // per) % len(chords)] for i in range(self.bars * self.beats)]

    def human(self, velocity=1.0, spread=0.08):
        return float(np.clip(velocity * (1 + self.rng.normal(0, spread)), 0.05, 1.2))


def steps(pattern):
    """`"x..o"` to [(step, velocity)]: x loud, o soft, g ghost."""
    force = {"x": 1.0, "o": 0.7, "g": 0.35}
    return [(i, force[c]) for i, c in enumerate(pattern.replace(" ", "").replace("|", "")) if c in force]
