// Minifies our scripts and stylesheets: node minify.mjs FROM TO NAME…
// Scripts stay ES5, and stylesheets must work in browsers of 2016, so newer syntax is switched off.
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {transform} from 'esbuild';
import {minify} from 'terser';

const SCRIPT = {ecma: 5, compress: {passes: 3}, format: {quote_style: 1}};
const SHEET = {loader: 'css', minify: true, charset: 'utf8', target: ['chrome50', 'safari10']};

const [from, to, ...names] = process.argv.slice(2);
for (const name of names) {
  const text = readFileSync(join(from, name), 'utf8');
  const made = name.endsWith('.js') ? await minify(text, SCRIPT) : await transform(text, SHEET);
  if (made.warnings?.length) {
    throw new Error(`${name}: ${made.warnings[0].text}`);
  }
  writeFileSync(join(to, name), made.code.trim());
}
