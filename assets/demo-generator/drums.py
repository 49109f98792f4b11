"""Drums from noise and swept sines. Every function returns one mono hit, peak near 1."""

import numpy as np

from tone import SR, bandpass, cycles, drive, fall, highpass, lowpass, pulse, samples, sine


def _unit(x):
    return x / (np.max(np.abs(x)) + 1e-9)


def kick(rng, top=180, low=48, sweep=0.035, length=0.42, click=0.25, grit=1.4):
    n = samples(length)
    t = np.arange(n) / SR
    body = np.sin(2 * np.pi * cycles(low + (top - low) * np.exp(-t / sweep), n)) * fall(n, length * 1.1)
    tick = lowpass(rng.normal(size=n), 6000) * fall(n, 0.02) * click
    return _unit(drive(body + tick, grit) * np.minimum(1, np.linspace(40, 0, n)))


def snare(rng, tone=190, length=0.24, noise=0.9, lo=1200, hi=9000, ring=0.6):
    n = samples(length)
    t = np.arange(n) / SR
    body = (sine(tone * (1 + 0.5 * np.exp(-t / 0.01)), n) + 0.6 * sine(tone * 1.72, n)) * fall(n, 0.16) * ring
    wires = bandpass(rng.normal(size=n), lo, hi) * fall(n, length) * noise
    return _unit(drive(body + wires, 1.5))


def rim(rng):
    n = samples(0.09)
    return _unit((sine(1720, n) + 0.8 * sine(540, n)) * fall(n, 0.05) + 0.2 * highpass(rng.normal(size=n), 3000) * fall(n, 0.012))


def clap(rng, length=0.26):
    n = samples(length)
    e = np.zeros(n)
    for start in (0, 0.011, 0.021):
        k = samples(start)
        e[k:] = np.maximum(e[k:], fall(n - k, 0.03))
    k = samples(0.03)
    e[k:] = np.maximum(e[k:], fall(n - k, length) * 0.9)
    return _unit(bandpass(rng.normal(size=n), 900, 5200) * e)


def _metal(n, base):
    return sum(pulse(base * r, n) for r in (2.0, 3.0, 4.16, 5.43, 6.79, 8.21)) / 6


def hat(rng, open_=False, tone=410, soft=0.5):
    length = 0.34 if open_ else 0.06
    n = samples(length + 0.02)
    x = (1 - soft) * _metal(n, tone) + soft * rng.normal(size=n) * 0.4
    return _unit(highpass(x, 7000, 4) * fall(n, length))


def shaker(rng):
    n = samples(0.09)
    e = np.sin(np.linspace(0, np.pi, n)) ** 2
    return _unit(bandpass(rng.normal(size=n), 5000, 11000) * e)


def ride(rng, bell=0.2, length=1.4):
    n = samples(length)
    freqs = 900 * rng.uniform(1.0, 9.0, 22)
    x = sum(sine(f, n, rng.random()) * fall(n, length * (0.4 + 700 / f)) for f in freqs) / 8
    x += highpass(rng.normal(size=n), 6500) * fall(n, 0.08) * 0.35
    x += bell * sine(1240, n) * fall(n, 0.5)
    return _unit(highpass(x, 1800))


def crash(rng, length=2.2):
    n = samples(length)
    x = _metal(n, 317) * 0.5 + rng.normal(size=n) * 0.5
    return _unit(highpass(x, 3200) * (0.75 * fall(n, length) + 0.25 * fall(n, 0.3)))


def tom(rng, freq=110):
    n = samples(0.5)
    t = np.arange(n) / SR
    x = np.sin(2 * np.pi * cycles(freq * (1 + 0.5 * np.exp(-t / 0.03)), n)) * fall(n, 0.45)
    return _unit(x + 0.12 * bandpass(rng.normal(size=n), 300, 3000) * fall(n, 0.08))


def brush(rng, swirl=False):
    n = samples(0.42 if swirl else 0.16)
    e = np.sin(np.linspace(0, np.pi, n)) ** 1.5 if swirl else fall(n, 0.14)
    return _unit(bandpass(rng.normal(size=n), 1500, 7500) * e)


def crackle(rng, n, rate=9.0):
    """Dust and hiss of an old record, as a quiet bed (stereo)."""
    out = np.zeros((2, n))
    for ch in out:
        at = rng.integers(0, n, int(rate * n / SR))
        ch[at] = rng.exponential(0.35, at.size) * rng.choice([-1, 1], at.size)
    return bandpass(out, 600, 6500) + 0.004 * lowpass(rng.normal(size=(2, n)), 5000)


def riser(rng, seconds):
    n = samples(seconds)
    x = bandpass(rng.normal(size=n), 800, 9000) * np.linspace(0, 1, n) ** 2.5
    return _unit(x)
