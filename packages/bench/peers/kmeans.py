"""Clusters the float32 values of a file with scikit-learn; prints seconds and the squared error as JSON."""
import json
import sys
import time

import numpy
import sklearn
from sklearn.cluster import KMeans

values = numpy.fromfile(sys.argv[1], dtype="<f4").reshape(-1, 1)
start = time.perf_counter()
fitted = KMeans(n_clusters=int(sys.argv[2]), init="k-means++", n_init=10, random_state=0).fit(values)
seconds = time.perf_counter() - start
exact = values.astype(numpy.float64) - fitted.cluster_centers_.astype(numpy.float64)[fitted.labels_]
print(json.dumps({"seconds": seconds, "error": float((exact**2).sum()), "version": sklearn.__version__}))
