/**
 * Compact networks, and the widths at which they fit a budget of milliseconds, bytes or multiply-adds.
 * @module
 */
export { apply } from './apply.ts';
export type { Block } from './block-graph.ts';
export { countMultiplyAdds } from './count-multiply-adds.ts';
export type { Initializer, Initializers } from './initializers.ts';
export { type LatencyOptions, measureLatency } from './measure-latency.ts';
export type { LatencyTable } from './meter.ts';
export { type MobileNetOptions, mobileNet, smallMobileNet } from './mobile-net.ts';
export { type PredictedLatency, predictLatency } from './predict-latency.ts';
export { quickNet, smallQuickNet } from './quick-net.ts';
export { scaleWidths } from './scale-widths.ts';
export type { Budget, Objective, SearchOptions } from './search-options.ts';
export { type Student, searchStudent } from './search-student.ts';
export { type FireOptions, type SqueezeNetOptions, smallSqueezeNet, squeezeNet } from './squeeze-net.ts';
export { type Chain, defineTemplate, type StudentOptions, type Template } from './template.ts';
