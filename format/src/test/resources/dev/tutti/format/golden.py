"""Makes golden-latest.txt and golden-default.txt: object headers and superblocks as h5py writes them, one block a line in hex.

Usage: python3 golden.py   (needs h5py; run in this directory)
"""
import os
import struct
import tempfile

import h5py
import numpy as np


def make(path, **options):
    f = h5py.File(path, 'w', **options)
    f.attrs['title'] = 'golden'
    f.attrs['n'] = np.int32(5)
    f.attrs['cplx'] = np.array([1 + 2j])
    f.attrs.create('fixed', np.bytes_('abc'))
    f.attrs.create('null', h5py.Empty('f8'))
    d = f.create_dataset('extensible', shape=(10,), maxshape=(None,), chunks=(4,), dtype='<f8',
                         compression='gzip', shuffle=True, fletcher32=True)
    d.attrs['units'] = 'm/s'
    f.create_dataset('tree', shape=(10, 600), maxshape=(None, None), chunks=(4, 300), dtype='>i2')
    f.create_dataset('fixedarray', shape=(100,), chunks=(4,), dtype='u8', fillvalue=7)
    f.create_dataset('single', data=np.arange(300, dtype='f4').reshape(300, 1), chunks=(300, 1), compression='gzip')
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_chunk((5,))
    plist.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    h5py.h5d.create(f.id, b'implicit', h5py.h5t.NATIVE_INT32, h5py.h5s.create_simple((10,)), plist)
    f.create_dataset('contiguous', data=np.arange(6, dtype='i1').reshape(2, 3))
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_layout(h5py.h5d.COMPACT)
    compact = h5py.h5d.create(f.id, b'compact', h5py.h5t.NATIVE_INT32, h5py.h5s.create_simple((3,)), plist)
    compact.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([1, 2, 3], 'i4'))
    enum = h5py.enum_dtype({'RED': 0, 'GREEN': -1, 'BLUE': 127}, basetype='i1')
    f.create_dataset('enum', data=np.zeros(2, 'i1'), dtype=enum)
    f['everything'] = np.dtype([
        ('x', '<f8'), ('name', 'S7'), ('e', enum), ('a', '>i2', (2, 3)), ('v', h5py.string_dtype()),
        ('s', h5py.vlen_dtype('i4')), ('b', '?'), ('h', 'f2'), ('o', 'V5'), ('inner', [('p', 'u1'), ('q', 'u8')]),
        ('ref', h5py.ref_dtype), ('reg', h5py.regionref_dtype)])
    f['pair'] = np.dtype([('p', 'u1'), ('q', 'u8')])
    f.create_dataset('committed', shape=(2,), dtype=f['pair'])
    f['contiguous'].attrs.create('shared', np.zeros(1, f['pair'].dtype), dtype=f['pair'])
    f.create_dataset('strings', data=['a', 'bc'], dtype=h5py.string_dtype('ascii'))
    f.create_dataset('scalar', data=3.5)
    g = f.create_group('group', track_order=True)
    g['soft'] = h5py.SoftLink('/contiguous')
    g['ext'] = h5py.ExternalLink('other.h5', '/x/y')
    g['hard'] = f['contiguous']
    g['\u00fcn\u00ef'] = f['extensible']
    for i in range(12):
        g.attrs['a%02d' % i] = i
    big = f.create_group('big')
    for i in range(20):
        big['l%02d' % i] = f['contiguous']
    h5py.h5o.set_comment(f['contiguous'].id, b'a remark')
    f.create_dataset('times', data=1, track_times=True)
    f.create_dataset('external', shape=(4,), dtype='i4', external=[('raw.bin', 0, 16)])
    layout = h5py.VirtualLayout((4,), 'i4')
    layout[:] = h5py.VirtualSource('o.h5', 'd', (4,))
    f.create_virtual_dataset('virtual', layout)
    names = []
    f.visit(names.append)
    places = {'/': h5py.h5o.get_info(f.id).addr}
    for name in names:
        places[name] = h5py.h5o.get_info(f[name].id).addr
    f.close()
    return places


def chunks(data, address):
    """Yields (kind, bytes) for the chunks of one object header."""
    todo = []
    if data[address:address + 4] == b'OHDR':
        flags = data[address + 5]
        at = address + 6 + (16 if flags & 32 else 0) + (4 if flags & 16 else 0)
        width = 1 << (flags & 3)
        size = int.from_bytes(data[at:at + width], 'little')
        start, end = at + width, at + width + size
        yield 'header', data[address:end + 4]
        head, old = (6 if flags & 4 else 4), False
    else:
        size = struct.unpack_from('<I', data, address + 8)[0]
        start, end = address + 16, address + 16 + size
        yield 'header', data[address:end]
        head, old = 8, True
    todo.append((start, end))
    while todo:
        at, end = todo.pop(0)
        while end - at >= head:
            kind = struct.unpack_from('<H', data, at)[0] if old else data[at]
            length = struct.unpack_from('<H', data, at + (2 if old else 1))[0]
            if kind == 0x10:
                address, size = struct.unpack_from('<QQ', data, at + head)
                yield 'continuation', data[address:address + size]
                todo.append((address, address + size) if old else (address + 4, address + size - 4))
            at += head + length


def write(target, **options):
    path = tempfile.mktemp(suffix='.h5')
    places = make(path, **options)
    data = open(path, 'rb').read()
    os.unlink(path)
    with open(target, 'w') as out:
        out.write('superblock / %s\n' % data[:100].hex())
        seen = set()
        for name, address in places.items():
            if address not in seen:
                seen.add(address)
                for kind, block in chunks(data, address):
                    out.write('%s %s %s\n' % (kind, name, block.hex()))


write('golden-latest.txt', libver='latest')
write('golden-default.txt')
