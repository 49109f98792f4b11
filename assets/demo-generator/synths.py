"""Synthesisers and bowed strings: pads, leads, plucks, ensemble. f(midi, seconds, velocity, rng) -> signal."""

import numpy as np

from tone import SR, adsr, cycles, fall, hz, lowpass, peak, pulse, samples, saw, sine, sweep, triangle, vibrato


def pad(midi, seconds, velocity, rng, cut=1400, attack=0.6, release=1.2, detune=9, voices=3, bloom=0.5):
    """Detuned saws per side through a filter that opens slowly: wide and warm."""
    e = adsr(seconds, attack, 2.0, 0.8, release)
    n, f = e.size, float(hz(midi))
    out = np.zeros((2, n))
    for ch in out:
        for c in np.linspace(-detune, detune, voices):
            ch += saw(f * 2 ** ((c + rng.normal(0, 1.5)) / 1200), n, rng.random())
    t = np.arange(n) / n
    return sweep(out / voices, cut * (1 - bloom + bloom * 1.6 * np.sin(np.pi * t)), 0.8) * e * velocity


def glass(midi, seconds, velocity, rng, attack=0.9, release=2.0):
    """Soft sine-and-octave pad with slow chorus."""
    e = adsr(seconds, attack, 2.0, 0.85, release)
    n, f = e.size, float(hz(midi))
    out = np.zeros((2, n))
    for ch in out:
        for ratio, amp in ((1, 1.0), (2, 0.35), (3, 0.12), (4.01, 0.06)):
            ch += amp * sine(vibrato(f * ratio, n, rng, 0.6, 5, 0.0), n, rng.random())
    return out * e * velocity * 0.6


def supersaw(midi, seconds, velocity, rng, cut=3800, attack=0.02, release=0.3, detune=16):
    e = adsr(seconds, attack, 0.8, 0.75, release)
    n, f = e.size, float(hz(midi))
    out = np.zeros((2, n))
    for i, c in enumerate(np.linspace(-detune, detune, 6)):
        out[i % 2] += saw(f * 2 ** (c / 1200), n, rng.random())
    return lowpass(out / 3, cut) * e * velocity


def stab(midi, seconds, velocity, rng, cut=500, env=2600, decay=0.16, release=0.2, q=1.2):
    """Short filtered chord voice."""
    e = adsr(seconds, 0.003, 0.25, 0.35, release)
    n, f = e.size, float(hz(midi))
    x = saw(f * 1.004, n, rng.random()) + saw(f * 0.996, n, rng.random()) + 0.5 * pulse(f / 2, n, 0.5)
    return sweep(x / 2.5, cut + env * velocity * np.exp(-np.arange(n) / (decay * SR)), q) * e * velocity


def acid(midi, seconds, velocity, rng, cut=300, env=2200, decay=0.12, q=5.0):
    """Resonant sequence voice."""
    e = adsr(seconds, 0.003, 0.3, 0.5, 0.04)
    n, f = e.size, float(hz(midi))
    x = sweep(saw(f, n, rng.random()), cut + env * velocity * np.exp(-np.arange(n) / (decay * SR)), q, poles=2)
    return np.tanh(1.2 * x) * e * velocity


def lead(midi, seconds, velocity, rng, cut=3200, glide=0.03, width=0.5):
    """Singing mono lead: pulse and saw, vibrato, a short scoop into the note."""
    e = adsr(seconds, 0.015, 0.6, 0.8, 0.16)
    n = e.size
    f = vibrato(float(hz(midi)), n, rng, 5.4, 11, 0.22)
    f = f * 2 ** (-0.35 / 12 * np.exp(-np.arange(n) / (glide * SR)))
    x = 0.6 * saw(f, n, rng.random()) + 0.5 * pulse(f * 1.004, n, width) + 0.3 * sine(f / 2, n)
    return sweep(x, cut * (0.6 + 0.6 * np.exp(-np.arange(n) / (0.5 * SR))), 1.1) * e * velocity


def arp(midi, seconds, velocity, rng, cut=900, env=3000, decay=0.12):
    e = adsr(seconds, 0.003, 0.22, 0.25, 0.18)
    n, f = e.size, float(hz(midi))
    x = 0.7 * pulse(f, n, 0.35, rng.random()) + 0.5 * saw(f * 1.006, n, rng.random())
    return sweep(x, cut + env * velocity * np.exp(-np.arange(n) / (decay * SR)), 1.0, poles=2) * e * velocity


def bowed(midi, seconds, velocity, rng, players=4, attack=0.12, release=0.3, cut=3000, cents=13):
    """A desk of bowed strings: slightly different players with vibrato, body resonances, bow noise."""
    e = adsr(seconds, attack, 1.5, 0.88, release)
    n, f = e.size, float(hz(midi))
    out = np.zeros((2, n))
    for i in range(players):
        fi = vibrato(f * 2 ** (rng.normal(0, 4 if players > 1 else 1) / 1200), n, rng, 5.6, cents, 0.2)
        x = saw(fi, n, rng.random())
        lean = 0.5 if players == 1 else i / (players - 1)
        out[0] += x * (1 - 0.7 * lean)
        out[1] += x * (0.3 + 0.7 * lean)
    out += 0.05 * lowpass(rng.normal(size=(2, n)), 3500)
    swell = 0.75 + 0.25 * np.sin(np.pi * np.clip(np.arange(n) / (seconds * SR), 0, 1))
    out = sweep(out / players, cut * (0.55 + 0.6 * velocity) * swell, 0.7)
    for fr, g, q in ((290, 3, 2), (480, 2.5, 2), (1100, 2, 1.5), (2700, 3, 1.5)):
        out = peak(out, fr, g, q)
    return out * e * swell * velocity


def pizzicato(midi, seconds, velocity, rng):
    n, f = samples(0.7), float(hz(midi))
    x = sum(saw(f * 2 ** (rng.normal(0, 5) / 1200), n, rng.random()) for _ in range(3)) / 3
    x = sweep(x, 500 + 2500 * np.exp(-np.arange(n) / (0.03 * SR)), 0.8) * fall(n, 0.42)
    x[:60] *= np.linspace(0, 1, 60)
    return peak(x, 300, 4, 2) * velocity


def chip(midi, seconds, velocity, rng, width=0.5, decay=0.0, wobble=True, slide=0.0):
    """Pulse channel of an old console: stepped volume, late vibrato."""
    n = samples(seconds)
    f = np.full(n, float(hz(midi)))
    t = np.arange(n) / SR
    if wobble:
        f = f * 2 ** (np.where(t > 0.18, 14, 0) * np.sin(2 * np.pi * 6 * t) / 1200)
    f = f * 2 ** (slide * np.exp(-t / 0.03) / 12)
    x = pulse(f, n, width)
    e = np.exp(-t * decay) if decay else np.ones(n)
    e = np.ceil(np.clip(e * np.clip((seconds - t) / 0.02, 0, 1), 0, 1) * 15) / 15
    return x * e * velocity


def chip_bass(midi, seconds, velocity, rng):
    """Four-bit triangle channel."""
    n = samples(seconds)
    x = np.round(triangle(float(hz(midi)), n) * 7.5) / 7.5
    return x * np.clip((seconds - np.arange(n) / SR) / 0.008, 0, 1) * velocity


def chip_noise(seconds, velocity, rng, hold=4, decay=18.0):
    n = samples(seconds)
    x = np.repeat(rng.choice([-1.0, 1.0], n // hold + 1), hold)[:n]
    return x * np.ceil(np.exp(-np.arange(n) / SR * decay) * 15) / 15 * velocity


def melodica(midi, seconds, velocity, rng):
    """Reedy free-reed voice."""
    e = adsr(seconds, 0.05, 0.6, 0.85, 0.12)
    n = e.size
    f = vibrato(float(hz(midi)), n, rng, 5.0, 14, 0.15)
    x = 0.6 * pulse(f, n, 0.28, rng.random()) + 0.4 * saw(f * 1.003, n)
    x = peak(lowpass(x, 2800), 1100, 5, 1.2) + 0.02 * rng.normal(size=n)
    return x * e * velocity


def laser(seconds, rng, top=2400, low=90):
    """A falling siren for dub and console sounds."""
    n = samples(seconds)
    t = np.arange(n) / SR
    f = low + (top - low) * np.exp(-t / (seconds * 0.3)) * (1 + 0.2 * np.sin(2 * np.pi * 7 * t))
    return np.sin(2 * np.pi * cycles(f, n)) * fall(n, seconds)
