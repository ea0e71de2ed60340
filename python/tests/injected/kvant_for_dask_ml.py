"""A pytest plugin: dask-ml's own tests, run on kvant's class. `-p kvant_for_dask_ml`."""

import dask_ml.cluster
import kvant.dask

dask_ml.cluster.KMeans = kvant.dask.KMeans
