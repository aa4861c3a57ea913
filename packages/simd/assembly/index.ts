export { cholesky64 } from './cholesky';
export { countBoundaries } from './count-boundaries';
export { depthwiseGradFilter, depthwiseGradInput } from './depthwise';
export { matMul, matMul64, symmetricProduct, symmetricProduct64 } from './mat-mul';
export { maxPoolGrad } from './max-pool-grad';
export { addRows, gatherRows } from './rows-by-index';
export { sumRows } from './sum-rows';
export { transpose } from './transpose';
export { col2im, im2col } from './windows';
