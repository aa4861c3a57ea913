import test from 'ava';
import * as core from './index.ts';

test('core exports these names and no others', (t) => {
  t.deepEqual(Object.keys(core).sort(), [
    'CodecError',
    'FileError',
    'OptionError',
    'UnknownCodecError',
    'VersionError',
    'and',
    'arrays',
    'boundOf',
    'bytesOf',
    'candidates',
    'completeOptions',
    'compress',
    'createRegistry',
    'decode',
    'decodeModel',
    'defineCodec',
    'describe',
    'estimate',
    'fromHalf',
    'isCodec',
    'isNode',
    'isOf',
    'largerThan',
    'leavesOf',
    'mapModel',
    'matching',
    'memoise',
    'normal',
    'normals',
    'not',
    'open',
    'or',
    'plainOps',
    'random',
    'randomFor',
    'read',
    'report',
    'rootMeanSquare',
    'sidesOf',
    'sizeOf',
    'sizesOf',
    'toHalf',
    'toSafetensors',
    'unfolder',
    'use',
    'write',
  ]);
});

test('errors have the names of their classes, and one of the right kind above them', (t) => {
  t.is(new core.OptionError('').name, 'OptionError');
  t.true(new core.OptionError('') instanceof RangeError);
  t.is(new core.UnknownCodecError('').name, 'UnknownCodecError');
  t.true(new core.UnknownCodecError('') instanceof core.CodecError);
  t.is(new core.VersionError('').name, 'VersionError');
  t.true(new core.VersionError('') instanceof core.CodecError);
  t.is(new core.FileError('').name, 'FileError');
});
