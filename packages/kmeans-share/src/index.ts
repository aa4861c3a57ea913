/**
 * Weight sharing by k-means, and the one-dimensional k-means it is done with.
 * @module
 */
export { assign } from './assign.ts';
export { type Clustering, clusterValues } from './cluster-values.ts';
export { type Clusters, centroidsOf, limitsOf } from './clusters.ts';
export type { Initialisation } from './initial-centroids.ts';
export { kmeansShare } from './kmeans-share.ts';
export type { KmeansShareHeader, KmeansShareParts } from './kmeans-share-decoder.ts';
export type { KmeansShareOptions } from './kmeans-share-options.ts';
export { type SortedValues, sortValues } from './sort-values.ts';
