"""Plucked strings by Karplus–Strong (Karplus and Strong 1983, Jaffe and Smith 1983): guitars and basses."""

import numpy as np

from tone import SR, adsr, fall, highpass, hz, lowpass, peak, pulse, samples, saw, sine, sweep

_cache = {}


def string(freq, seconds, rng, bright=0.6, t60=3.5, pick=0.13, damp=0.5):
    """One string: noise burst into a tuned loop. The loop is computed one period at a time."""
    n, period = samples(seconds), SR / freq
    size = int(period - damp)
    frac = period - damp - size
    burst = rng.uniform(-1, 1, size)
    burst = lowpass(np.tile(burst, 2), 900 + 9000 * bright, 1)[size:]
    burst = burst - np.roll(burst, int(size * pick))
    gain = 10 ** (-3 * period / (SR * t60))
    taps = gain * np.convolve([1 - damp, damp], [1 - frac, frac])
    y = np.zeros(n + 2 * size + 4)
    at = size + 3
    y[at:at + size] = burst
    at += size
    while at < y.size:
        m = min(size, y.size - at)
        y[at:at + m] = sum(c * y[at - size - k:at - size - k + m] for k, c in enumerate(taps))
        at += m
    y = y[size + 3:size + 3 + n]
    return y / (np.max(np.abs(y)) + 1e-9)


def _cached(name, midi, make, takes=3, rng=None):
    take = int(rng.integers(takes)) if rng is not None else 0
    key = (name, midi, take)
    if key not in _cache:
        _cache[key] = make(np.random.default_rng(midi * 31 + take))
    return _cache[key]


def _cut(x, seconds, release):
    n = min(x.shape[-1], samples(seconds + release))
    held = min(n, samples(seconds))
    e = np.ones(n)
    e[held:] = np.linspace(1, 0, n - held) ** 2 if n > held else 1
    return x[..., :n] * e


def guitar(midi, seconds, velocity, rng):
    """Steel-string acoustic: string plus a wooden body."""
    def make(r):
        x = string(float(hz(midi)), 4.0, r, bright=0.3, t60=4.2 * 2 ** (-(midi - 50) / 30), damp=0.5)
        for f, g, q in ((105, 5, 2.5), (205, 4, 3), (420, 2.5, 2), (2600, 2, 1)):
            x = peak(x, f, g, q)
        return x / np.max(np.abs(x))
    x = _cached("guitar", midi, make, rng=rng)
    return _cut(x if velocity > 0.75 else lowpass(x, 2500 + 6000 * velocity, 1), seconds, 0.18) * velocity


def muted(midi, seconds, velocity, rng):
    """Damped electric string, clean."""
    x = _cached("muted", midi, lambda r: string(float(hz(midi)), 1.0, r, bright=0.5, t60=0.55, pick=0.2), rng=rng)
    return _cut(x, seconds, 0.05) * velocity


def electric(midi, seconds, velocity, rng):
    """Electric string before the amplifier."""
    x = _cached("electric", midi, lambda r: string(float(hz(midi)), 5.0, r, bright=0.75, t60=7.0, pick=0.1, damp=0.3), rng=rng)
    return _cut(x, seconds, 0.06) * velocity


def amplifier(x, gain=14.0, tone=4200, body=3.0):
    """Guitar amplifier: tighten, waveshape, loudspeaker cabinet."""
    x = highpass(x, 110, 1)
    x = np.tanh(gain * x + 0.25) * 0.7 + np.tanh(gain * 0.35 * x) * 0.3
    x = lowpass(highpass(x, 75, 2), tone, 4)
    return peak(peak(x, 130, body, 1.0), 2300, 3.0, 1.1)


def upright(midi, seconds, velocity, rng):
    """Double bass, pizzicato."""
    def make(r):
        x = string(float(hz(midi)), 2.5, r, bright=0.18, t60=2.4, pick=0.25, damp=0.5)
        n = x.size
        x = x + 0.7 * sine(float(hz(midi)), n) * fall(n, 1.5)
        x = peak(peak(x, 95, 4, 1.4), 700, 3, 1.5)
        x[:150] *= np.linspace(0, 1, 150)
        return lowpass(x, 2600) / np.max(np.abs(x))
    return _cut(_cached("upright", midi, make, rng=rng), seconds, 0.12) * velocity


def finger_bass(midi, seconds, velocity, rng):
    """Electric bass, fingers."""
    def make(r):
        x = string(float(hz(midi)), 2.5, r, bright=0.3, t60=3.5, pick=0.18, damp=0.5)
        x = x + 0.6 * sine(float(hz(midi)), x.size) * fall(x.size, 2.5)
        return lowpass(x, 3000) / np.max(np.abs(x))
    return _cut(_cached("finger", midi, make, rng=rng), seconds, 0.06) * velocity


def synth_bass(midi, seconds, velocity, rng, cut=700, env=1800, q=1.6, decay=0.25, square=0.3, sub=0.5):
    """Subtractive bass: saw and pulse through a closing filter, with a sine below."""
    f = float(hz(midi))
    e = adsr(seconds, 0.004, 0.5, 0.7, 0.05)
    n = e.size
    x = (1 - square) * saw(f * 1.002, n, rng.random()) + square * pulse(f, n, 0.4)
    x = sweep(x, cut + env * velocity * np.exp(-np.arange(n) / (decay * SR)), q)
    return (x + sub * sine(f, n)) * e * velocity


def sub_bass(midi, seconds, velocity, rng, edge=1.6):
    """A nearly pure low sine with a little saturation."""
    e = adsr(seconds, 0.012, 0.6, 0.85, 0.08)
    f = float(hz(midi))
    x = np.tanh(edge * (sine(f, e.size) + 0.2 * sine(2 * f, e.size)))
    return lowpass(x, 500) * e * velocity


def reese(midi, seconds, velocity, rng, cut=520):
    """Detuned saws beating against each other: the drum-and-bass growl."""
    e = adsr(seconds, 0.02, 0.8, 0.9, 0.1)
    n, f = e.size, float(hz(midi))
    x = sum(saw(f * 2 ** (c / 1200), n, rng.random()) for c in (-17, -6, 7, 19)) / 4
    lfo = cut * (1.4 + 0.8 * np.sin(2 * np.pi * 0.7 * np.arange(n) / SR + rng.uniform(0, 6)))
    return (sweep(np.tanh(1.6 * x), lfo, 1.3) + 0.7 * sine(f, n)) * e * velocity
