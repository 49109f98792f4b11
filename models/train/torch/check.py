"""How far the network is, on whole validation clips: what the fit prints on its way. Nothing is fitted on them."""

import data as source
import numpy as np
import torch


@torch.no_grad()
def embeddings(net, mels):
    out = []
    for mel in mels:
        out.append(net(torch.as_tensor(mel).t()[None])[0][0])
    return source.unit(torch.stack(out).float().numpy())


def figures(net, data, goals, view):
    """Cosine of predicted to teachers' features, correlation with their similarities in the metric's `view`, P@10, halves found."""
    net.eval()
    clips = [i for i in range(len(data.files)) if data.unseen[i] and data.windows[i]]
    vectors = embeddings(net, [data.mels[i] for i in clips])
    with torch.no_grad():
        predicted = source.unit(net.features(torch.tensor(vectors)).float().numpy() + goals.centre)
    wanted = source.unit(goals.clip[clips])
    centred = source.unit(source.unit(goals.clip[clips] - goals.centre) @ view.numpy().T)
    others = ~np.eye(len(clips), dtype=bool)
    agreement = np.corrcoef((vectors @ vectors.T)[others], (centred @ centred.T)[others])[0, 1]
    halves = [embeddings(net, part) for part in zip(*((data.mels[i][: len(data.mels[i]) // 2], data.mels[i][len(data.mels[i]) // 2 :]) for i in clips))]
    found = (halves[0] @ halves[1].T).argmax(1) == np.arange(len(clips))
    return dict(
        cosine=(predicted * wanted).sum(1).mean(),
        agreement=agreement,
        precision=precision(vectors, data, clips),
        halves=found.mean(),
    )


def precision(vectors, data, clips):
    """P@10 among clips with genres, the query's artist left out."""
    rows = [row for row, i in enumerate(clips) if data.genres[i].any()]
    genres, artists = data.genres[[clips[row] for row in rows]], data.artists[[clips[row] for row in rows]]
    cosines = vectors[rows] @ vectors[rows].T
    cosines[artists[:, None] == artists[None]] = -9
    nearest = np.argsort(-cosines, 1)[:, :10]
    return np.mean([(genres[near] @ genres[row] > 0).mean() for row, near in enumerate(nearest)])
