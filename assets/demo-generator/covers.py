"""Album covers: gradients and plain geometry, drawn at twice the size and scaled down. Returns JPEG bytes, 600×600."""

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

S = 1200

# background top, background bottom, ink, accent
PALETTES = {
    11: ("#0f2a3a", "#a9c7cf", "#e9f3f2", "#5f93a5"), 12: ("#e8e4d8", "#b9c4b4", "#3e5549", "#8aa593"),
    13: ("#131327", "#2b1d3f", "#f2b35c", "#d9597b"), 14: ("#d8d8d3", "#bfc0bb", "#151515", "#e2401b"),
    15: ("#0c1b1f", "#1f4a4b", "#d7efe2", "#3fb8a0"), 16: ("#12204a", "#2f6fb5", "#ffe082", "#ff6f61"),
    17: ("#dfe3e6", "#93a7b3", "#2f4858", "#c9a06a"), 18: ("#efe5d0", "#dcc9a2", "#4c5b32", "#a8632f"),
    19: ("#141a2e", "#3a4468", "#f3ead2", "#8c98c4"), 20: ("#3b4248", "#7d868c", "#e6e4df", "#a9b1b3"),
    21: ("#1b0b3a", "#e0457b", "#ffd06b", "#3ad6e6"), 22: ("#3a2a22", "#6b4a33", "#eed9b0", "#c8772f"),
    23: ("#0d2f52", "#1b5c86", "#f4efe2", "#e8a33d"), 24: ("#133021", "#1f5a36", "#f3c73b", "#d1402f"),
    25: ("#f0d9c0", "#e79a6b", "#2a2233", "#c2384b"), 26: ("#1a1d3a", "#40337a", "#f6f1ff", "#ff8a5c"),
    27: ("#10202e", "#2d5f6e", "#e5e0d2", "#d98f4e"), 28: ("#2b2438", "#6a5a80", "#f6efe4", "#b9a4d6"),
    29: ("#e9e2cf", "#9db7b0", "#33504f", "#c4744f"), 30: ("#1f1c19", "#4d4037", "#f0dcb4", "#d3a13f"),
    31: ("#3b1420", "#7c2b33", "#f7ead6", "#e2b13c"), 32: ("#24120c", "#c65a2a", "#ffd98a", "#5fbf8f"),
    33: ("#dfe7ea", "#9fb4bf", "#26323c", "#d0553f"),
}


def _rgb(code):
    return tuple(int(code[i:i + 2], 16) for i in (1, 3, 5))


def _mix(a, b, t):
    return tuple(int(x + (y - x) * t) for x, y in zip(a, b))


def draw(album):
    """The cover of one album of the catalogue."""
    rng = np.random.default_rng(album["seed"])
    top, bottom, ink, accent = map(_rgb, PALETTES[album["seed"]])
    ramp = np.linspace(0, 1, S)[:, None, None]
    base = np.array(top) * (1 - ramp) + np.array(bottom) * ramp
    image = Image.fromarray(np.broadcast_to(base, (S, S, 3)).astype(np.uint8))
    {"rings": _rings, "hills": _hills, "windows": _windows, "grid": _grid, "slashes": _slashes, "leaves": _leaves,
     "moon": _moon, "sunset": _sunset, "keys": _keys, "kites": _kites, "strata": _strata}[album["look"]](image, rng, top, bottom, ink, accent)
    image = image.resize((S // 2, S // 2), Image.LANCZOS)
    grain = rng.normal(0, 2.0, (S // 2, S // 2, 1))
    image = Image.fromarray(np.clip(np.asarray(image, float) + grain, 0, 255).astype(np.uint8))
    for quality in (82, 76, 70, 62):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        if out.tell() <= 48_000:
            break
    return out.getvalue()


def _disc(d, x, y, r, **style):
    d.ellipse((x - r, y - r, x + r, y + r), **style)


def _rings(image, rng, top, bottom, ink, accent):
    d = ImageDraw.Draw(image)
    x, y = S * rng.uniform(0.42, 0.58), S * rng.uniform(0.5, 0.62)
    for i, r in enumerate(range(520, 40, -48)):
        _disc(d, x, y, r, outline=_mix(accent, ink, i / 10), width=5 + i)
    _disc(d, x, y, 36, fill=ink)


def _hills(image, rng, top, bottom, ink, accent):
    d = ImageDraw.Draw(image)
    _disc(d, S * 0.68, S * 0.3, 105, fill=_mix(top, (255, 255, 255), 0.55))
    for k in range(5):
        t = k / 4
        x = np.linspace(0, S, 90)
        y = S * (0.46 + 0.12 * k)
        line = y - sum(rng.uniform(20, 75) / (j + 1) * np.sin(x / S * np.pi * (j + 1) * rng.uniform(0.8, 1.7) + rng.uniform(0, 6)) for j in range(4))
        d.polygon([(0, S), *zip(x, line), (S, S)], fill=_mix(_mix(bottom, accent, 0.4), ink, t ** 1.3))


def _windows(image, rng, top, bottom, ink, accent):
    d = ImageDraw.Draw(image)
    n = 7
    cell, gap = S * 0.78 / n, S * 0.11
    for i in range(n):
        for j in range(n):
            x, y = gap + i * cell, gap + j * cell
            lit = rng.random()
            fill = ink if lit > 0.84 else accent if lit > 0.74 else _mix(top, bottom, 0.35 + 0.6 * rng.random())
            d.rounded_rectangle((x + 9, y + 9, x + cell - 9, y + cell - 9), 10, fill=_mix(fill, (255, 255, 255), 0.03))


def _grid(image, rng, top, bottom, ink, accent):
    d = ImageDraw.Draw(image)
    n, unit = 12, S * 0.8 / 12
    left = S * 0.1
    half = rng.random((n, n // 2)) < np.linspace(0.25, 0.75, n // 2)
    for j in range(n):
        for i in range(n):
            if half[j, min(i, n - 1 - i)]:
                hot = (j * 7 + min(i, n - 1 - i) * 3) % 11 == 0
                d.rectangle((left + i * unit, left + j * unit, left + (i + 1) * unit - 5, left + (j + 1) * unit - 5), fill=accent if hot else ink)


def _slashes(image, rng, top, bottom, ink, accent):
    d = ImageDraw.Draw(image)
    x = -S * 0.5
    while x < S * 1.2:
        w = rng.uniform(14, 110)
        tone = rng.random()
        fill = accent if tone > 0.82 else _mix(_mix(top, bottom, rng.random()), ink, 0.12 + 0.5 * rng.random() ** 3)
        d.polygon([(x, S), (x + w, S), (x + w + S * 0.45, 0), (x + S * 0.45, 0)], fill=fill)
        x += w + rng.uniform(6, 60)


def _leaves(image, rng, top, bottom, ink, accent):
    for k in range(26):
        size = int(rng.uniform(150, 330))
        leaf = Image.new("L", (size, size), 0)
        d = ImageDraw.Draw(leaf)
        t = np.linspace(0, np.pi, 40)
        w = np.sin(t) * size * 0.17
        y = np.linspace(6, size - 6, 40)
        d.polygon([*zip(size / 2 + w, y), *zip((size / 2 - w)[::-1], y[::-1])], fill=235)
        d.line((size / 2, 6, size / 2, size - 6), fill=110, width=4)
        leaf = leaf.rotate(rng.uniform(0, 360), Image.BICUBIC, expand=True)
        fill = accent if rng.random() > 0.75 else _mix(ink, bottom, rng.uniform(0, 0.55))
        image.paste(Image.new("RGB", leaf.size, fill), (int(rng.uniform(-100, S - 120)), int(rng.uniform(-100, S - 120))), leaf)


def _moon(image, rng, top, bottom, ink, accent):
    d = ImageDraw.Draw(image)
    for _ in range(70):
        _disc(d, rng.uniform(0, S), rng.uniform(0, S * 0.62), rng.uniform(1.5, 4.5), fill=_mix(top, ink, rng.uniform(0.4, 1)))
    glow = Image.new("L", (S, S), 0)
    _disc(ImageDraw.Draw(glow), S * 0.62, S * 0.34, 230, fill=120)
    image.paste(Image.new("RGB", (S, S), accent), (0, 0), glow.filter(ImageFilter.GaussianBlur(70)))
    _disc(d, S * 0.62, S * 0.34, 150, fill=ink)
    for i in range(9):
        y = S * (0.66 + 0.036 * i)
        w = S * (0.08 + 0.035 * i) * rng.uniform(0.7, 1.15)
        d.line((S * 0.62 - w, y, S * 0.62 + w, y), fill=_mix(ink, bottom, 0.25 + 0.07 * i), width=8)


def _sunset(image, rng, top, bottom, ink, accent):
    d = ImageDraw.Draw(image)
    horizon = int(S * 0.62)
    sun = Image.new("L", (S, S), 0)
    s = ImageDraw.Draw(sun)
    _disc(s, S / 2, S * 0.45, 290, fill=255)
    for i in range(7):
        y = S * (0.42 + 0.036 * i)
        s.rectangle((0, y, S, y + 5 + 3.5 * i), fill=0)
    s.rectangle((0, horizon, S, S), fill=0)
    ramp = np.linspace(0, 1, S)[:, None, None]
    image.paste(Image.fromarray(np.broadcast_to(np.array(ink) * (1 - ramp) + np.array(bottom) * ramp, (S, S, 3)).astype(np.uint8)), (0, 0), sun)
    d.rectangle((0, horizon, S, S), fill=_mix(top, (0, 0, 0), 0.35))
    for i in range(-16, 17):
        d.line((S / 2 + i * 30, horizon, S / 2 + i * 210, S), fill=accent, width=3)
    for k in range(1, 11):
        y = horizon + (S - horizon) * (k / 10) ** 2.2
        d.line((0, y, S, y), fill=accent, width=3)


def _keys(image, rng, top, bottom, ink, accent):
    d = ImageDraw.Draw(image)
    _disc(d, S * 0.72, S * 0.28, 130, fill=accent)
    x = S * 0.08
    for k in range(11):
        h = S * (0.3 + 0.32 * abs(np.sin(k * 0.55 + 0.6)))
        d.rectangle((x, S * 0.92 - h, x + 72, S * 0.92), fill=ink if k % 3 else _mix(ink, top, 0.55))
        x += 93


def _kites(image, rng, top, bottom, ink, accent):
    d = ImageDraw.Draw(image)
    for x, y, r, turn, fill in ((0.36, 0.4, 0.27, 0.35, accent), (0.66, 0.58, 0.2, -0.25, ink), (0.86, 0.2, 0.09, 0.5, _mix(accent, top, 0.45))):
        spin = lambda a, b: (S * (x + r * (a * np.cos(turn) - b * np.sin(turn))), S * (y + r * (a * np.sin(turn) + b * np.cos(turn))))
        tip, right, tail, left = spin(0, -1), spin(0.68, -0.25), spin(0, 1.15), spin(-0.68, -0.25)
        d.polygon([tip, right, tail, left], fill=fill)
        d.polygon([tip, tail, left], fill=_mix(fill, (255, 255, 255), 0.16))
        t = np.linspace(0, 1, 60)
        d.line([(tail[0] + S * 0.03 * np.sin(9 * u) * u - S * r * 0.5 * u, tail[1] + S * r * 1.5 * u) for u in t], fill=ink, width=5)


def _strata(image, rng, top, bottom, ink, accent):
    d = ImageDraw.Draw(image)
    x = np.linspace(0, S, 120)
    y = S * 0.14
    while y < S:
        bend = 26 * np.sin(x / S * 3.4 + y / 300) + 9 * np.sin(x / S * 11 + y / 90)
        tone = _mix(_mix(top, bottom, rng.random()), ink, rng.random() ** 3 * 0.85)
        d.polygon([(0, S), *zip(x, y + bend + x * 0.09), (S, S)], fill=tone)
        y += rng.uniform(12, 95)
