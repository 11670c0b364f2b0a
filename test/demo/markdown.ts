// Markdown as GitHub shows it, near enough for the demo's page. What a comment may contain is foreign text, so only the tags that
// GitHub lets through are let through here, without attributes.
import MarkdownIt from 'markdown-it';
import { escapeHtml, highlight } from './highlight.ts';

const TAGS = ['details', 'summary', 'sub', 'sup', 'kbd', 'br', 'b', 'i', 'em', 'strong', 'code', 'hr', 'p', 'div'];
const TAG = new RegExp(`^<(/?)(${TAGS.join('|')})(?:\\s[^>]*)?>`, 'i');
/** An entity that the text brought along, as escaping leaves it. */
const ESCAPED_ENTITY = /&#38;(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});/gi;
const ALERT = /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*/;

/** HTML with comments dropped, known tags kept bare and everything else shown as text. */
function safeHtml(html: string): string {
  let out = '';
  let rest = html;
  while (rest !== '') {
    const comment = /^<!--[\s\S]*?(?:-->|$)/.exec(rest);
    const tag = TAG.exec(rest);
    if (comment !== null) rest = rest.slice(comment[0].length);
    else if (tag !== null) {
      out += `<${tag[1]}${tag[2]?.toLowerCase()}>`;
      rest = rest.slice(tag[0].length);
    } else {
      const next = rest.indexOf('<', 1);
      const text = next === -1 ? rest : rest.slice(0, next);
      out += escapeHtml(text).replace(ESCAPED_ENTITY, '&$1;');
      rest = rest.slice(text.length);
    }
  }
  return out;
}

function createMarkdown() {
  const markdown = new MarkdownIt({ html: true, linkify: true });
  const { rules } = markdown.renderer;
  rules.html_block = (tokens, index) => safeHtml(tokens[index]?.content ?? '');
  rules.html_inline = (tokens, index) => safeHtml(tokens[index]?.content ?? '');
  rules.image = (tokens, index) => `<em>[image: ${escapeHtml(tokens[index]?.content ?? '')}]</em>`;
  rules.fence = (tokens, index) => {
    const { info = '', content = '' } = tokens[index] ?? {};
    const language = info.trim().split(/\s/)[0] ?? '';
    if (language === 'mermaid') return `<pre class="mermaid">${escapeHtml(content)}</pre>\n`;
    const html = language === 'go' || language === 'golang' ? highlight(content) : escapeHtml(content);
    const label = language === 'suggestion' ? '<div class="suggestion">Suggested change</div>' : '';
    return `${label}<pre><code>${html}</code></pre>\n`;
  };
  return markdown;
}

const MARKDOWN = createMarkdown();

/** HTML of a comment. Diagrams stay as their source in `pre.mermaid`, for the page's script to draw. */
export function renderMarkdown(text: string): string {
  return withAlerts(MARKDOWN.render(text));
}

/** Quotes that begin with [!NOTE] and the like become coloured boxes. */
function withAlerts(html: string): string {
  return html.replace(/<blockquote>\n<p>([\s\S]*?)<\/blockquote>/g, (whole, inner: string) => {
    const kind = ALERT.exec(inner)?.[1];
    if (kind === undefined) return whole;
    const body = inner.replace(ALERT, '').replace(/^<br>\s*/, '');
    return `<div class="alert ${kind.toLowerCase()}"><p class="alert-title">${kind[0]}${kind.slice(1).toLowerCase()}</p><p>${body}</div>`;
  });
}
