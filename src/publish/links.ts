// Labels and addresses of files, lines and commits, made from paths, numbers and SHAs and never from foreign text.
import type { Place } from '../domain/finding.ts';
import type { Review } from '../domain/review.ts';
import { oneLine } from '../text/sanitize.ts';

/** Where the repository is read, and the commits that links lead to. */
export interface Links {
  /** "https://github.com/owner/name"; null where there is nothing to link to. */
  readonly htmlUrl: string | null;
  readonly head: string;
  readonly base: string;
  readonly mergeBase: string;
}

export function linksOf(review: Review, htmlUrl: string | null): Links {
  return { htmlUrl, head: review.head, base: review.base, mergeBase: review.mergeBase };
}

export interface LineRange {
  readonly startLine: number;
  readonly endLine?: number;
}

function isRange({ startLine, endLine = startLine }: LineRange): boolean {
  return endLine > startLine;
}

/** "store/order.go:12-14". */
export function placeLabel(path: string, startLine: number, endLine = startLine): string {
  return `${oneLine(path, 400)}:${startLine}${isRange({ startLine, endLine }) ? `-${endLine}` : ''}`;
}

/** The address of a file or of lines in it at a commit; null where the repository has none. */
export function fileAddress(
  links: Pick<Links, 'htmlUrl'>,
  commit: string,
  path: string,
  lines: LineRange | null,
): string | null {
  if (links.htmlUrl === null) return null;
  const end = lines !== null && isRange(lines) ? `-L${lines.endLine}` : '';
  const fragment = lines === null ? '' : `#L${lines.startLine}${end}`;
  return `${links.htmlUrl}/blob/${commit}/${encodePath(path)}${fragment}`;
}

export function commitAddress(links: Pick<Links, 'htmlUrl'>, sha: string): string | null {
  return links.htmlUrl === null ? null : `${links.htmlUrl}/commit/${sha}`;
}

/** The commit that shows a place: the merge base for removed code, else the head. */
export function commitOf(links: Links, { side }: Pick<Place, 'side'>): string {
  return side === 'before' ? links.mergeBase : links.head;
}

/** Percent-encoded, "(" and "'" included, which would end a link in Markdown. */
function encodePath(path: string): string {
  const wellFormed = path.replace(/\p{Cs}/gu, '\ufffd');
  return wellFormed
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`),
    )
    .join('/');
}
