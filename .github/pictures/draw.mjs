// Draws scenes as members see them: node draw.mjs SCENES.jsonl FOLDER [NAME…]
//
// The scenes are written by the tests when LECTOR_SCENES names a file. The
// pictures come from @skyra/discord-components-core in headless Chromium
// (CHROMIUM names the program, /usr/bin/chromium if it is not set).
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { tree } from './markdown.mjs';

const [scenesFile, folder, ...only] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node draw.mjs SCENES.jsonl FOLDER [NAME…]');
  process.exit(2);
}
const here = dirname(fileURLToPath(import.meta.url));
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
const width = 760;

const bundle = buildSync({
  stdin: { contents: "import '@skyra/discord-components-core';", resolveDir: here },
  bundle: true, format: 'iife', write: false, minify: true, logLevel: 'error',
}).outputFiles[0].text.replaceAll('</script', '<\\/script');

const escape = (s) => String(s ?? '').replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);

// avatar is a coloured disc with a letter, so that nothing is fetched.
function avatar(name, bot) {
  const hue = [...name].reduce((h, c) => (h * 31 + c.codePointAt(0)) % 360, 7);
  const fill = bot ? '#5865f2' : `hsl(${hue} 45% 45%)`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80"><rect width="80" height="80" fill="${fill}"/><text x="40" y="54" font-family="sans-serif" font-size="40" fill="#fff" text-anchor="middle">${escape(name[0].toUpperCase())}</text></svg>`;
  return 'data:image/svg+xml;base64,' + Buffer.from(svg).toString('base64');
}

function html(nodes, scene) {
  return nodes.map((n) => {
    const inner = () => (Array.isArray(n.content) ? html(n.content, scene) : escape(n.content));
    switch (n.type) {
      case 'text': return escape(n.content).replaceAll('\n', '<br>');
      case 'br': case 'newline': return '<br>';
      case 'strong': return `<discord-bold>${inner()}</discord-bold>`;
      case 'em': return `<discord-italic>${inner()}</discord-italic>`;
      case 'underline': return `<discord-underlined>${inner()}</discord-underlined>`;
      case 'strikethrough': return `<s>${inner()}</s>`;
      case 'inlineCode': return `<discord-code>${inner()}</discord-code>`;
      case 'codeBlock': return `<discord-code multiline>${inner()}</discord-code>`;
      case 'blockQuote': return `<discord-quote>${inner().replace(/(<br>)+$/, '')}</discord-quote>`;
      case 'heading': return `<discord-header level="${n.level}">${inner()}</discord-header>`;
      case 'subtext': return `<discord-subscript>${inner()}</discord-subscript>`;
      case 'spoiler': return `<discord-spoiler>${inner()}</discord-spoiler>`;
      case 'url': case 'link': case 'autolink':
        // A link to a message is shown as a small box with the channel's name.
        if (/^https:\/\/discord\.com\/channels\/\d+\/(\d+)\/\d+$/.test(n.target)) {
          return `<discord-mention type="channel">${escape(scene.channels[n.target.split('/')[5]] ?? 'message')} › message</discord-mention>`;
        }
        return `<discord-link href="${escape(n.target)}">${inner()}</discord-link>`;
      case 'user': return `<discord-mention type="user">${escape(scene.users[n.id] ?? n.id)}</discord-mention>`;
      case 'channel': return `<discord-mention type="channel">${escape(scene.channels[n.id] ?? n.id)}</discord-mention>`;
      case 'slashCommand': return `<discord-mention type="slash">${escape(n.fullName ?? n.name)}</discord-mention>`;
      case 'timestamp': return '<span>a minute ago</span>';
      case 'everyone': case 'here': return `<discord-mention type="role">${n.type}</discord-mention>`;
      default: return `<span style="outline:1px solid red" title="${n.type}">${inner()}</span>`;
    }
  }).join('');
}

const markdown = (text, scene) => html(tree(text), scene);

function button(b) {
  const kind = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'destructive', 5: 'secondary' }[b.Style];
  const url = b.URL ? ` url="${escape(b.URL)}"` : '';
  return `<discord-button type="${kind}"${url}${b.Disabled ? ' disabled' : ''}>${escape([b.Emoji, b.Label].filter(Boolean).join(' '))}</discord-button>`;
}

function select(s) {
  const chosen = s.Options?.find((o) => o.Default)?.Label ?? s.Placeholder;
  return `<div class="select">${escape(chosen || 'Make a selection')}<span>⌄</span></div>`;
}

function message(m, scene) {
  if (m.modal) return modal(m.modal);
  const tags = [];
  if (m.command) {
    tags.push(`<discord-command slot="reply" author="${escape(m.command.user)}" avatar="${avatar(m.command.user)}" command="${m.command.message ? '' : '/'}${escape(m.command.name)}"></discord-command>`);
  }
  if (m.reply) {
    tags.push(`<discord-reply slot="reply" author="${escape(m.reply.author)}" avatar="${avatar(m.reply.author, m.reply.bot)}"${m.reply.bot ? ' bot' : ''}><span>${markdown(m.reply.content.split('\n')[0], scene)}</span></discord-reply>`);
  }
  const body = m.thinking ? '<em>Lector is thinking…</em>' : markdown(m.content ?? '', scene);
  for (const e of m.embeds ?? []) {
    const fields = (e.Fields ?? []).map((f) => `<discord-embed-field field-title="${escape(f.Name)}"${f.Inline ? ' inline' : ''}>${markdown(f.Value, scene)}</discord-embed-field>`).join('');
    tags.push(`<discord-embed slot="embeds" embed-title="${escape(e.Title)}"${e.URL ? ` url="${escape(e.URL)}"` : ''}${e.Color ? ` color="#${e.Color.toString(16).padStart(6, '0')}"` : ''}${e.Author ? ` author-name="${escape(e.Author)}"` : ''}>` +
      (e.Description ? `<discord-embed-description slot="description">${markdown(e.Description, scene)}</discord-embed-description>` : '') +
      (fields ? `<discord-embed-fields slot="fields">${fields}</discord-embed-fields>` : '') +
      (e.Footer ? `<discord-embed-footer slot="footer">${escape(e.Footer)}</discord-embed-footer>` : '') + '</discord-embed>');
  }
  if (m.files?.length) {
    tags.push('<discord-attachments slot="attachments">' + m.files.map((f) => `<discord-file-attachment name="${escape(f)}" bytes="1" bytes-unit="KB" type="document"></discord-file-attachment>`).join('') + '</discord-attachments>');
  }
  const rows = (m.rows ?? []).map((r) => `<discord-action-row>${r.Select ? select(r.Select) : (r.Buttons ?? []).map(button).join('')}</discord-action-row>`);
  if (rows.length) tags.push(`<discord-attachments slot="components">${rows.join('')}</discord-attachments>`);
  return `<discord-message author="${escape(m.author)}" avatar="${avatar(m.author, m.bot)}"${m.bot ? ' bot' : ''}${m.ephemeral ? ' ephemeral' : ''}${m.edited ? ' edited' : ''} timestamp="Today at ${m.time}">${tags.filter((t) => t.includes('slot="reply"')).join('')}${body}${tags.filter((t) => !t.includes('slot="reply"')).join('')}</discord-message>`;
}

function modal(m) {
  const fields = m.fields.map((f) => `<label>${escape(f.Label)}${f.Required ? ' <b>*</b>' : ''}<div class="input${f.Style === 2 ? ' long' : ''}">${escape(f.Value) || `<i>${escape(f.Placeholder)}</i>`}</div></label>`).join('');
  return `<div class="modal"><h3>${escape(m.title)}</h3>${fields}<div class="foot"><span>Cancel</span><span class="go">Submit</span></div></div>`;
}

const style = `body{margin:0;background:#313338;width:${width}px}
discord-messages{border:0!important;border-radius:0!important;padding:8px 0 16px}
.select{display:flex;justify-content:space-between;width:360px;box-sizing:border-box;padding:8px 12px;margin:2px 0;background:#1e1f22;border:1px solid #1e1f22;border-radius:4px;color:#949ba4;font:15px sans-serif}
.modal{margin:16px;width:440px;background:#313338;border:1px solid #1e1f22;border-radius:8px;color:#f2f3f5;font:15px sans-serif;padding:16px;box-shadow:0 8px 24px #0008}
.modal h3{margin:0 0 12px}.modal label{display:block;margin-bottom:14px;font-size:12px;font-weight:600;color:#b5bac1}.modal b{color:#f23f42}
.modal .input{margin-top:6px;background:#1e1f22;border-radius:4px;padding:10px;font:15px sans-serif;color:#dbdee1;white-space:pre-wrap}.modal .input.long{min-height:60px}.modal i{color:#6d6f78;font-style:normal}
.modal .foot{text-align:right}.modal .foot span{padding:9px 18px;border-radius:4px;margin-left:6px}.modal .go{background:#5865f2}
.choices{margin:8px 16px;background:#2b2d31;border-radius:8px;color:#dbdee1;font:15px sans-serif;padding:8px}`;

function page(scene) {
  return `<!doctype html><meta charset="utf-8"><style>${style}</style><script>window.$discordMessage={defaultTheme:'dark'};</script><script>${bundle}</script>
<discord-messages>${scene.messages.map((m) => message(m, scene)).join('')}</discord-messages>
<script>addEventListener('load',async()=>{await customElements.whenDefined('discord-message');await new Promise(r=>setTimeout(r,300));document.title='height '+Math.ceil(document.body.getBoundingClientRect().height)+' ';document.documentElement.setAttribute('data-height',Math.ceil(document.body.getBoundingClientRect().height))});</script>`;
}

function run(...args) {
  const profile = mkdtempSync(join(tmpdir(), 'draw-'));
  try {
    return execFileSync(chromium, ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--hide-scrollbars', '--force-device-scale-factor=2', '--virtual-time-budget=3000', `--user-data-dir=${profile}`, ...args],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 });
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}

mkdirSync(folder, { recursive: true });
const work = mkdtempSync(join(tmpdir(), 'scenes-'));
const scenes = readFileSync(scenesFile, 'utf8').split('\n').filter(Boolean).map((l) => JSON.parse(l));
for (const scene of new Map(scenes.map((s) => [s.name, s])).values()) {
  if (only.length && !only.includes(scene.name)) continue;
  const file = join(work, scene.name + '.html');
  writeFileSync(file, page(scene));
  const height = Number(/data-height="(\d+)"/.exec(run('--dump-dom', `--window-size=${width},2000`, 'file://' + file))?.[1] ?? 800);
  const out = resolve(folder, scene.name + '.png');
  run(`--screenshot=${out}`, `--window-size=${width},${height}`, 'file://' + file);
  console.log(out, height);
}
rmSync(work, { recursive: true, force: true });
