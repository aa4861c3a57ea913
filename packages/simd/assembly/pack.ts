// Copies a block of a matrix into the order in which tiles take it: strips of 1 or 2 vectors side by side; in a strip,
// one step along the sum after another. What a strip has over the edge may be anything, since what comes of it is not
// kept.

/** Copies a row of a strip. */
@inline
function copyRow(vectors: i32, from: usize, to: usize): void {
  v128.store(to, v128.load(from));
  if (vectors == 2) v128.store(to, v128.load(from, 16), 16);
}

/** Copies a row of a strip that is as far as memory may be read. */
function copySome<T>(from: usize, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += sizeof<T>()) store<T>(to + at, load<T>(from + at));
}

/**
 * Packs a block whose strips lie side by side in rows: element (step, place) is at x + step · row + place ·
 * sizeof<T>(). Takes four rows at a time, so as to read long rows and to write whole lines of a cache.
 */
@inline
function packStrips<T>(vectors: i32, x: usize, row: usize, steps: i32, places: i32, out: usize): void {
  const width = <usize>vectors * 16;
  const bytes = <usize>places * sizeof<T>();
  const whole = (bytes + width - 1) & -width;
  const strip = <usize>steps * width;
  const end = x + <usize>(steps - 1) * row + bytes;
  for (; steps >= 4 && x + 3 * row + whole <= end; steps -= 4, x += 4 * row, out += 4 * width) {
    let to = out;
    for (let from = x, last = x + whole; from != last; from += width, to += strip) {
      let at = from;
      copyRow(vectors, at, to);
      copyRow(vectors, at += row, to + width);
      copyRow(vectors, at += row, to + 2 * width);
      copyRow(vectors, at += row, to + 3 * width);
    }
  }
  for (; steps > 0; steps--, x += row, out += width) {
    let to = out;
    let left = bytes;
    for (; left >= width; left -= width, to += strip) copyRow(vectors, x + bytes - left, to);
    copySome<T>(x + bytes - left, to, left);
  }
}

/** Packs rows in strips of 2 vectors. */
export function packRows<T>(x: usize, row: usize, steps: i32, places: i32, out: usize): void {
  packStrips<T>(2, x, row, steps, places, out);
}

/** Packs rows in strips of 4 elements. */
export function packFours<T>(x: usize, row: usize, steps: i32, places: i32, out: usize): void {
  if (sizeof<T>() == 8) packRows<T>(x, row, steps, places, out);
  else packStrips<T>(1, x, row, steps, places, out);
}

/** Packs rows as one of the two vectors of each step; rows that are missing are taken to be like the last. */
function packVector<T>(x: usize, row: usize, steps: i32, rows: i32, out: usize): void {
  const x1 = x + (rows > 1 ? row : 0);
  const x2 = x1 + (rows > 2 ? row : 0);
  const x3 = x2 + (rows > 3 ? row : 0);
  const end = <usize>steps * sizeof<T>();
  const whole = end & -16;
  let at: usize = 0;
  for (; at < whole; at += 16, out += 2 * 16 * (16 / sizeof<T>())) {
    const r0 = v128.load(x + at);
    const r1 = v128.load(x1 + at);
    if (sizeof<T>() == 8) {
      v128.store(out, v128.shuffle<f64>(r0, r1, 0, 2));
      v128.store(out, v128.shuffle<f64>(r0, r1, 1, 3), 32);
    } else {
      const r2 = v128.load(x2 + at);
      const r3 = v128.load(x3 + at);
      const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
      const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
      const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      v128.store(out, v128.shuffle<f64>(low01, low23, 0, 2));
      v128.store(out, v128.shuffle<f64>(low01, low23, 1, 3), 32);
      v128.store(out, v128.shuffle<f64>(high01, high23, 0, 2), 64);
      v128.store(out, v128.shuffle<f64>(high01, high23, 1, 3), 96);
    }
  }
  for (; at < end; at += sizeof<T>(), out += 32) {
    store<T>(out, load<T>(x + at));
    store<T>(out, load<T>(x1 + at), sizeof<T>());
    if (sizeof<T>() == 4) {
      store<T>(out, load<T>(x2 + at), 8);
      store<T>(out, load<T>(x3 + at), 12);
    }
  }
}

/**
 * Packs a block whose steps lie side by side in rows: element (step, place) is at x + place · row + step · sizeof<T>().
 */
export function packColumns<T>(x: usize, row: usize, steps: i32, places: i32, out: usize): void {
  const lanes = 16 / <i32>sizeof<T>();
  for (; places > 0; places -= 2 * lanes, out += <usize>steps * 32, x += <usize>(2 * lanes) * row) {
    packVector<T>(x, row, steps, places, out);
    if (places > lanes) packVector<T>(x + <usize>lanes * row, row, steps, places - lanes, out + 16);
  }
}
