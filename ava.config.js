export default {
  files: ['**/dist/**/*.test.js', 'test/*.test.mjs'],
  nodeArguments: ['--enable-source-maps'],
  timeout: '60s',
};
