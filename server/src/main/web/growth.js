// What extents the datasets on the page have had, by path, the newest last. A dataset that has grown is still the one that its viewer was set up for.
const LENGTH = 64;
const known = new Map();

const same = (a, b) => a.length === b.length && a.every((n, i) => n === b[i]);

export function seen(path, dims) {
  const extents = known.get(path) ?? [];
  known.delete(path); // the one that was asked for last is the one that is looked at
  known.set(path, extents);
  if (extents.length === 0 || !same(extents.at(-1), dims)) {
    extents.push(dims);
    extents.splice(0, extents.length - LENGTH);
  }
}

/** The extents now of a dataset that had these; these again if it has become smaller anywhere, or is not known. */
export function grown(dims) {
  for (const extents of [...known.values()].reverse()) {
    if (extents.some((earlier) => same(earlier, dims))) {
      const now = extents.at(-1);
      return now.every((n, i) => n >= dims[i]) ? now : dims;
    }
  }
  return dims;
}
