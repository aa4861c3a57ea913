import test from 'ava';
import { parsePipeline } from './parse-pipeline.ts';

const refused = (text: string, message: RegExp) => ({ text, message });

test('what is no list of stages is refused in one line that says why', (t) => {
  for (const { text, message } of [
    refused('[', /^pipeline: not JSON: /),
    refused('{}', /must be a list/),
    refused('[]', /must be a list/),
    refused('[3]', /a stage must be .* not 3$/),
    refused('["huffman", { "bits": 5 }]', /not \{"bits":5\}$/),
    refused('[null]', /not null$/),
  ]) {
    const error = t.throws(() => parsePipeline(text), { message });
    t.false(error.message.includes('\n'));
  }
});
