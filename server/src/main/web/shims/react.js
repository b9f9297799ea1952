// The package "react" as it is, but for one thing. H5Web keeps in a state of its own which signal of a NeXus group an image shows, together with the dataset as it was
// when that was chosen: of a dataset that grows, the frames that were there when the page was opened. Here it is the dataset as it is now.
import { useState as plain } from '../node_modules/react/index.js';
import { grownAt } from '../growth.js';

export * from '../node_modules/react/index.js';

const isSignal = (value) => value !== null && typeof value === 'object' && typeof value.dataset?.path === 'string' && Array.isArray(value.dataset.shape?.dims);
const newest = new WeakMap();

// The same signal with the extents of now; the same object again as long as they are the same, so that nothing is drawn for it.
function now(signal) {
  const { dataset } = signal;
  const dims = grownAt(dataset.path, dataset.shape.dims);
  if (dims === dataset.shape.dims) {
    return signal;
  }
  const known = newest.get(signal);
  if (known?.dataset.shape.dims === dims) {
    return known;
  }
  const made = { ...signal, dataset: { ...dataset, shape: { ...dataset.shape, dims } } };
  newest.set(signal, made);
  return made;
}

export function useState(initial) {
  const pair = plain(initial);
  if (!isSignal(pair[0])) {
    return pair;
  }
  const same = isSignal(initial) && initial.dataset.path === pair[0].dataset.path;
  return [same ? initial : now(pair[0]), pair[1]];
}
