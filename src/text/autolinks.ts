// Finds what GitHub would turn into a link, a notification or a picture in a line of plain text.

/**
 * GitHub looks for all of these in the rendered text, outside of <code> and <pre> only: backslashes and entities stop
 * none of them. Its filters, from before they were closed: https://github.com/gjtorikian/html-pipeline (mention, team
 * mention, emoji) and, in that repository's history, lib/github/html/{issue,commit}_mention_filter.rb. Links:
 * https://github.github.com/gfm/#autolinks-extension- Each alternative matches more than GitHub does, never less. "_"
 * beside a match may turn out to be emphasis, so it ends words here.
 */
const ACTIVE = new RegExp(
  [
    // "https://go.dev/doc", "www.go.dev": trimmed further by `trimUrl`.
    /(?:[a-z][a-z0-9+.-]{0,20}:\/\/|(?<![a-z0-9])www\.)[^\s<>`"'“”‘’«»]+/,
    // "mail@example.com", "example.com/shop@v1.2.3", "owner/repository@a5c3785e"
    /[\w.+~/-]{1,200}@(?:[\w-]+(?:\.[\w-]+)+|[0-9a-f]{7,64}(?![a-z0-9]))(?:[/._-]*[a-z0-9])*/,
    // "@octocat", "@acme/team"
    /(?<![a-z0-9])@[a-z0-9](?:[./_-]*[a-z0-9])*/,
    // "#12", "acme/shop#12", "&#39"
    /[\w./-]{0,200}#\d(?:_*[a-z0-9])*/,
    /(?<![a-z0-9])GH-\d(?:_*[a-z0-9])*/,
    // A commit; not plain numbers and words, which are rarely meant.
    /(?<![a-z0-9./:-])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,64}(?![a-z0-9])(?:[._-]*[a-z0-9])*/,
    // ":bug:" is an emoji, also in "orders:bug:42".
    /[\w./:-]{0,80}:(?:\d*[a-z_+-][\w+-]*|100|1234):(?:[./:_-]*[a-z0-9])*/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'i',
);

export interface TextPiece {
  readonly kind: 'plain' | 'active';
  readonly text: string;
}

/** The pieces of a line without Markdown, in order. `active` ones do something on GitHub unless they stand in code. */
export function splitAutolinks(line: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let rest = line;
  for (let found = ACTIVE.exec(rest); found !== null; found = ACTIVE.exec(rest)) {
    const active = trimUrl(found[0]);
    // Text ends in front of a piece of code and begins after it: "@x" is a mention there, so both sides are searched
    // with that edge.
    pieces.push(...splitAutolinks(rest.slice(0, found.index)), { kind: 'active', text: active });
    rest = rest.slice(found.index + active.length);
  }
  if (rest !== '') pieces.push({ kind: 'plain', text: rest });
  return pieces;
}

/** Without punctuation at the end, and without brackets there that were opened in front of the match. */
function trimUrl(match: string): string {
  if (!/^[a-z0-9+.-]*:\/\/|^www\./i.test(match)) return match;
  let text = match;
  for (;;) {
    const last = text.at(-1) ?? '';
    const opening = { ')': '(', ']': '[', '}': '{' }[last];
    const isUnbalanced = opening !== undefined && text.split(last).length > text.split(opening).length;
    // A URL has more than punctuation: what is left when all of it goes is kept as it is.
    if (text.length < 5 || !(isUnbalanced || /[.,;:!?*_~|\\]$/.test(last))) return text;
    text = text.slice(0, -1);
  }
}
