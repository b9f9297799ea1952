// What the explorer uses of the package "ndarray", without the code that package makes up at run time: the pages' security policy allows none.
// A view of a flat array: shape, stride and offset, in row-major order unless it was transposed.

function typeOf(data) {
  const name = Object.prototype.toString.call(data).slice(8, -1);
  return name === 'Uint8ClampedArray' ? 'uint8_clamped' : name.endsWith('Array') && name !== 'Array' ? name.slice(0, -5).toLowerCase() : 'array';
}

class View {
  constructor(data, shape, stride, offset) {
    this.data = data;
    this.shape = shape;
    this.stride = stride;
    this.offset = offset;
    this.dimension = shape.length;
    this.size = shape.reduce((a, b) => a * b, 1);
    this.dtype = typeOf(data);
  }

  get order() {
    return this.stride.map((s, i) => [Math.abs(s), i]).sort((a, b) => a[0] - b[0] || b[1] - a[1]).map((p) => p[1]);
  }

  index(...at) {
    let place = this.offset;
    for (let d = 0; d < this.dimension; d++) {
      place += at[d] * this.stride[d];
    }
    return place;
  }

  get(...at) {
    return this.data[this.index(...at)];
  }

  set(...args) {
    const value = args[this.dimension];
    this.data[this.index(...args)] = value;
    return value;
  }

  hi(...to) {
    return new View(this.data, this.shape.map((n, d) => (typeof to[d] === 'number' && to[d] >= 0 ? to[d] | 0 : n)), this.stride, this.offset);
  }

  lo(...from) {
    const start = this.shape.map((n, d) => (typeof from[d] === 'number' && from[d] >= 0 ? from[d] | 0 : 0));
    return new View(this.data, this.shape.map((n, d) => n - start[d]), this.stride, this.index(...start));
  }

  step(...by) {
    const shape = this.shape.slice();
    const stride = this.stride.slice();
    let offset = this.offset;
    by.forEach((s, d) => {
      if (typeof s === 'number') {
        if (s < 0) {
          offset += stride[d] * (shape[d] - 1);
        }
        shape[d] = Math.ceil(shape[d] / Math.abs(s));
        stride[d] *= s;
      }
    });
    return new View(this.data, shape, stride, offset);
  }

  transpose(...axes) {
    const order = this.shape.map((n, d) => (axes[d] === undefined ? d : axes[d] | 0));
    return new View(this.data, order.map((d) => this.shape[d]), order.map((d) => this.stride[d]), this.offset);
  }

  pick(...at) {
    const kept = this.shape.map((n, d) => d).filter((d) => !(typeof at[d] === 'number' && at[d] >= 0));
    const offset = at.reduce((sum, i, d) => sum + (typeof i === 'number' && i >= 0 ? i * this.stride[d] : 0), this.offset);
    return new View(this.data, kept.map((d) => this.shape[d]), kept.map((d) => this.stride[d]), offset);
  }
}

export default function ndarray(data, shape = [data.length], stride, offset = 0) {
  let own = stride;
  if (!own) {
    own = new Array(shape.length);
    let length = 1;
    for (let d = shape.length - 1; d >= 0; d--) {
      own[d] = length;
      length *= shape[d];
    }
  }
  return new View(data, shape, own, offset);
}
