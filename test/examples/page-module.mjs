/** Examples of a page in Markdown, as one module in TypeScript whose lines are those of the page. */

const FENCE = /^```(?<language>ts|sh)(?: no-run: (?<reason>\S.*))?$/;

/**
 * The blocks of TypeScript and of commands in a page: the line of the fence, the code, and why it is not run, if it is not.
 * @throws Error for a fence that says anything but the language, or that and `no-run: REASON`.
 */
export function blocksIn(markdown) {
  const blocks = [];
  let block;
  for (const [line, text] of markdown.split('\n').entries()) {
    if (block && text === '```') block = undefined;
    else if (block) block.code.push(block.language === 'sh' ? commandIn(text) : text);
    else if (/^\s*```(ts|sh)\b/.test(text)) {
      const fence = FENCE.exec(text)?.groups;
      if (!fence) throw new Error(`line ${line + 1}: a fence is "ts" or "ts no-run: REASON", not ${text}`);
      block = { line, code: [], ...fence };
      blocks.push(block);
    }
  }
  return blocks;
}

/** A line of a shell as TypeScript: a call of `tensorpress` with the words behind it, or nothing. */
function commandIn(line) {
  const [, rest] = /^(?:npx )?tensorpress (.*?)(?: +#.*)?$/.exec(line) ?? [];
  const words = rest?.match(/'[^']*'|"[^"]*"|\S+/g).map((word) => word.replace(/^(['"])(.*)\1$/, '$2'));
  return words ? `await tensorpress(${JSON.stringify(words)});` : '';
}

/**
 * Blocks of a page as a module. Imports come first, whatever block they are in. A block goes on where the one before ends, but may
 * declare its names anew, so each is a scope in that of the one before.
 * @param given Names that examples may use without declaring them, with the module that they are imported from.
 * @param first Modules that are run before.
 */
export function pageModule(blocks, given, first = []) {
  const lines = [];
  const imports = new Map(first.map((module) => [module, `import '${module}';`]));
  for (const { line, code } of blocks) {
    const body = code.join('\n').replace(/^import\s[^;]*;/gm, (statement) => {
      for (const [name, text] of importsIn(statement)) {
        if (imports.has(name) && imports.get(name) !== text) throw new Error(`${name} is imported from two places`);
        imports.set(name, text);
      }
      return statement.replace(/[^\n]/g, '');
    });
    lines[line] = '{';
    for (const [i, text] of body.split('\n').entries()) lines[line + 1 + i] = text.replace(/^export /, '');
  }
  const used = new Set(lines.join('\n').match(/\b\w+\b/g));
  for (const [name, module] of given) {
    if (used.has(name) && !imports.has(name)) imports.set(name, `import { ${name} } from '${module}';`);
  }
  lines[0] = [...imports.values()].join(' ');
  return `${lines.join('\n')}\n${'}'.repeat(blocks.length)}\nexport {};\n`;
}

/** What a statement imports, as one statement for each name. */
function importsIn(statement) {
  const { names = '', module } =
    /^import\s+(?:(?<names>[^']+?)\s+from\s+)?(?<module>'[^']+');$/.exec(statement)?.groups ?? {};
  if (!module) throw new Error(`not understood: ${statement}`);
  const inner = /^\{(?<list>[\s\S]*)\}$/.exec(names)?.groups?.list;
  if (inner === undefined) return [[names || module, `import ${names && `${names} from `}${module};`]];
  return inner
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
    .map((name) => [name.replace(/^type /, ''), `import { ${name} } from ${module};`]);
}
