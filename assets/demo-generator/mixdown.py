"""The desk: layers with a level, sends and effects, mixed to one stereo track."""

import numpy as np

from loudness import lufs, master
from space import echo, reverb, room
from tone import SR, db, highpass, lowpass, pan, samples


class Layer:
    """One channel strip. `level` is the layer's own loudness in LUFS before mastering, so balances are set by number."""

    def __init__(self, n, level, place, rev, dly, fx):
        self.buf = np.zeros((2, n))
        self.level, self.place, self.rev, self.dly, self.fx = level, place, rev, dly, fx
        self.gain = None

    def add(self, sound, when, gain=1.0, place=None):
        x = pan(sound, self.place if place is None else place) * gain
        k = int(when * SR)
        m = min(x.shape[1], self.buf.shape[1] - k)
        if m > 0:
            self.buf[:, k:k + m] += x[:, :m]

    def automate(self, points):
        """Gain curve through (seconds, gain) points."""
        t = np.arange(self.buf.shape[1]) / SR
        curve = np.interp(t, [p[0] for p in points], [p[1] for p in points])
        self.gain = curve if self.gain is None else self.gain * curve

    def strip(self):
        x = self.fx(self.buf) if self.fx else self.buf
        now = lufs(x)
        if now > -69:
            x = x * db(self.level - now)
        return x * self.gain if self.gain is not None else x


class Mix:
    def __init__(self, seconds):
        self.n = samples(seconds)
        self.layers = []

    def layer(self, level, place=0.0, rev=0.1, dly=0.0, fx=None):
        self.layers.append(Layer(self.n, level, place, rev, dly, fx))
        return self.layers[-1]

    def render(self, target=-14.0, hall=1.6, bright=0.5, echo_time=0.375, feedback=0.4, echo_tone=3200,
               fade_in=0.005, fade_out=1.5, glue=0.0, top=None):
        """Sum, space, glue, fade, loudness. `top`: highest frequency kept (Hz), as on old tape. Returns stereo within the ceiling."""
        dry, rev, dly = (np.zeros((2, self.n)) for _ in range(3))
        for layer in self.layers:
            x = layer.strip()
            dry += x
            rev += layer.rev * x
            dly += layer.dly * x
        wet = echo(dly, echo_time, feedback, echo_tone)
        out = dry + wet + reverb(highpass(rev + 0.3 * wet, 140), room(hall, bright))
        if glue:
            out = np.tanh(out * glue / max(1e-6, np.percentile(np.abs(out), 99))) / glue
        out = _trim(highpass(out if top is None else lowpass(out, top, 6), 24))
        n = out.shape[1]
        t = np.arange(n) / SR
        end = n / SR
        out *= np.clip(t / fade_in, 0, 1) * np.sin(np.pi / 2 * np.clip((end - t) / fade_out, 0, 1)) ** 1.5
        return master(out, target)


def _trim(x, floor_db=-52.0, keep=0.4):
    """Drop the silence after the last audible reverb."""
    loud = np.flatnonzero(np.max(np.abs(x), axis=0) > db(floor_db) * np.max(np.abs(x)))
    return x[:, :min(x.shape[1], loud[-1] + samples(keep))]
