// Renders the recommendations of the page, one column for each section.
import { Section } from '../../domain/finding.ts';
import type { Review } from '../../domain/review.ts';
import { sectionNames } from '../words.ts';
import { inlineText, listOf } from './elements.ts';

/** Empty without recommendations. */
export function recommendationGrid({ recommendations }: Review): string {
  const columns = Section.options
    .map((section) => ({ section, items: recommendations[section] ?? [] }))
    .filter(({ items }) => items.length > 0)
    .map(({ section, items }) => {
      const list = listOf(items.slice(0, 20).map((item) => inlineText(item, 1000)));
      return `<div><h3>${sectionNames[section]}</h3>${list}</div>`;
    });
  if (columns.length === 0) return '';
  return `<section><h2>Recommendations</h2><div class="grid">${columns.join('')}</div></section>`;
}
