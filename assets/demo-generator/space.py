"""Space and movement: reverb, echo, chorus, ducking."""

import numpy as np
from scipy.signal import fftconvolve

from tone import SR, bandpass, highpass, lowpass, samples


def room(seconds, bright=0.5, predelay=0.012, seed=5):
    """Stereo impulse response: early reflections, then noise whose treble dies first."""
    rng = np.random.default_rng(seed)
    n = samples(seconds * 1.15)
    t = np.arange(n) / SR
    ir = np.zeros((2, n))
    for lo, hi, share in ((120, 500, 1.0), (500, 2200, 0.85), (2200, 9000, 0.25 + 0.4 * bright)):
        ir += bandpass(rng.normal(size=(2, n)), lo, hi, 1) * np.exp(-6.9 * t / (seconds * share))
    ir *= np.minimum(1, t / 0.02)
    for ch in ir:
        for _ in range(7):
            ch[samples(rng.uniform(0.004, 0.045))] += rng.choice([-1, 1]) * rng.uniform(1.0, 2.2)
    ir /= np.sqrt(np.sum(ir ** 2, axis=1, keepdims=True))
    return np.pad(ir, ((0, 0), (samples(predelay), 0)))


def reverb(x, ir):
    n = x.shape[1]
    return np.stack([fftconvolve(x[c], ir[c])[:n] for c in (0, 1)])


def echo(x, seconds, feedback=0.45, tone=3200, repeats=7):
    """Ping-pong echo that darkens with every repeat."""
    out, n, step, wet = np.zeros_like(x), x.shape[1], samples(seconds), x
    for k in range(1, repeats + 1):
        if k * step >= n:
            break
        wet = highpass(lowpass(wet, tone), 180)[::-1]
        out[:, k * step:] += feedback ** k * wet[:, :n - k * step]
    return out


def chorus(x, rate=0.7, depth=0.0035, mix=0.5):
    n = x.shape[1]
    t = np.arange(n)
    out = np.empty_like(x)
    for c, start in ((0, 0.0), (1, 1.7)):
        lag = (0.012 + depth * np.sin(2 * np.pi * rate * t / SR + start)) * SR
        out[c] = (1 - mix) * x[c] + mix * np.interp(t - lag, t, x[c])
    return out


def duck(n, times, depth=0.7, recover=0.22):
    """Gain curve that dips at every kick: the pumping of dance music."""
    g = np.ones(n)
    m = samples(recover)
    curve = 1 - depth * (1 - np.linspace(0, 1, m)) ** 1.6
    for s in times:
        k = int(s * SR)
        m2 = min(m, n - k)
        if m2 > 0:
            g[k:k + m2] = np.minimum(g[k:k + m2], curve[:m2])
    w = 200
    return np.convolve(g, np.ones(w) / w, "same")
