// What the explorer uses of the package "ndarray-ops": copying one view into another of the same shape.

export function assign(to, from) {
  const rank = to.shape.length;
  if (to.size === 0) {
    return to;
  }
  const at = new Array(rank).fill(0);
  let a = to.offset;
  let b = from.offset;
  const last = rank - 1;
  const count = rank === 0 ? 1 : to.shape[last];
  const stepA = rank === 0 ? 0 : to.stride[last];
  const stepB = rank === 0 ? 0 : from.stride[last];
  for (;;) {
    for (let i = 0; i < count; i++) {
      to.data[a + i * stepA] = from.data[b + i * stepB];
    }
    let d = last - 1;
    for (; d >= 0; d--) {
      at[d]++;
      a += to.stride[d];
      b += from.stride[d];
      if (at[d] < to.shape[d]) {
        break;
      }
      a -= at[d] * to.stride[d];
      b -= at[d] * from.stride[d];
      at[d] = 0;
    }
    if (d < 0) {
      return to;
    }
  }
}

export default { assign };
