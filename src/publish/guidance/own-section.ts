// Places our section in a file that others write in too: appended once, replaced later, without changing a byte of the
// rest.

const BEGIN = '<!-- architect:backend begin -->';
const END = '<!-- architect:backend end -->';

/** The text with the section in it; null where its markers are unbalanced. */
export function placeSection(text: string, section: string): string | null {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const linesWith = (marker: string) =>
    lines.flatMap((line, index) => (line.replace(/\r?\n$/, '').trim() === marker ? [index] : []));
  const [begins, ends] = [linesWith(BEGIN), linesWith(END)];
  const eol = /\r\n/.test(text) ? '\r\n' : '\n';
  const own = [BEGIN, ...section.split('\n'), END].join(eol);
  if (begins.length === 0 && ends.length === 0) {
    const gap = text === '' ? '' : text.endsWith('\n') ? eol : eol + eol;
    return `${text}${gap}${own}${eol}`;
  }
  const [begin = -1, end = -1] = [begins[0], ends[0]];
  if (begins.length !== 1 || ends.length !== 1 || begin > end) return null;
  const after = /\r?\n$/.exec(lines[end] ?? '')?.[0] ?? '';
  return [...lines.slice(0, begin), own, after, ...lines.slice(end + 1)].join('');
}
