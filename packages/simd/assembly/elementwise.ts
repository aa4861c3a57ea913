export function normalizeRows(
  x: usize, mean: usize, factor: usize, offset: usize, out: usize, rows: i32, width: i32,
): void {
  const bytes = <usize>width * 4;
  const whole = bytes & -16;
  for (; rows > 0; rows--, x += bytes, out += bytes) {
    for (let at: usize = 0; at < whole; at += 16) {
      const centered = f32x4.sub(v128.load(x + at), v128.load(mean + at));
      const scaled = f32x4.mul(centered, v128.load(factor + at));
      v128.store(out + at, f32x4.add(scaled, v128.load(offset + at)));
    }
    for (let at = whole; at < bytes; at += 4) {
      const centered = load<f32>(x + at) - load<f32>(mean + at);
      store<f32>(out + at, centered * load<f32>(factor + at) + load<f32>(offset + at));
    }
  }
}

export function rectifyRows(x: usize, slopes: usize, out: usize, rows: i32, width: i32): void {
  const bytes = <usize>width * 4;
  const whole = bytes & -16;
  const zero = f32x4.splat(0);
  for (; rows > 0; rows--, x += bytes, out += bytes) {
    for (let at: usize = 0; at < whole; at += 16) {
      const value = v128.load(x + at);
      const below = f32x4.mul(value, v128.load(slopes + at));
      v128.store(out + at, v128.bitselect(below, value, f32x4.lt(value, zero)));
    }
    for (let at = whole; at < bytes; at += 4) {
      const value = load<f32>(x + at);
      store<f32>(out + at, value < 0 ? value * load<f32>(slopes + at) : value);
    }
  }
}

export function clamp(x: usize, out: usize, count: i32, least: f32, most: f32): void {
  const bytes = <usize>count * 4;
  const whole = bytes & -16;
  const low = f32x4.splat(least);
  const high = f32x4.splat(most);
  for (let at: usize = 0; at < whole; at += 16) {
    v128.store(out + at, f32x4.min(f32x4.max(v128.load(x + at), low), high));
  }
  for (let at = whole; at < bytes; at += 4) {
    store<f32>(out + at, min<f32>(max<f32>(load<f32>(x + at), least), most));
  }
}
