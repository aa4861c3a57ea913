import test from 'ava';
import { CodecError, FileError, OptionError, UnknownCodecError, VersionError } from './errors.ts';

test('errors have the names of their classes, and one of the right kind above them', (t) => {
  t.is(new OptionError('').name, 'OptionError');
  t.true(new OptionError('') instanceof RangeError);
  t.is(new UnknownCodecError('').name, 'UnknownCodecError');
  t.true(new UnknownCodecError('') instanceof CodecError);
  t.is(new VersionError('').name, 'VersionError');
  t.true(new VersionError('') instanceof CodecError);
  t.is(new FileError('').name, 'FileError');
});
