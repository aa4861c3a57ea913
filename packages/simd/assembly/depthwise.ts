// Gradients of a depthwise convolution: every channel has a filter of its own, or as many as the multiplier says.

import { endInside, firstInside } from './inside';
import { multiplyAdd } from './tile';

@inline
function addTo(place: usize, sum: v128): void {
  v128.store(place, f32x4.add(v128.load(place), sum));
}

export function depthwiseGradFilter(
  x: usize, dy: usize, dFilter: usize, multiplier: i32, outHeight: i32,
  height: i32, width: i32, channels: i32, filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32,
  dilationHeight: i32, dilationWidth: i32, padTop: i32, padLeft: i32, outWidth: i32,
): void {
  const xPixel = <usize>channels * 4;
  const xStep = <usize>strideWidth * xPixel;
  const xRow = <usize>(strideHeight * width) * xPixel;
  const dyStep = xPixel * multiplier;
  const dyRow = <usize>outWidth * dyStep;
  for (let fy = 0; fy < filterHeight; fy++) {
    const top = fy * dilationHeight - padTop;
    const firstY = firstInside(top, strideHeight);
    const endY = endInside(top, strideHeight, outHeight, height);
    for (let fx = 0; fx < filterWidth; fx++, dFilter += dyStep) {
      const left = fx * dilationWidth - padLeft;
      const firstX = firstInside(left, strideWidth);
      const dyRun = <usize>max(0, endInside(left, strideWidth, outWidth, width) - firstX) * dyStep;
      const xFirst = x + <usize>((top + firstY * strideHeight) * width + left + firstX * strideWidth) * xPixel;
      const dyFirst = dy + <usize>(firstY * outWidth + firstX) * dyStep;
      let output: usize = 0;
      if (multiplier == 1) {
        for (; output + 64 <= dyStep; output += 64) {
          let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
          let xFrom = xFirst + output;
          let dyFrom = dyFirst + output;
          for (let y = firstY; y < endY; y++, xFrom += xRow, dyFrom += dyRow) {
            let xAt = xFrom;
            for (let at = dyFrom, end = dyFrom + dyRun; at != end; at += dyStep, xAt += xStep) {
              s0 = multiplyAdd<f32>(v128.load(xAt), v128.load(at), s0);
              s1 = multiplyAdd<f32>(v128.load(xAt, 16), v128.load(at, 16), s1);
              s2 = multiplyAdd<f32>(v128.load(xAt, 32), v128.load(at, 32), s2);
              s3 = multiplyAdd<f32>(v128.load(xAt, 48), v128.load(at, 48), s3);
            }
          }
          addTo(dFilter + output, s0);
          addTo(dFilter + output + 16, s1);
          addTo(dFilter + output + 32, s2);
          addTo(dFilter + output + 48, s3);
        }
        for (; output + 16 <= dyStep; output += 16) {
          let sum = f32x4.splat(0);
          let xFrom = xFirst + output;
          let dyFrom = dyFirst + output;
          for (let y = firstY; y < endY; y++, xFrom += xRow, dyFrom += dyRow) {
            let xAt = xFrom;
            for (let at = dyFrom, end = dyFrom + dyRun; at != end; at += dyStep, xAt += xStep) {
              sum = multiplyAdd<f32>(v128.load(xAt), v128.load(at), sum);
            }
          }
          addTo(dFilter + output, sum);
        }
      }
      for (; output < dyStep; output += 4) {
        let sum: f32 = 0;
        let xFrom = xFirst + <usize>(<u32>output / (4 * multiplier)) * 4;
        let dyFrom = dyFirst + output;
        for (let y = firstY; y < endY; y++, xFrom += xRow, dyFrom += dyRow) {
          let xAt = xFrom;
          for (let at = dyFrom, end = dyFrom + dyRun; at != end; at += dyStep, xAt += xStep) {
            sum += load<f32>(xAt) * load<f32>(at);
          }
        }
        store<f32>(dFilter + output, load<f32>(dFilter + output) + sum);
      }
    }
  }
}

export function depthwiseGradInput(
  dy: usize, filter: usize, dx: usize, multiplier: i32, outHeight: i32,
  height: i32, width: i32, channels: i32, filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32,
  dilationHeight: i32, dilationWidth: i32, padTop: i32, padLeft: i32, outWidth: i32,
): void {
  const pixel = <usize>channels * 4;
  const dxStep = <usize>dilationWidth * pixel;
  const dyStep = pixel * multiplier;
  for (let outY = 0; outY < outHeight; outY++) {
    for (let fy = 0; fy < filterHeight; fy++) {
      const y = outY * strideHeight - padTop + fy * dilationHeight;
      if (y < 0 || y >= height) continue;
      const filterRow = filter + <usize>(fy * filterWidth) * dyStep;
      let dyAt = dy + <usize>(outY * outWidth) * dyStep;
      for (let outX = 0; outX < outWidth; outX++, dyAt += dyStep) {
        const left = outX * strideWidth - padLeft;
        const first = firstInside(left, dilationWidth);
        const steps = endInside(left, dilationWidth, filterWidth, width) - first;
        if (steps <= 0) continue;
        const dxFirst = dx + <usize>(y * width + left + first * dilationWidth) * pixel;
        const dxRun = <usize>steps * dxStep;
        const filterFirst = filterRow + <usize>first * dyStep;
        let channel: usize = 0;
        if (multiplier == 1) {
          for (; channel + 16 <= pixel; channel += 16) {
            const gradient = v128.load(dyAt + channel);
            let filterAt = filterFirst + channel;
            for (let at = dxFirst + channel, end = at + dxRun; at != end; at += dxStep, filterAt += dyStep) {
              v128.store(at, multiplyAdd<f32>(gradient, v128.load(filterAt), v128.load(at)));
            }
          }
        }
        for (; channel < pixel; channel += 4) {
          let filterAt = filterFirst + channel * multiplier;
          for (let at = dxFirst + channel, end = at + dxRun; at != end; at += dxStep, filterAt += dyStep) {
            let sum: f32 = load<f32>(at);
            for (let q: usize = 0; q < <usize>multiplier * 4; q += 4) {
              sum += load<f32>(dyAt + channel * multiplier + q) * load<f32>(filterAt + q);
            }
            store<f32>(at, sum);
          }
        }
      }
    }
  }
}
