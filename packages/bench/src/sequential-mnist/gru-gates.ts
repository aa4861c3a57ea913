import { tanh } from './tanh.ts';

// One step of all sequences of a batch, in place in the memory `m`. At `gate` there are [batch, 3 · units]: sums of products first,
// then update gate, reset gate and candidate, and in the end their gradients before the nonlinearity; at `before` the state
// [batch, units] from which the step starts.

const sigmoid = (x: number): number => 0.5 + 0.5 * tanh(0.5 * x);

/** Makes both gates, and what the reset gate keeps of the state. */
export function openGates(
  m: Float32Array,
  gate: number,
  bias: number,
  before: number,
  kept: number,
  batch: number,
  units: number,
): void {
  for (let b = 0; b < batch; b++) {
    const g = gate + b * 3 * units;
    const s = b * units;
    for (let i = 0; i < units; i++) m[g + i] = sigmoid(m[g + i]! + m[bias + i]!);
    for (let i = 0; i < units; i++) {
      const reset = sigmoid(m[g + units + i]! + m[bias + units + i]!);
      m[g + units + i] = reset;
      m[kept + s + i] = reset * m[before + s + i]!;
    }
  }
}

/** Makes the candidate and the next state, right behind the one before, and writes that to `y` too, rows `stride` apart. */
export function updateState(
  m: Float32Array,
  gate: number,
  bias: number,
  before: number,
  y: Float32Array,
  at: number,
  stride: number,
  batch: number,
  units: number,
): void {
  const after = before + batch * units;
  for (let b = 0; b < batch; b++) {
    const g = gate + b * 3 * units;
    const s = b * units;
    for (let i = 0; i < units; i++) {
      const candidate = tanh(m[g + 2 * units + i]! + m[bias + 2 * units + i]!);
      m[g + 2 * units + i] = candidate;
      const next = candidate + m[g + i]! * (m[before + s + i]! - candidate);
      m[after + s + i] = next;
      y[at + b * stride + i] = next;
    }
  }
}

/** Turns update gate and candidate into their gradients; `carry` has the gradient of the next state, and then part of this one's. */
export function closeUpdate(
  m: Float32Array,
  gate: number,
  before: number,
  carry: number,
  dy: Float32Array,
  at: number,
  stride: number,
  batch: number,
  units: number,
): void {
  for (let b = 0; b < batch; b++) {
    const g = gate + b * 3 * units;
    const s = b * units;
    for (let i = 0; i < units; i++) {
      const next = dy[at + b * stride + i]! + m[carry + s + i]!;
      const update = m[g + i]!;
      const candidate = m[g + 2 * units + i]!;
      m[g + i] = next * (m[before + s + i]! - candidate) * update * (1 - update);
      m[g + 2 * units + i] = next * (1 - update) * (1 - candidate * candidate);
      m[carry + s + i] = next * update;
    }
  }
}

/** Turns the reset gate into its gradient, given the gradient of what it kept; adds to `carry`. */
export function closeReset(
  m: Float32Array,
  gate: number,
  before: number,
  carry: number,
  dKept: number,
  batch: number,
  units: number,
): void {
  for (let b = 0; b < batch; b++) {
    const g = gate + b * 3 * units + units;
    const s = b * units;
    for (let i = 0; i < units; i++) {
      const reset = m[g + i]!;
      const kept = m[dKept + s + i]!;
      m[g + i] = kept * m[before + s + i]! * reset * (1 - reset);
      m[carry + s + i] = m[carry + s + i]! + kept * reset;
    }
  }
}
