"""The C library reads a file with one chunked dataset x, compares it with the numbers in EXPECTED, then grows and rewrites it.

usage: reread.py FILE EXPECTED
prints the new shape; afterwards every element holds its own row-major number
"""
import sys

import h5py
import numpy

path, expected = sys.argv[1:]
with h5py.File(path, "r") as file:
    dataset = file["x"]
    wanted = numpy.fromfile(expected, "<i8").reshape(dataset.shape)
    found = dataset[...]
    if not numpy.array_equal(found, wanted):
        wrong = numpy.argwhere(found != wanted)
        sys.exit("%d of %d elements are wrong, the first at %s" % (len(wrong), found.size, wrong[0]))
with h5py.File(path, "r+") as file:
    dataset = file["x"]
    shape = tuple(n + 7 * c if m is None else n for n, c, m in zip(dataset.shape, dataset.chunks, dataset.maxshape))
    dataset.resize(shape)
    dataset[...] = numpy.arange(numpy.prod(shape), dtype="<i8").reshape(shape)
with h5py.File(path, "r") as file:
    found = file["x"][...]
    if not numpy.array_equal(found, numpy.arange(found.size, dtype="<i8").reshape(shape)):
        sys.exit("wrong after a change by the C library")
print(*shape)
