// What extents the datasets on the page have had, by path, the newest last. A dataset that has grown is still the one that its viewer was set up for.
const LENGTH = 64;
const MOST = 4096;
const known = new Map();

const same = (a, b) => a.length === b.length && a.every((n, i) => n === b[i]);

// The extents of a dataset, as the list of its group says them; of more datasets than one looks at only some.
export function listed(path, dims) {
  if (known.has(path) || known.size < MOST) {
    note(path, dims);
  }
}

function note(path, dims) {
  const extents = known.get(path) ?? [];
  known.set(path, extents);
  if (extents.length === 0 || !same(extents.at(-1), dims)) {
    extents.push(dims);
    extents.splice(0, extents.length - LENGTH);
  }
}

// The dataset that was asked for last is the one that is looked at.
export function looked(path) {
  const extents = known.get(path);
  if (extents) {
    known.delete(path);
    known.set(path, extents);
  }
}

export function seen(path, dims) {
  note(path, dims);
  looked(path);
  if (known.size > MOST) {
    known.delete(known.keys().next().value);
  }
}

function later(extents, dims) {
  const now = extents.at(-1);
  return now.every((n, i) => n >= dims[i]) ? now : dims;
}

/** The extents now of the dataset at a path that had these; these again if it has become smaller anywhere, or is not known. */
export function grownAt(path, dims) {
  const extents = known.get(path);
  return extents?.some((earlier) => same(earlier, dims)) ? later(extents, dims) : dims;
}

/** The same for the dataset that is looked at, where nobody says which one it is. */
export function grown(dims) {
  for (const extents of [...known.values()].reverse()) {
    if (extents.some((earlier) => same(earlier, dims))) {
      return later(extents, dims);
    }
  }
  return dims;
}
