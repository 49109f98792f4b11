"""Raw tone: oscillators, envelopes and filters. Signals are float64 arrays at SR, mono (n,) or stereo (2, n)."""

import numpy as np
from scipy.signal import butter, lfilter, sosfilt

SR = 44100


def hz(midi):
    return 440.0 * 2.0 ** ((np.asarray(midi, float) - 69.0) / 12.0)


def samples(seconds):
    return max(1, int(round(seconds * SR)))


def db(x):
    return 10.0 ** (x / 20.0)


def cycles(freq, n, start=0.0):
    """Running phase in cycles for a constant or per-sample frequency."""
    if np.ndim(freq) == 0:
        return start + np.arange(n) * (float(freq) / SR)
    return start + np.cumsum(freq) / SR


def _blep(p, dt):
    y = np.zeros_like(p)
    lo, hi = p < dt, p > 1.0 - dt
    a = p[lo] / (dt[lo] if np.ndim(dt) else dt)
    y[lo] = a + a - a * a - 1.0
    b = (p[hi] - 1.0) / (dt[hi] if np.ndim(dt) else dt)
    y[hi] = b * b + b + b + 1.0
    return y


def sine(freq, n, start=0.0):
    return np.sin(2 * np.pi * cycles(freq, n, start))


def saw(freq, n, start=0.0):
    p = cycles(freq, n, start) % 1.0
    return 2.0 * p - 1.0 - _blep(p, freq / SR)


def pulse(freq, n, width=0.5, start=0.0):
    return 0.5 * (saw(freq, n, start) - saw(freq, n, start + width))


def triangle(freq, n, start=0.0):
    p = cycles(freq, n, start + 0.25) % 1.0
    return 1.0 - 4.0 * np.abs(p - 0.5)


def adsr(gate, a, d, s, r):
    """Attack rises as a sine quarter, decay and release fall exponentially; length is gate + release."""
    n, rel = samples(gate), samples(r)
    e = np.full(n, float(s))
    na = min(n, samples(a))
    e[:na] = np.sin(np.linspace(0, np.pi / 2, na, endpoint=False))
    if n > na:
        e[na:] = s + (1.0 - s) * np.exp(-np.arange(n - na) / (d * SR / 3.0))
    tail = e[-1] * np.exp(-np.arange(rel) / (rel / 5.0)) * np.linspace(1, 0, rel)
    return np.concatenate([e, tail])


def fall(n, t60):
    """Exponential decay reaching −60 dB after t60 seconds."""
    return np.exp(-6.9078 * np.arange(n) / (t60 * SR))


def lowpass(x, cut, order=2):
    return sosfilt(butter(order, min(cut, SR * 0.45) / (SR / 2), output="sos"), x)


def highpass(x, cut, order=2):
    return sosfilt(butter(order, cut / (SR / 2), "high", output="sos"), x)


def bandpass(x, lo, hi, order=2):
    return sosfilt(butter(order, [lo / (SR / 2), min(hi, SR * 0.45) / (SR / 2)], "band", output="sos"), x)


def resonant(x, cut, q=1.0):
    """Two-pole resonant low-pass (RBJ cookbook)."""
    w = 2 * np.pi * min(cut, SR * 0.45) / SR
    alpha, c = np.sin(w) / (2 * q), np.cos(w)
    b = np.array([(1 - c) / 2, 1 - c, (1 - c) / 2])
    return lfilter(b / (1 + alpha), [1, -2 * c / (1 + alpha), (1 - alpha) / (1 + alpha)], x)


def peak(x, freq, gain_db, q=1.0):
    """Peaking equaliser (RBJ cookbook)."""
    g, w = 10 ** (gain_db / 40), 2 * np.pi * freq / SR
    alpha, c = np.sin(w) / (2 * q), np.cos(w)
    a0 = 1 + alpha / g
    return lfilter([(1 + alpha * g) / a0, -2 * c / a0, (1 - alpha * g) / a0],
                   [1, -2 * c / a0, (1 - alpha / g) / a0], x)


def sweep(x, cut, q=0.9, poles=4):
    """Low-pass whose cutoff follows `cut` (Hz per sample).

    A bank of fixed filters is cross-faded along the logarithm of the cutoff: no per-sample recursion,
    so it stays fast in numpy and never blows up at high resonance.
    """
    n = x.shape[-1]
    cut = np.clip(np.resize(cut, n) if np.ndim(cut) == 0 else cut[:n], 40.0, 18000.0)
    pos = np.log2(cut) * 2.0
    first, last = int(np.floor(pos.min())), int(np.floor(pos.max())) + 1
    out = np.zeros_like(x)
    for k in range(first, last + 1):
        w = np.clip(1.0 - np.abs(pos - k), 0.0, 1.0)
        if w.any():
            y = resonant(x, 2.0 ** (k / 2.0), q)
            out += w * (resonant(y, 2.0 ** (k / 2.0), 0.7) if poles == 4 else y)
    return out


def vibrato(freq, n, rng, rate=5.2, cents=12.0, delay=0.25):
    """Frequency curve with a delayed vibrato and a slow random drift."""
    t = np.arange(n) / SR
    depth = cents * np.clip((t - delay) / 0.4, 0, 1)
    wob = depth * np.sin(2 * np.pi * (rate * rng.uniform(0.93, 1.07)) * t + rng.uniform(0, 6.28))
    drift = 3.0 * np.sin(2 * np.pi * rng.uniform(0.15, 0.5) * t + rng.uniform(0, 6.28))
    return freq * 2.0 ** ((wob + drift) / 1200.0)


def drive(x, gain, bias=0.0):
    """Soft saturation; a bias adds even harmonics."""
    return np.tanh(gain * x + bias) - np.tanh(bias)


def pan(x, where):
    """Mono to stereo with constant power; where is −1 (left) … 1 (right). Stereo is balanced instead."""
    a = (where + 1) * np.pi / 4
    if x.ndim == 1:
        return np.stack([x * np.cos(a), x * np.sin(a)]) * 1.2
    return np.stack([x[0] * min(1.0, 1 - where), x[1] * min(1.0, 1 + where)])
