"""Multiplies float32 matrices, as the products in a JSON list say; prints the median seconds of each, and of what library, as JSON."""
import json
import re
import statistics
import sys
import time

import numpy

generator = numpy.random.default_rng(1)


def seconds(product):
    batch, m, k, n = (product[size] for size in ("batch", "m", "k", "n"))
    a, b = (generator.random((batch, *shape), dtype=numpy.float32) for shape in ((m, k), (k, n)))
    if product["transposeA"]:
        a = a.swapaxes(1, 2).copy().swapaxes(1, 2)
    if product["transposeB"]:
        b = b.swapaxes(1, 2).copy().swapaxes(1, 2)
    numpy.matmul(a, b)
    taken = []
    end = time.perf_counter() + 0.5
    while len(taken) < 3 or time.perf_counter() < end:
        start = time.perf_counter()
        numpy.matmul(a, b)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


with open("/proc/self/maps") as maps:
    libraries = set(re.findall(r"/(lib[\w.-]*blas[\w.-]*\.so[\w.]*)$", maps.read(), re.MULTILINE))
# The name that says which one it is, if there is such a name.
library = max(libraries, key=len, default="no library")
result = {"version": numpy.__version__, "library": library, "seconds": [seconds(product) for product in json.loads(sys.argv[1])]}
print(json.dumps(result))
