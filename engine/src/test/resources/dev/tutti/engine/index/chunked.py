"""Makes one file with one chunked dataset: every element of a written chunk holds its own row-major number.

usage: chunked.py FILE SPEC, SPEC = JSON with shape, maxshape (null: unlimited), chunks, deflate, early, libver, fraction
prints one line per sampled chunk: byte offset, stored bytes, filter mask, element offsets
"""
import json
import random
import sys

import h5py
import numpy

path, spec = sys.argv[1], json.loads(sys.argv[2])
shape, chunks = tuple(spec["shape"]), tuple(spec["chunks"])
random.seed(7)
with h5py.File(path, "w", libver=(spec.get("libver", "latest"), "latest")) as file:
    dcpl = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    dcpl.set_chunk(chunks)
    if spec.get("deflate"):
        dcpl.set_deflate(1)
    if spec.get("early"):
        dcpl.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    maxshape = tuple(h5py.h5s.UNLIMITED if m is None else m for m in spec["maxshape"])
    space = h5py.h5s.create_simple(shape, maxshape)
    h5py.h5d.create(file.id, b"x", h5py.h5t.STD_I64LE, space, dcpl)
    dataset = file["x"]
    values = numpy.arange(numpy.prod(shape), dtype="<i8").reshape(shape)
    fraction = spec.get("fraction", 1)
    if fraction == 1:
        dataset[...] = values
    else:
        grid = [range(0, n, c) for n, c in zip(shape, chunks)]
        starts = numpy.array(numpy.meshgrid(*grid, indexing="ij")).reshape(len(shape), -1).T.tolist()
        for start in random.sample(starts, int(len(starts) * fraction)):
            part = tuple(slice(s, min(n, s + c)) for s, c, n in zip(start, chunks, shape))
            dataset[part] = values[part]
with h5py.File(path, "r") as file:
    dataset = file["x"]
    count = dataset.id.get_num_chunks()
    print("chunks", count)
    for i in sorted(random.sample(range(count), min(count, 100))):
        info = dataset.id.get_chunk_info(i)
        print(info.byte_offset, info.size, info.filter_mask, *info.chunk_offset)
