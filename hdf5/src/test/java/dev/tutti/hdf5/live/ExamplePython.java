package dev.tutti.hdf5.live;

/** The two SWMR examples of h5py's documentation, reader and writer apart, one step for each line of standard input. */
final class ExamplePython {
    /** Reader that is told of each step, as by the event of swmr_multiprocess. */
    static final String EVENT_READER =
            """
            import sys
            import h5py
            f = h5py.File(sys.argv[1], 'r', libver='latest', swmr=True)
            dset = f[sys.argv[2]]
            print('opened', flush=True)
            for line in sys.stdin:
                dset.refresh()
                print('shape %d sum %d' % (dset.shape[0], dset[()].sum()), flush=True)
            f.close()
            """;

    /** Writer of both examples. */
    static final String WRITER =
            """
            import sys
            import h5py, numpy as np
            with h5py.File(sys.argv[1], 'w', libver='latest') as f:
                arr = np.array([1, 2, 3, 4])
                dset = f.create_dataset(sys.argv[2], chunks=(2,), maxshape=(None,), data=arr[:0], dtype='i8')
                assert not f.swmr_mode
                f.swmr_mode = True
                assert f.swmr_mode
                print('live', flush=True)
                for i in range(5):
                    sys.stdin.readline()
                    new_shape = ((i + 1) * len(arr),)
                    dset.resize(new_shape)
                    dset[i * len(arr):] = arr
                    dset.flush()
                    print('step %d' % (i + 1), flush=True)
                sys.stdin.readline()
            print('closed', flush=True)
            """;

    /** Reader that the file system tells of each change, as in swmr_inotify_example (through libc, pyinotify is rarely installed). */
    static final String INOTIFY_READER =
            """
            import ctypes, os, select, struct, sys
            import h5py
            libc = ctypes.CDLL('libc.so.6', use_errno=True)
            IN_MODIFY, IN_CLOSE_WRITE = 0x2, 0x8
            fd = libc.inotify_init()
            assert libc.inotify_add_watch(fd, sys.argv[1].encode(), IN_MODIFY | IN_CLOSE_WRITE) >= 0
            f = h5py.File(sys.argv[1], 'r', libver='latest', swmr=True)
            dset = f[sys.argv[2]]
            print('opened', flush=True)
            last, closed = -1, False
            while not closed:
                if not select.select([fd], [], [], 30)[0]:
                    raise SystemExit('no event in 30 s')
                data = os.read(fd, 65536)
                at = 0
                while at < len(data):
                    wd, mask, cookie, length = struct.unpack_from('iIII', data, at)
                    at += 16 + length
                    closed = closed or bool(mask & IN_CLOSE_WRITE)
                dset.refresh()
                if dset.shape[0] != last:
                    last = dset.shape[0]
                    print('shape %d sum %d' % (last, dset[()].sum()), flush=True)
            print('writer closed', flush=True)
            f.close()
            """;

    private ExamplePython() {}
}
