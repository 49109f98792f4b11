"""Names as keys: equal where two catalogues merely write the same name differently. As `src/names.rs` has them."""

import re

# Guests stand behind one of these.
GUESTS = {"feat", "featuring", "ft"}
# Written or left out, as a catalogue likes.
FILLERS = {"the", "and"}


def words(name):
    """Lower-case words. Apostrophes and full stops part none: "D.O.C." is a word."""
    kept = "".join(c for c in name.lower() if c not in "'’.")
    return "".join(c if c.isalnum() else " " for c in kept).split()


def without_brackets(name):
    """One that is not closed reaches to the end."""
    depth, out = 0, ""
    for c in name:
        if c in "[(":
            depth, out = depth + 1, out + " "
        elif c in "])":
            depth = max(depth - 1, 0)
        elif depth == 0:
            out += c
    return out


def artist(name):
    """Words in alphabetical order ("Last, First" is "First Last") without guests, "the", "and" and what stands in brackets."""
    kept = words(without_brackets(name))
    guests = next((i for i, word in enumerate(kept) if i > 0 and word in GUESTS), len(kept))
    kept = [word for word in kept[:guests] if word not in FILLERS] or words(name)
    return " ".join(sorted(kept)) or name.strip().lower()


def title(name):
    """Without what editions add: brackets, what follows " - ", guests, punctuation, case."""
    end = re.search(r" - |feat\.|\(|\[", name.lower())
    return "".join(c for c in name.lower()[: end.start() if end else len(name)] if c.isalnum())
