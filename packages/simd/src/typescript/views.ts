/** Views of a memory, which are made anew when it has grown. */
export interface Views {
  readonly bytes: Uint8Array;
  readonly i32: Int32Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
}

/** A function that gives views of all of the memory as it is at the time. */
export function viewsOf(memory: WebAssembly.Memory): () => Views {
  let buffer: ArrayBufferLike = memory.buffer;
  let views = over(buffer);
  return () => {
    if (memory.buffer !== buffer) {
      buffer = memory.buffer;
      views = over(buffer);
    }
    return views;
  };
}

function over(buffer: ArrayBufferLike): Views {
  return {
    bytes: new Uint8Array(buffer),
    i32: new Int32Array(buffer),
    f32: new Float32Array(buffer),
    f64: new Float64Array(buffer),
  };
}
