/** What TensorFlow.js computes with. */
export const backends = ['wasm', 'webgl'] as const;

/** One of them. */
export type Backend = (typeof backends)[number];

/** The backend that the address of the page asks for with `?backend=`, or else the first. */
export function backendFrom(search: string): Backend {
  const asked = new URLSearchParams(search).get('backend');
  return backends.find((backend) => backend === asked) ?? backends[0];
}
