"""What a type checker sees of kvant: mypy reads this, nobody runs it."""

import numpy as np

import kvant
from kvant import BisectingKMeans, KMeans, MiniBatchKMeans, elbow, k_means, kmeans_plusplus, quantize

X = np.zeros((9, 2))
labels: np.ndarray = KMeans(3, effort=1).fit(X).predict(X)
score: float = MiniBatchKMeans(3).fit(X).score(X)
again: np.ndarray = BisectingKMeans(3).fit_predict(X)
centers: np.ndarray = k_means(X, 3)[0]
rows, numbers = kmeans_plusplus(X, 3)
shape: tuple[int, ...] = numbers.shape
k: int = elbow(X, 5).k_
colors: list[str] = quantize("cat.png", 24, dither="bayer").hex
count: int = kvant.count_colors(np.zeros((2, 2, 3), np.uint8))
