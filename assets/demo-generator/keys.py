"""Keyboard instruments: piano, FM electric piano, bells, organ. f(midi, seconds, velocity, rng) -> signal."""

import numpy as np

from tone import SR, adsr, fall, hz, lowpass, samples, sine

_cache = {}


def piano(midi, seconds, velocity, rng, soft=0.0):
    """Additive strings with inharmonicity, two-stage decay and a felt hammer; stereo by pitch."""
    force = round(velocity * 5) / 5
    key = (midi, force, soft)
    if key not in _cache:
        _cache[key] = _piano(midi, force, soft)
    full = _cache[key]
    n = min(full.shape[1], samples(seconds + 0.35))
    held = samples(seconds)
    e = np.ones(n)
    if n > held:
        e[held:] = np.exp(-np.arange(n - held) / (0.07 * SR))
    e[-200:] *= np.linspace(1, 0, min(200, n))[-200:] if n >= 200 else 1
    return full[:, :n] * e * (0.35 + 0.65 * velocity)


def _piano(midi, force, soft):
    rng = np.random.default_rng(midi * 17 + 3)
    f, n = float(hz(midi)), samples(5.0)
    t = np.arange(n) / SR
    stiff = 0.00022 * 2 ** ((midi - 60) / 14)
    bright = (900 + 3600 * force) * (1 - 0.6 * soft)
    long = 9.0 * 2 ** (-(midi - 48) / 15)
    out = np.zeros((2, n))
    for k in range(1, 26):
        fk = f * k * np.sqrt(1 + stiff * k * k)
        if fk > 9000:
            break
        amp = k ** -0.75 * (0.25 + abs(np.sin(np.pi * k * 0.122))) * np.exp(-fk / bright)
        fast, slow = long / (1 + 0.35 * k) * 0.3, long / (1 + 0.12 * k)
        env = 0.7 * np.exp(-3 * t / fast) + 0.3 * np.exp(-3 * t / slow)
        start, turn = rng.uniform(0, 6.28), rng.uniform(0.2, 1.1)
        for ch, off in ((0, 0.3), (1, -0.3)):
            out[ch] += amp * env * np.sin(2 * np.pi * fk * 2 ** (off / 1200) * t + start + turn * ch)
    thump = lowpass(rng.normal(size=n), 500) * fall(n, 0.09) * 0.5 * force
    lean = np.clip((midi - 62) / 50, -0.5, 0.5)
    out = (out + thump) * np.array([[1 - lean], [1 + lean]])
    out[:, :60] *= np.linspace(0, 1, 60)
    return out / np.max(np.abs(out))


def epiano(midi, seconds, velocity, rng, bark=1.0):
    """Two-operator FM: a bell-like tine over a warm body, with stereo tremolo."""
    f = float(hz(midi))
    e = adsr(seconds, 0.004, 1.8, 0.25, 0.25)
    n = e.size
    t = np.arange(n) / SR
    tine = 0.6 * velocity * fall(n, 0.45) * sine(f * 14, n) if f * 14 < 14000 else 0.0
    body = (0.4 + 1.5 * velocity * bark) * (0.3 + 0.7 * fall(n, 1.3)) * sine(f, n)
    x = np.sin(2 * np.pi * f * t + body) * 0.8 + 0.25 * np.sin(2 * np.pi * f * t + tine)
    lfo = 0.22 * np.sin(2 * np.pi * 4.3 * t + rng.uniform(0, 1))
    return np.stack([x * (1 + lfo), x * (1 - lfo)]) * e * velocity


def bell(midi, seconds, velocity, rng, ratio=3.5, index=2.2):
    f, n = float(hz(midi)), samples(seconds + 1.6)
    mod = index * velocity * fall(n, 1.6) * sine(f * ratio, n)
    x = np.sin(2 * np.pi * f * np.arange(n) / SR + mod) * fall(n, seconds + 1.4)
    x[:80] *= np.linspace(0, 1, 80)
    return x * velocity


def organ(midi, seconds, velocity, rng, bars=(0.6, 0.5, 1.0, 0.6, 0.0, 0.35), leak=0.02):
    """Drawbars with a rotating speaker's slow tremble."""
    f = float(hz(midi))
    e = adsr(seconds, 0.012, 0.5, 0.92, 0.06)
    n = e.size
    t = np.arange(n) / SR
    spin = np.sin(2 * np.pi * 6.1 * t)
    x = np.zeros((2, n))
    for ratio, level in zip((0.5, 1.5, 1, 2, 3, 4), bars):
        ph = 2 * np.pi * f * ratio * t
        x[0] += level * np.sin(ph + 0.22 * spin)
        x[1] += level * np.sin(ph - 0.22 * spin)
    x += leak * lowpass(rng.normal(size=n), 4000) * fall(n, 0.05)
    return x * e * np.stack([1 + 0.15 * spin, 1 - 0.15 * spin]) * velocity * 0.4


def drone(midi, seconds, velocity, rng):
    """Slow additive cloud: each partial breathes at its own pace."""
    n = samples(seconds)
    t = np.arange(n) / SR
    f = float(hz(midi))
    out = np.zeros((2, n))
    for k in (1, 2, 3, 4, 5, 6, 8):
        bend, start = 2 ** (rng.normal(0, 2.0) / 1200), rng.uniform(0, 6.28)
        for c, ch in enumerate(out):
            breathe = 0.55 + 0.45 * np.sin(2 * np.pi * rng.uniform(0.03, 0.13) * t + rng.uniform(0, 6.28))
            ch += breathe * k ** -1.25 * np.sin(2 * np.pi * f * k * bend * t + start + 0.12 * k * c)
    edge = np.sin(np.pi * np.arange(n) / n) ** 0.6
    return out * edge * velocity * 0.4
