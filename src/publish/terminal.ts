// The review on a terminal or in a pipe: words to the width of the screen, Markdown, a page, SARIF, or the JSON value itself.
import type { GuidancePublisherPort, PublisherPort } from '../domain/ports.ts';
import type { Review } from '../domain/review.ts';
import { guidanceLinks, guidancePage } from './guidance/page.ts';
import { htmlPage } from './html.ts';
import { linksOf } from './markdown/blocks.ts';
import { pageParts } from './markdown/summary.ts';
import { sarifLog } from './sarif.ts';
import { layOutReview, type TerminalStyle } from './terminal-layout.ts';

export interface TerminalOptions extends TerminalStyle {
  readonly format: 'terminal' | 'markdown' | 'json' | 'sarif' | 'html';
  /** Takes the text as it is to be shown, line feeds included. */
  readonly write: (text: string) => void;
}

/** Writes a review to the screen. There is no check run, no earlier comment and nothing to supersede. */
export function createTerminalPublisher(options: TerminalOptions): PublisherPort {
  return {
    open: async () => ({ checkRunId: null }),
    // The command line shows progress by itself, on its error stream.
    show: async () => false,
    publish: async ({ review, target }) => {
      options.write(`${renderReview(review, target.htmlUrl, options)}\n`);
      return { checkRunId: null, summaryCommentId: null, reviewId: null, inlineComments: 0, superseded: false };
    },
    // The command line says on its own error stream why it stopped; stdout stays empty for programs that read it.
    conclude: async () => {},
  };
}

/** Writes guidance as Markdown, or as the JSON value itself. */
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

/** The review in the format asked for, without a final line feed. */
function renderReview(review: Review, htmlUrl: string | null, options: TerminalOptions): string {
  switch (options.format) {
    case 'json':
      return JSON.stringify(review, null, 2);
    case 'markdown':
      return pageParts(review, {
        links: linksOf(review, htmlUrl),
        placements: new Map(),
        history: '',
        place: 'document',
      })
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
