"""A pytest plugin: scikit-learn's own tests, run on kvant's classes. `-p kvant_for_sklearn`."""

import kvant
import sklearn.cluster

for name in ("KMeans", "MiniBatchKMeans", "BisectingKMeans", "k_means", "kmeans_plusplus"):
    setattr(sklearn.cluster, name, getattr(kvant, name))
