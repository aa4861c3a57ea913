// Patches of an image as a convolution sees them. A row of a filter without dilation is one run of the image.

@inline
function copy(from: usize, to: usize, bytes: usize): void {
  if (bytes >= 16) {
    const last = bytes - 16;
    for (let at: usize = 0; at < last; at += 16) v128.store(to + at, v128.load(from + at));
    v128.store(to + last, v128.load(from + last));
  } else {
    for (let at: usize = 0; at < bytes; at += 4) store<f32>(to + at, load<f32>(from + at));
  }
}

@inline
function clear(to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 4) store<f32>(to + at, 0);
}

@inline
function add(from: usize, to: usize, bytes: usize): void {
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(from + at)));
  for (; at < bytes; at += 4) store<f32>(to + at, load<f32>(to + at) + load<f32>(from + at));
}

/** Copies patches out of the image, or where it is `back`, adds them to it. */
@inline
function movePatches(
  back: bool, image: usize, columns: usize, firstRow: i32, rows: i32,
  height: i32, width: i32, channels: i32, filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32,
  dilationHeight: i32, dilationWidth: i32, padTop: i32, padLeft: i32, outWidth: i32,
): void {
  const pixel = <usize>channels * 4;
  const patch = <usize>(filterHeight * filterWidth) * pixel;
  const run = dilationWidth == 1 ? filterWidth : 1;
  const runBytes = <usize>run * pixel;
  for (let y = firstRow; y < firstRow + rows; y++, columns += <usize>outWidth * patch) {
    for (let fy = 0; fy < filterHeight; fy++) {
      const imageY = y * strideHeight - padTop + fy * dilationHeight;
      const inside = imageY >= 0 && imageY < height;
      const row = image + <usize>(imageY * width) * pixel;
      // From the last run to the first, so that what is added to one place of the image comes in the order of the
      // columns.
      for (let fx = filterWidth - run; fx >= 0; fx -= run) {
        let imageX = fx * dilationWidth - padLeft;
        let place = columns + <usize>(fy * filterWidth + fx) * pixel;
        for (let x = 0; x < outWidth; x++, imageX += strideWidth, place += patch) {
          if (inside && imageX >= 0 && imageX + run <= width) {
            if (back) add(place, row + <usize>imageX * pixel, runBytes);
            else copy(row + <usize>imageX * pixel, place, runBytes);
          } else {
            const first = <usize>max(0, min(run, -imageX)) * pixel;
            const end = inside ? max(first, <usize>max(0, min(run, width - imageX)) * pixel) : first;
            if (back) {
              add(place + first, row + <usize>imageX * pixel + first, end - first);
            } else {
              clear(place, first);
              copy(row + <usize>imageX * pixel + first, place + first, end - first);
              clear(place + end, runBytes - end);
            }
          }
        }
      }
    }
  }
}

export function im2col(
  image: usize, columns: usize, firstRow: i32, rows: i32,
  height: i32, width: i32, channels: i32, filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32,
  dilationHeight: i32, dilationWidth: i32, padTop: i32, padLeft: i32, outWidth: i32,
): void {
  movePatches(
    false, image, columns, firstRow, rows,
    height, width, channels, filterHeight, filterWidth, strideHeight, strideWidth,
    dilationHeight, dilationWidth, padTop, padLeft, outWidth,
  );
}

export function col2im(
  columns: usize, image: usize, firstRow: i32, rows: i32,
  height: i32, width: i32, channels: i32, filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32,
  dilationHeight: i32, dilationWidth: i32, padTop: i32, padLeft: i32, outWidth: i32,
): void {
  movePatches(
    true, image, columns, firstRow, rows,
    height, width, channels, filterHeight, filterWidth, strideHeight, strideWidth,
    dilationHeight, dilationWidth, padTop, padLeft, outWidth,
  );
}
