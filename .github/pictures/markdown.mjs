// Markdown as Discord's client reads it, by an independent parser.
import { parse } from 'discord-markdown-parser';

// blocks cuts a message where a block quote begins or ends, because the parser
// does not see a heading or a small line that follows a quote. Discord does.
function blocks(text) {
  const out = [];
  let quote = null;
  for (const line of text.split('\n')) {
    const q = line.startsWith('> ') || line === '>';
    if (q !== quote) out.push([]);
    quote = q;
    out.at(-1).push(line);
  }
  return out.map((lines) => lines.join('\n'));
}

// tree is the list of nodes of a message.
export function tree(text) {
  return blocks(text).flatMap((b, i, all) => {
    const nodes = parse(b, 'extended');
    const quoted = b.startsWith('>');
    const next = all[i + 1];
    // The line break between two blocks of text; a quote is a block of its own.
    if (!quoted && next !== undefined && !next.startsWith('>')) nodes.push({ type: 'br' });
    return nodes;
  });
}

// plain is the text that is left when all markup is taken away, and the kinds of
// markup that were met.
export function plain(nodes, kinds = new Set()) {
  let text = '';
  for (const n of nodes) {
    if (n.type === 'br' || n.type === 'newline') {
      text += '\n';
      continue;
    }
    if (n.type !== 'text') kinds.add(n.type);
    if (Array.isArray(n.content)) text += plain(n.content, kinds).text;
    else text += n.content ?? '';
  }
  return { text, kinds };
}
