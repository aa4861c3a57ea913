export function gatherRows(x: usize, length: i32, width: i32, indices: usize, count: i32, out: usize): i32 {
  const end = indices + (<usize>count << 2);
  let at = indices;
  if (width == 1) {
    for (; at != end; at += 4, out += 4) {
      const index = load<u32>(at);
      if (index >= <u32>length) break;
      store<u32>(out, load<u32>(x + (<usize>index << 2)));
    }
  } else {
    const row = <usize>width << 2;
    for (; at != end; at += 4, out += row) {
      const index = load<u32>(at);
      if (index >= <u32>length) break;
      const from = x + <usize>index * row;
      let i: usize = 0;
      for (; i + 16 <= row; i += 16) v128.store(out + i, v128.load(from + i));
      for (; i < row; i += 4) store<u32>(out + i, load<u32>(from + i));
    }
  }
  return <i32>((at - indices) >> 2);
}

export function addRows(x: usize, width: i32, indices: usize, count: i32, sums: usize, length: i32): void {
  const end = indices + (<usize>count << 2);
  if (width == 1) {
    for (let at = indices; at != end; at += 4, x += 4) {
      const index = load<u32>(at);
      if (index >= <u32>length) continue;
      const to = sums + (<usize>index << 2);
      store<f32>(to, load<f32>(to) + load<f32>(x));
    }
    return;
  }
  const row = <usize>width << 2;
  for (let at = indices; at != end; at += 4, x += row) {
    const index = load<u32>(at);
    if (index >= <u32>length) continue;
    const to = sums + <usize>index * row;
    let i: usize = 0;
    for (; i + 16 <= row; i += 16) v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(x + i)));
    for (; i < row; i += 4) store<f32>(to + i, load<f32>(to + i) + load<f32>(x + i));
  }
}
