/** Digits of the test set of MNIST. */
declare module 'virtual:digits' {
  /** Base64 of 784 bytes each. */
  export const pixels: string;
  /** Base64 of a byte each. */
  export const labels: string;
}
