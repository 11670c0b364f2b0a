// Colours Go code on the demo's page: comments, texts, keywords, numbers and names that are called. Enough to read by.

const TOKEN = new RegExp(
  [
    String.raw`(?<comment>//[^\n]*|/\*[\s\S]*?\*/)`,
    String.raw`(?<text>"(?:\\.|[^"\\\n])*"|\x60[^\x60]*\x60|'(?:\\.|[^'\\\n])+')`,
    String.raw`\b(?<word>break|case|chan|const|continue|default|defer|else|fallthrough|for|func|go|goto|if|import|interface|map|package|range|return|select|struct|switch|type|var)\b`,
    String.raw`\b(?<value>true|false|nil|iota|\d[\d_.xXa-fA-F]*)\b`,
    String.raw`\b(?<call>[A-Za-z_]\w*)(?=\()`,
  ].join('|'),
  'g',
);

/** Text that can stand in HTML, between tags or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** HTML of Go code; of anything else when `path` says that it is no Go, only escaped. */
export function highlight(code: string, path = 'x.go'): string {
  if (!path.endsWith('.go')) return escapeHtml(code);
  let html = '';
  let end = 0;
  for (const match of code.matchAll(TOKEN)) {
    const kind = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)?.[0] ?? '';
    html += `${escapeHtml(code.slice(end, match.index))}<span class="t-${kind}">${escapeHtml(match[0])}</span>`;
    end = match.index + match[0].length;
  }
  return html + escapeHtml(code.slice(end));
}
