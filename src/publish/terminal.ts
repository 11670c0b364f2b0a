// Prints a review or guidance on a terminal or into a pipe: as text, Markdown, HTML, SARIF or JSON.
import type { GuidancePublisherPort, PublisherPort } from '../domain/ports.ts';
import type { Review } from '../domain/review.ts';
import { guidanceLinks, guidancePage } from './guidance/page.ts';
import { htmlPage } from './html.ts';
import { layOutReview, type TerminalStyle } from './lay-out-review.ts';
import { linksOf } from './links.ts';
import { pageParts } from './markdown/summary.ts';
import { sarifLog } from './sarif.ts';

export interface TerminalOptions extends TerminalStyle {
  readonly format: 'terminal' | 'markdown' | 'json' | 'sarif' | 'html';
  /** Takes the text to print, line feeds included. */
  readonly write: (text: string) => void;
}

/** Prints a review. There is no check run, no earlier comment and nothing to supersede. */
export function createTerminalPublisher(options: TerminalOptions): PublisherPort {
  return {
    open: async () => ({ checkRunId: null }),
    // The command line shows progress itself, on stderr.
    show: async () => false,
    publish: async ({ review, target }) => {
      options.write(`${renderReview(review, target.htmlUrl, options)}\n`);
      return { checkRunId: null, summaryCommentId: null, reviewId: null, inlineComments: 0, superseded: false };
    },
    // The command line prints the reason on stderr; stdout stays empty for programs that read it.
    conclude: async () => {},
  };
}

/** Prints guidance as Markdown or JSON. */
export function createGuidancePrinter(
  format: 'markdown' | 'json',
  write: TerminalOptions['write'],
): GuidancePublisherPort {
  return {
    deliver: async ({ guidance, target }) => {
      const page = () => guidancePage(guidance, guidanceLinks(guidance, target.htmlUrl));
      write(`${format === 'json' ? JSON.stringify(guidance, null, 2) : page()}\n`);
    },
  };
}

/** The review in the requested format, without a final line feed. */
function renderReview(review: Review, htmlUrl: string | null, options: TerminalOptions): string {
  const links = linksOf(review, htmlUrl);
  switch (options.format) {
    case 'json':
      return JSON.stringify(review, null, 2);
    case 'markdown':
      return pageParts(review, { links, placements: new Map(), history: '', place: 'document' })
        .map((part) => part.text)
        .filter((text) => text !== '')
        .join('\n\n');
    case 'sarif':
      return JSON.stringify(sarifLog(review, htmlUrl), null, 2);
    case 'html':
      return htmlPage(review, { htmlUrl, colour: review.accent ?? null });
    case 'terminal':
      return layOutReview(review, options);
  }
}
