"""Decomposes a float32 matrix of a file; prints seconds, the Frobenius error of the rank, and with what, as JSON.

Arguments: file, rows, columns, rank, and randomized_svd (scikit-learn) or svd (numpy)."""
import json
import sys
import time

import numpy

file, rows, columns, rank, method = sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5]
matrix = numpy.fromfile(file, dtype="<f4").reshape(rows, columns)
if method == "svd":
    version = f"numpy {numpy.__version__}"
    start = time.perf_counter()
    u, s, vt = numpy.linalg.svd(matrix, full_matrices=False)
else:
    import sklearn
    from sklearn.utils.extmath import randomized_svd

    version = f"scikit-learn {sklearn.__version__}"
    start = time.perf_counter()
    u, s, vt = randomized_svd(matrix, n_components=rank, n_iter=4, random_state=0)
seconds = time.perf_counter() - start
rest = matrix.astype(numpy.float64) - (u[:, :rank] * s[:rank]).astype(numpy.float64) @ vt[:rank].astype(numpy.float64)
print(json.dumps({"seconds": seconds, "error": float(numpy.sqrt((rest**2).sum())), "version": version}))
