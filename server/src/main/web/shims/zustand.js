// The package "zustand" as it is, but for one thing. The explorer keeps the place of its sliders in such a store, together with the extents of the dataset that they
// are for, and begins anew if the dataset has others: at every growth. Here the extents are those to which that dataset has grown.
import { useStore as plain } from '../node_modules/zustand/esm/react.mjs';
import { grown } from '../growth.js';

export * from '../node_modules/zustand/esm/index.mjs';

export function useStore(store, selector) {
  const state = plain(store, selector);
  return state?.mapping && state.dims?.length ? { ...state, dims: grown(state.dims) } : state;
}
