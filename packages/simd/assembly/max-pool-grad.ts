import { endInside, firstInside } from './inside';

export function maxPoolGrad(
  x: usize, dy: usize, dx: usize, outHeight: i32,
  height: i32, width: i32, channels: i32, filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32,
  dilationHeight: i32, dilationWidth: i32, padTop: i32, padLeft: i32, outWidth: i32,
): void {
  const pixel = <usize>channels * 4;
  const stepY = <usize>(dilationHeight * width) * pixel;
  const stepX = <usize>dilationWidth * pixel;
  for (let outY = 0; outY < outHeight; outY++) {
    const top = outY * strideHeight - padTop;
    const firstY = firstInside(top, dilationHeight);
    const endY = endInside(top, dilationHeight, filterHeight, height);
    for (let outX = 0; outX < outWidth; outX++, dy += pixel) {
      const left = outX * strideWidth - padLeft;
      const firstX = firstInside(left, dilationWidth);
      const endX = endInside(left, dilationWidth, filterWidth, width);
      const corner = <usize>((top + firstY * dilationHeight) * width + left + firstX * dilationWidth) * pixel;
      let channel: usize = 0;
      for (; channel + 16 <= pixel; channel += 16) {
        let highest = f32x4.splat(-Infinity);
        let place = i32x4.splat(-1);
        let row = corner + channel;
        for (let fy = firstY; fy < endY; fy++, row += stepY) {
          let at = row;
          for (let fx = firstX; fx < endX; fx++, at += stepX) {
            const value = v128.load(x + at);
            const higher = f32x4.gt(value, highest);
            highest = v128.bitselect(value, highest, higher);
            place = v128.bitselect(i32x4.splat(<i32>at), place, higher);
          }
        }
        const gradient = v128.load(dy + channel);
        row = corner + channel;
        for (let fy = firstY; fy < endY; fy++, row += stepY) {
          let at = row;
          for (let fx = firstX; fx < endX; fx++, at += stepX) {
            const part = v128.and(gradient, i32x4.eq(place, i32x4.splat(<i32>at)));
            v128.store(dx + at, f32x4.add(v128.load(dx + at), part));
          }
        }
      }
      for (; channel < pixel; channel += 4) {
        let highest: f32 = -Infinity;
        let place: usize = -1;
        let row = corner + channel;
        for (let fy = firstY; fy < endY; fy++, row += stepY) {
          let at = row;
          for (let fx = firstX; fx < endX; fx++, at += stepX) {
            const value = load<f32>(x + at);
            if (value > highest) {
              highest = value;
              place = at;
            }
          }
        }
        if (place != -1) store<f32>(dx + place, load<f32>(dx + place) + load<f32>(dy + channel));
      }
    }
  }
}
