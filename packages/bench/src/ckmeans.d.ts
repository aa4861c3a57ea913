declare module 'ckmeans' {
  /** The least value of each of `k` clusters. */
  function ckmeans(values: readonly number[], k: number): number[];
  export = ckmeans;
}
