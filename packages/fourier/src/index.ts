/**
 * Discrete Fourier transforms of any size.
 * @module
 */
export { addCorrelations, addProducts } from './add-products.ts';
export { type Fourier, fourierOf } from './fourier.ts';
export { type RealFourier, type Row, realFourierOf } from './real-fourier.ts';
export { recent } from './recent.ts';
export { skewFourierOf } from './skew-fourier.ts';
export { realWorkOf } from './work-of.ts';
