// Numbers as colours: viridis, by a polynomial through its published table.

const C = [
  [0.2777273272234177, 0.005407344544966578, 0.3340998053353061],
  [0.1050930431085774, 1.404613529898575, 1.384590162594685],
  [-0.3308618287255563, 0.214847559468213, 0.09509516302823659],
  [-4.634230498983486, -5.799100973351585, -19.33244095627987],
  [6.228269936347081, 14.17993336680509, 56.69055260068105],
  [4.776384997670288, -13.74514537774601, -65.35303263337234],
  [-5.435455855934631, 4.645852612178535, 26.3124352495832],
];

const TABLE = new Uint8ClampedArray(256 * 3);
for (let i = 0; i < 256; i++) {
  for (let c = 0; c < 3; c++) {
    let v = 0;
    for (let k = C.length - 1; k >= 0; k--) {
      v = v * (i / 255) + C[k][c];
    }
    TABLE[3 * i + c] = 255 * v;
  }
}

// Draws a picture; one of rows that came one after the other with time from left to right, as spectrograms are read.
export function drawImage(canvas, picture, turned) {
  const text = atob(picture.pixels);
  const { width, height } = picture;
  canvas.width = Math.max(1, turned ? height : width);
  canvas.height = Math.max(1, turned ? width : height);
  if (picture.width === 0) {
    return;
  }
  const context = canvas.getContext('2d');
  const image = context.createImageData(canvas.width, canvas.height);
  for (let i = 0; i < text.length; i++) {
    const v = 3 * text.charCodeAt(i);
    const row = Math.floor(i / width);
    const at = 4 * (turned ? (width - 1 - (i % width)) * height + row : i);
    image.data[at] = TABLE[v];
    image.data[at + 1] = TABLE[v + 1];
    image.data[at + 2] = TABLE[v + 2];
    image.data[at + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
