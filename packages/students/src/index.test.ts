import test from 'ava';
import * as api from './index.ts';

test('exports the templates, what defines others, measurement and the search, nothing else', (t) => {
  t.deepEqual(Object.keys(api).sort(), [
    'apply',
    'countMultiplyAdds',
    'defineTemplate',
    'measureLatency',
    'mobileNet',
    'predictLatency',
    'quickNet',
    'scaleWidths',
    'searchStudent',
    'smallMobileNet',
    'smallQuickNet',
    'smallSqueezeNet',
    'squeezeNet',
  ]);
});
