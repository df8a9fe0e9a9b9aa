// Holds what Lector shows against an independent parser of Discord's Markdown:
// node escaping.mjs QUOTES.jsonl
//
// Each line is {"name", "source", "shown"}: a passage of an article, and the
// block quote that shows it. Parsed, the quote must be that text and nothing
// else: one block quote, no other markup, not a character more or less. The
// lines are written by the tests when LECTOR_QUOTES names a file.
import { readFileSync } from 'node:fs';
import { plain, tree } from './markdown.mjs';

let bad = 0;
const lines = readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean).map((l) => JSON.parse(l));
for (const { name, source, shown } of lines) {
  const nodes = tree(shown);
  const { text, kinds } = plain(nodes);
  const quotes = nodes.filter((n) => n.type === 'blockQuote').length;
  kinds.delete('blockQuote');
  const problems = [];
  if (quotes !== 1 || nodes.length !== 1) problems.push(`${nodes.length} blocks, ${quotes} of them quotes, want one quote`);
  if (kinds.size) problems.push(`markup: ${[...kinds].join(', ')}`);
  if (text.replace(/\n$/, '') !== source) problems.push(`reads ${JSON.stringify(text)}`);
  if (problems.length) {
    bad++;
    console.error(`${name}: ${JSON.stringify(source)} is shown as ${JSON.stringify(shown)}: ${problems.join('; ')}`);
  }
}
console.log(`${lines.length} quotes, ${bad} of them read otherwise than their source`);
if (bad || !lines.length) process.exit(1);
