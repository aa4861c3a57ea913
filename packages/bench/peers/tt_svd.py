"""TT-SVD (Oseledets 2011) of a float32 matrix of a file, with numpy; prints seconds, the relative Frobenius error and with what, as JSON.

Arguments: file, modes of rows, modes of columns (with commas between them), rank. The matrix is a tensor whose k-th axis is the pair of
the k-th modes; its unfoldings are decomposed from left to right by numpy.linalg.svd, each cut to the rank."""
import json
import sys
import time

import numpy

file, rank = sys.argv[1], int(sys.argv[4])
rows, columns = ([int(mode) for mode in modes.split(",")] for modes in sys.argv[2:4])
d = len(rows)
matrix = numpy.fromfile(file, dtype="<f4")
norm = float(numpy.linalg.norm(matrix))

start = time.perf_counter()
pairs = [axis for k in range(d) for axis in (k, d + k)]
rest = matrix.reshape(rows + columns).transpose(pairs).reshape(rows[0] * columns[0], -1)
cores, left = [], 1
for k in range(d - 1):
    u, s, vt = numpy.linalg.svd(rest.reshape(left * rows[k] * columns[k], -1), full_matrices=False)
    kept = min(rank, len(s))
    cores.append(u[:, :kept].reshape(left, rows[k] * columns[k], kept))
    rest, left = s[:kept, None] * vt[:kept], kept
    del u, s, vt
cores.append(rest.reshape(left, rows[-1] * columns[-1], 1))
seconds = time.perf_counter() - start

whole = cores[0].reshape(-1, cores[0].shape[2])
for core in cores[1:]:
    whole = (whole @ core.reshape(core.shape[0], -1)).reshape(-1, core.shape[2])
interleaved = [size for pair in zip(rows, columns) for size in pair]
back = whole.reshape(interleaved).transpose([2 * k for k in range(d)] + [2 * k + 1 for k in range(d)]).reshape(-1)
error = float(numpy.linalg.norm(matrix - back)) / norm
print(json.dumps({"seconds": seconds, "error": error, "version": f"numpy {numpy.__version__}"}))
