export default {
  // The example of a package by others has Node's own runner.
  files: ['**/dist/**/*.test.js', 'test/*.test.mjs', '!examples/own-codec/**'],
  nodeArguments: ['--enable-source-maps'],
  timeout: '60s',
};
