"""The weighted sum of everything the network is to learn."""

import torch
import torch.nn.functional as F


class Losses:
    """`ids` are clips, -1 for a piece without labels; rows `i` and `i + n/2` are two crops of one recording."""

    def __init__(self, data, centre, metric, options):
        self.options = options
        self.metric = metric
        self.centre = torch.tensor(centre, dtype=torch.float32)
        self.genres, self.moods = torch.tensor(data.genres), torch.tensor(data.moods)
        self.quadrants, self.clusters = torch.tensor(data.quadrants), torch.tensor(data.clusters)

    def __call__(self, net, x, ids, features, tags):
        embedding, pooled = (part.float() for part in net(x))
        embedding = F.normalize(embedding, dim=1)
        clip = torch.tensor(ids >= 0)
        genres = self.genres[ids] * clip[:, None]
        known = ~tags.isnan()
        tag_loss = F.binary_cross_entropy_with_logits(net.teacher_tags(pooled).float(), tags.nan_to_num(), reduction="none")
        parts = {
            "features": (1 - F.cosine_similarity(net.features(embedding).float() + self.centre, features)).mean(),
            "similarity": self.options.similarity * self.similarity(embedding, features, genres),
            "tags": 4 * tag_loss[known].mean(),
            "labels": self.options.labels * self.labels(net, pooled[clip], ids[clip.numpy()]),
            "contrast": self.options.contrast * contrast(embedding),
        }
        return sum(parts.values()), parts

    def similarity(self, embedding, features, genres):
        """The batch's cosines against those of the teachers (Hung et al. 2023) as the metric sees them, raised a little where labelled
        genres are shared."""
        teacher = F.normalize(F.normalize(features - self.centre, dim=1) @ self.metric.T, dim=1)
        labelled = (genres.sum(1) > 0).float()
        shared = genres @ genres.T
        union = genres.sum(1)[:, None] + genres.sum(1)[None] - shared
        bonus = self.options.genre_similarity * labelled[:, None] * labelled[None] * (shared / union.clamp(min=1) - 0.15)
        others = ~torch.eye(len(embedding), dtype=torch.bool)
        return ((embedding @ embedding.T - teacher @ teacher.T - bonus)[others] ** 2).mean()

    def labels(self, net, pooled, ids):
        loss = pooled.new_zeros(())
        genres = self.genres[ids]
        if (has := genres.sum(1) > 0).any():
            loss = loss + 4 * F.binary_cross_entropy_with_logits(net.genres(pooled)[has].float(), genres[has])
        for head, labels, weight in ((net.quadrants, self.quadrants, 0.5), (net.clusters, self.clusters, 0.25)):
            if (labels[ids] >= 0).any():
                loss = loss + weight * F.cross_entropy(head(pooled).float(), labels[ids], ignore_index=-1, label_smoothing=0.1)
        moods = self.moods[ids]
        if (has := moods.sum(1) > 0).any():
            loss = loss + F.binary_cross_entropy_with_logits(net.moods(pooled)[has].float(), moods[has])
        return loss


def contrast(embedding, temperature=0.1):
    """NT-Xent (Chen et al. 2020): the second half of the batch holds other crops of the recordings of the first."""
    n = len(embedding) // 2
    cosines = embedding[:n] @ embedding[n:].T / temperature
    own = torch.arange(n)
    return 0.5 * (F.cross_entropy(cosines, own) + F.cross_entropy(cosines.T, own))
