package dev.tutti.hdf5.live;

/** What h5py does in the live tests, as scripts for {@code python3 -c}. */
final class Python {
    /** Every value is its index, so that a wrong one is seen wherever it stands. Arguments: file, length to reach, seconds, "refresh" or "reopen". */
    static final String FOLLOW =
            """
            import sys, time, random
            import h5py, numpy as np
            path, target, limit, mode = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
            random.seed(int(sys.argv[5]) if len(sys.argv) > 5 else 1)
            end = time.monotonic() + limit
            opens = reads = 0
            seen = {}
            def check(f):
                global reads
                shortest = None
                for name in ('plain', 'deflated', 'table'):
                    d = f[name]
                    d.refresh()
                    n = d.shape[0]
                    if n < seen.get(name, 0):
                        raise SystemExit('%s shrank from %d to %d' % (name, seen[name], n))
                    seen[name] = n
                    for start in (max(0, n - 300), random.randrange(n) if n else 0):
                        stop = min(n, start + 300)
                        if stop <= start:
                            continue
                        got = d[start:stop]
                        want = np.arange(start, stop)
                        if name == 'table':
                            want = want[:, None] * np.array([1, 10, 100])
                        if not np.array_equal(got, want):
                            bad = np.argwhere(got != want)[0]
                            raise SystemExit('%s[%s] is %r' % (name, bad + start, got[tuple(bad)]))
                        reads += 1
                    shortest = n if shortest is None else min(shortest, n)
                return shortest
            def opened():
                global opens
                opens += 1
                return h5py.File(path, 'r', swmr=True)
            print('ready')
            f = opened()
            while True:
                n = check(f)
                if n >= target:
                    break
                if time.monotonic() > end:
                    raise SystemExit('only %d of %d after %s s' % (n, target, limit))
                if mode == 'reopen':
                    f.close()
                    f = opened()
            f.close()
            print('ok opens=%d reads=%d' % (opens, reads))
            """;

    /** A writer as h5py's documentation shows it. Arguments: file, rows per step, steps. */
    static final String WRITE =
            """
            import sys, time
            import h5py, numpy as np
            path, step, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
            f = h5py.File(path, 'w', libver='latest')
            plain = f.create_dataset('plain', (0,), maxshape=(None,), chunks=(256,), dtype='f8')
            deflated = f.create_dataset('deflated', (0,), maxshape=(None,), chunks=(512,), dtype='f8', compression='gzip', shuffle=True)
            table = f.create_dataset('table', (0, 3), maxshape=(None, None), chunks=(64, 3), dtype='i4')
            f.swmr_mode = True
            print('live', flush=True)
            sys.stdin.readline()
            n = 0
            for i in range(steps):
                m = n + step
                values = np.arange(n, m)
                for d in (plain, deflated):
                    d.resize((m,))
                    d[n:m] = values
                    d.flush()
                table.resize((m, 3))
                table[n:m] = values[:, None] * np.array([1, 10, 100])
                table.flush()
                n = m
            print('written %d' % n, flush=True)
            sys.stdin.readline()
            f.close()
            print('closed', flush=True)
            """;

    /** Opens the file again and again and looks at what was added since. Arguments: file, opens, seconds, seed. */
    static final String NEW_OBJECTS =
            """
            import sys, time, random
            import h5py, numpy as np
            path, opens, limit, seed = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
            random.seed(seed)
            end = time.monotonic() + limit
            most = looks = done = 0
            def look(f, k):
                global looks
                g = f['many/%d' % k]
                if g.attrs['number'] != k:
                    raise SystemExit('attribute of %d is %r' % (k, g.attrs['number']))
                d = g['data']
                n = 10 + k % 90
                if d.shape != (n,) or not np.array_equal(d[()], np.arange(k, k + n)):
                    raise SystemExit('data of %d is %r %r' % (k, d.shape, d[()][:5]))
                if d.attrs['unit'] != 'mV/km':
                    raise SystemExit('unit of %d is %r' % (k, d.attrs['unit']))
                if not np.array_equal(g['table'][()], np.arange(12).reshape(3, 4) + k):
                    raise SystemExit('table of %d' % k)
                looks += 1
            print('ready', flush=True)
            while done < opens:
                with h5py.File(path, 'r', swmr=True) as f:
                    done += 1
                    many = f['many']
                    names = list(many)
                    if len(names) < most:
                        raise SystemExit('%d groups after %d' % (len(names), most))
                    most = len(names)
                    last = most - 1
                    for k in {last, last - 1, random.randrange(most) if most else 0}:
                        if 0 <= k < most:
                            look(f, k)
                    tick = f['tick']
                    for again in range(2):
                        tick.refresh()
                        n = tick.shape[0]
                        if n and not np.array_equal(tick[max(0, n - 50):n], np.arange(max(0, n - 50), n)):
                            raise SystemExit('tick is wrong below %d' % n)
                if time.monotonic() > end:
                    break
            print('ok opens=%d looks=%d groups=%d' % (done, looks, most), flush=True)
            """;

    /** Answers, line by line: {@code swmr PATH} or {@code plain PATH} with the lengths of all datasets after checking every value. */
    static final String JUDGE =
            """
            import sys
            import h5py, numpy as np
            def judge(how, path):
                with h5py.File(path, 'r', swmr=(how == 'swmr')) as f:
                    out = []
                    for name in ('plain', 'deflated', 'table'):
                        d = f[name]
                        n = d.shape[0]
                        want = np.arange(n)
                        if name == 'table':
                            want = want[:, None] * np.array([1, 10, 100])
                        if not np.array_equal(d[()], want):
                            return 'wrong values in %s' % name
                        out.append(str(n))
                    runs = f['runs']
                    for k in list(runs):
                        g = runs[k]
                        if g.attrs['run'] != int(k) or not np.array_equal(g['data'][()], np.arange(100) + int(k)):
                            return 'wrong run %s' % k
                    out.append(str(len(runs)))
                    return 'lengths ' + ' '.join(out)
            print('ready', flush=True)
            for line in sys.stdin:
                how, path = line.rstrip('\\n').split(' ', 1)
                try:
                    print(judge(how, path), flush=True)
                except Exception as e:
                    print('failed %s' % str(e).replace('\\n', ' '), flush=True)
            """;

    /** Tries to open a file in the way given and says what came of it. Arguments: file, mode, "swmr" or "plain". */
    static final String OPEN =
            """
            import sys
            import h5py
            try:
                f = h5py.File(sys.argv[1], sys.argv[2], swmr=(sys.argv[3] == 'swmr'), libver='latest')
                print('opened', flush=True)
                if len(sys.argv) > 4:
                    if sys.argv[4] == 'live':
                        f.swmr_mode = True
                    print('held', flush=True)
                    sys.stdin.readline()
                f.close()
            except OSError as e:
                print('refused %s' % e, flush=True)
            """;

    private Python() {}
}
