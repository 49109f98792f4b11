"""One module per style. Each has VARIATIONS (one dict per track) and compose(**variation) -> stereo signal."""
