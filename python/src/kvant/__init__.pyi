from kvant import dask as dask
from kvant import parts as parts
from kvant import plot as plot
from kvant._bisecting import BisectingKMeans as BisectingKMeans
from kvant._elbow import Elbow as Elbow
from kvant._elbow import elbow as elbow
from kvant._kmeans import KMeans as KMeans
from kvant._kmeans import k_means as k_means
from kvant._kmeans import kmeans_plusplus as kmeans_plusplus
from kvant._mini_batch import MiniBatchKMeans as MiniBatchKMeans
from kvant._pictures import Quantized as Quantized
from kvant._pictures import count_colors as count_colors
from kvant._pictures import quantize as quantize
from kvant._quantizer import Quantizer as Quantizer

__version__: str
