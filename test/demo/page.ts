// The conversation on a pull request as one HTML file that needs nothing else: no network, no other file.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  type Check,
  type Exhibit,
  type LineThread,
  type Moment,
  placeOf,
  type Saying,
  type Speaker,
} from './exhibit.ts';
import { escapeHtml, highlight } from './highlight.ts';
import { rowsOf } from './hunk.ts';
import { renderMarkdown } from './markdown.ts';
import { STYLE } from './page-style.ts';

const FACES = ['#bf3989', '#8250df', '#0969da', '#1a7f37', '#9a6700', '#bc4c00'];
const SIGNS: Readonly<Record<string, string>> = {
  success: '✓',
  failure: '✗',
  timed_out: '✗',
  cancelled: '⊘',
  skipped: '⊘',
};

/** HTML of the whole page. */
export function renderPage(exhibit: Exhibit): string {
  const body = `${header(exhibit)}
<div class="timeline">
${card(opening(exhibit))}
${exhibit.moments.map(moment).join('\n')}
</div>
${checks(exhibit.checks)}
<footer>${exhibit.account.map((line) => `<p>${escapeHtml(line)}</p>`).join('')}</footer>`;
  const scripts = body.includes('class="mermaid"') ? diagramScripts() : [];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(exhibit.title)} · ${escapeHtml(exhibit.repository)}#${exhibit.number}</title>
<style>${STYLE}</style>
</head>
<body>
<div class="bar">${escapeHtml(exhibit.repository).replace(/\/(.*)/, ' / <b>$1</b>')}</div>
<main>
${body}
</main>
${scripts.map((script) => `<script>${script}</script>`).join('\n')}
</body>
</html>
`;
}

/** What people write cannot run or fetch anything, even if it got past the renderer: only our own scripts may, by their hashes. */
function policy(scripts: readonly string[]): string {
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  const allowed = hashes.length === 0 ? "'none'" : hashes.join(' ');
  return `default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; script-src ${allowed}`;
}

function diagramScripts(): string[] {
  const file = createRequire(import.meta.url).resolve('mermaid/dist/mermaid.min.js');
  const library = readFileSync(file, 'utf8').replaceAll('</script', '<\\/script');
  const draw = `mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', theme: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'default' });
// Folded parts have no size to draw into, so they are open while it draws.
const folded = [...document.querySelectorAll('details:not([open])')].filter((each) => each.querySelector('.mermaid'));
for (const each of folded) each.open = true;
mermaid.run({ querySelector: '.mermaid', suppressErrors: true }).finally(() => { for (const each of folded) each.open = false; });`;
  return [library, draw];
}

function opening(exhibit: Exhibit): Saying {
  return { speaker: exhibit.author, body: exhibit.body, at: '', edited: false, hidden: null };
}

function header(exhibit: Exhibit): string {
  const { commits, changedFiles } = exhibit;
  const size = `${commits} ${commits === 1 ? 'commit' : 'commits'}, ${changedFiles} changed ${changedFiles === 1 ? 'file' : 'files'}`;
  return `<h1>${escapeHtml(exhibit.title)} <span>#${exhibit.number}</span></h1>
<div class="meta"><span class="state ${exhibit.state}">${exhibit.state[0]?.toUpperCase()}${exhibit.state.slice(1)}</span>
<span>${escapeHtml(exhibit.author.login)} wants to merge ${size} into <span class="ref">${escapeHtml(exhibit.baseRef)}</span> from <span class="ref">${escapeHtml(exhibit.headRef)}</span></span></div>`;
}

function face(speaker: Speaker): string {
  const index = [...speaker.login].reduce((sum, character) => sum + character.charCodeAt(0), 0) % FACES.length;
  const letter = escapeHtml(speaker.login[0]?.toUpperCase() ?? '?');
  return speaker.isBot
    ? `<div class="face bot">${letter}</div>`
    : `<div class="face" style="background:${FACES[index]}">${letter}</div>`;
}

function by(saying: Saying, what: string): string {
  const { login, isBot } = saying.speaker;
  const badge = isBot ? '<span class="badge">bot</span>' : '';
  const edited = saying.edited ? ' · edited' : '';
  return `<b>${escapeHtml(login.replace(/\[bot\]$/, ''))}</b>${badge} ${what}${edited}`;
}

function card(saying: Saying, what = 'commented'): string {
  const { isBot } = saying.speaker;
  const body =
    saying.body.trim() === '' ? '<p class="soft"><em>No description provided.</em></p>' : renderMarkdown(saying.body);
  return `<div class="moment">${face(saying.speaker)}<div class="card${isBot ? ' bot' : ''}"><div class="by">${by(saying, what)}</div>
${hide(saying, `<div class="said md">${body}</div>`)}</div></div>`;
}

function hide(saying: Saying, html: string): string {
  if (saying.hidden === null) return html;
  return `<details class="hidden"><summary>This comment was marked as ${escapeHtml(saying.hidden.toLowerCase())}.</summary>${html}</details>`;
}

function moment(each: Moment): string {
  switch (each.kind) {
    case 'push':
      return `<div class="event"><b>${escapeHtml(each.speaker.login)}</b> pushed ${escapeHtml(each.message)} <code class="sha">${each.sha.slice(0, 7)}</code></div>`;
    case 'comment':
      return card(each.saying);
    case 'review':
      return `${card(each.saying, `reviewed <span class="sha">${each.sha.slice(0, 7)}</span>`)}
${each.threads.map(thread).join('\n')}`;
  }
}

function thread(each: LineThread): string {
  const labels = [each.outdated ? 'Outdated' : '', each.resolvedBy === null ? '' : `Resolved by ${each.resolvedBy}`];
  const label = labels.filter((text) => text !== '').map((text) => `<span class="badge">${escapeHtml(text)}</span>`);
  const where = `<div class="where"><span>${escapeHtml(placeOf(each))}</span><span>${label.join('')}</span></div>`;
  const replies = each.sayings.map(
    (saying) => `<div class="reply">${face(saying.speaker)}<div><div class="soft">${by(saying, 'said')}</div>
${hide(saying, `<div class="md">${renderMarkdown(saying.body)}</div>`)}</div></div>`,
  );
  const inside = `${diff(each)}${replies.join('')}`;
  const closed = each.resolvedBy !== null || each.outdated;
  return `<div class="thread">${where}${closed ? `<details class="hidden"><summary>Show conversation</summary>${inside}</details>` : inside}</div>`;
}

function diff(each: LineThread): string {
  const rows = rowsOf(each.hunk).map((row) => {
    const kind = row.sign === '+' ? 'add' : row.sign === '-' ? 'del' : '';
    return `<tr class="${kind}${row.spokenOf ? ' spoken' : ''}"><td class="n">${row.before ?? ''}</td><td class="n">${row.head ?? ''}</td><td>${row.sign} ${highlight(row.text, each.path)}</td></tr>`;
  });
  return rows.length === 0 ? '' : `<table class="diff">${rows.join('')}</table>`;
}

function checks(all: readonly Check[]): string {
  if (all.length === 0) return '';
  const last = all.at(-1);
  return `<div class="checks"><h2>Checks</h2>${all.map((each) => check(each, each === last)).join('')}</div>`;
}

function check(each: Check, isOpen: boolean): string {
  const conclusion = each.conclusion ?? 'none';
  const notes = each.notes.map(
    (note) =>
      `<div class="annotation ${note.level}"><span class="level">${note.level}</span> <code>${escapeHtml(placeOf({ path: note.path, startLine: note.startLine, line: note.endLine }))}</code> <b>${escapeHtml(note.title)}</b><p>${escapeHtml(note.message)}</p></div>`,
  );
  const folded =
    notes.length === 0 ? '' : `<details><summary>Annotations (${notes.length})</summary>${notes.join('')}</details>`;
  return `<details class="check"${isOpen ? ' open' : ''}><summary><span class="dot ${escapeHtml(conclusion)}">${SIGNS[conclusion] ?? '●'}</span>
<span><b>${escapeHtml(each.name)}</b> — ${escapeHtml(each.title)}</span><span class="soft">${escapeHtml(each.conclusion ?? each.status)} · <span class="sha">${each.sha.slice(0, 7)}</span></span></summary>
<div class="said md">${renderMarkdown([each.summary, each.text].join('\n\n'))}${folded}</div></details>`;
}
