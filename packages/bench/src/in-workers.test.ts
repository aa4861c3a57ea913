import test from 'ava';
import { type InWorkersOptions, inWorkers } from './in-workers.ts';
import type { TestJob } from './in-workers-task.ts';
import type { Result } from './thread.ts';

type Task = typeof import('./in-workers-task.ts');

const task = new URL('./in-workers-task.js', import.meta.url);
const all = (jobs: readonly TestJob[], options?: InWorkersOptions<Result<Task>>) =>
  inWorkers<Task>(task, jobs, { workers: 2, ...options });

const ports = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
const shared = () => new Int32Array(new SharedArrayBuffer(4));
const endless = { after: Number.POSITIVE_INFINITY };

test.serial('results come in the order of jobs, and are told of as they come', async (t) => {
  const counter = shared();
  const values = Float32Array.of(1, -2);
  const seen: number[] = [];
  const jobs = [{ counter, after: 2, values }, { counter, values: Float32Array.of(3) }, { counter }];
  const results = await all(jobs, { onResult: (_, index) => seen.push(index) });
  t.deepEqual(
    results.map(({ doubled }) => [...doubled]),
    [[2, -4], [6], []],
  );
  t.deepEqual(seen, [1, 2, 0], 'the thread that was free did not take the next job');
  t.is(results[1]!.thread, results[2]!.thread);
  t.not(results[0]!.thread, results[1]!.thread);
  t.deepEqual([...values], [1, -2], 'the input was moved');
});

test.serial('there are no more threads than jobs or than asked for', async (t) => {
  const results = await all([{}, {}, {}], { workers: 1 });
  t.is(new Set(results.map(({ thread }) => thread)).size, 1);
  t.deepEqual(await all([]), []);
  await t.throwsAsync(() => all([{}], { workers: 0 }), { instanceOf: RangeError, message: /positive integer, not 0/ });
});

test.serial('a job that fails is named, and stops the rest', async (t) => {
  const counter = shared();
  const jobs = [endless, { fails: 'too large' }, { counter }, { counter }];
  const error = await t.throwsAsync(() => all(jobs), { message: /job 1 of 4, { fails: 'too large' }: too large/ });
  t.true(error?.cause instanceof RangeError);
  t.is(counter[0], 0);
});

test.serial('a thread that ends or breaks down fails its job', async (t) => {
  await t.throwsAsync(() => all([endless, { exits: 3 }]), { message: /job 1 of 2.*: the thread ended with code 3/ });
  await t.throwsAsync(() => all([{ breaks: 'from nowhere' }]), { message: /job 0 of 1.*: from nowhere/ });
  await t.throwsAsync(() => inWorkers<Task>(new URL('./missing.js', import.meta.url), [{}]), {
    message: /Cannot find module/,
  });
  await t.throwsAsync(() => inWorkers<Task>(new URL('./thread.js', import.meta.url), [{}]), {
    message: /must export a function called run/,
  });
});

test.serial('a signal stops it with its reason', async (t) => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error('enough')), 200);
  await t.throwsAsync(() => all([endless, {}], { signal: controller.signal }), { message: 'enough' });
  await t.throwsAsync(() => all([{}], { signal: controller.signal }), { message: 'enough' });
});

test.serial('no thread is left over', async (t) => {
  const before = ports();
  const counter = shared();
  const pending = all([{ counter, after: 1 }, { counter }]);
  t.is(ports(), before + 2);
  await pending;
  await t.throwsAsync(() => all([endless, { fails: 'no' }]));
  t.is(ports(), before);
});
