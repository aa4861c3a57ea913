/** The functions of kernels and the gradients that this package has made, by which they are known in a registry. */
export const registered: WeakSet<object> = new WeakSet();
