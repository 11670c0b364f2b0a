// Calibrates effort estimates: the model estimates a person's time, and we divide it. See
// agents/skills/time-calibration/SKILL.md.
import { z } from 'zod';

/** Measured time is a twelfth of a person's estimate. */
const FACTOR = 12;
const HOURS_A_DAY = 8;

export const HumanEstimate = z.strictObject({
  amount: z.number().positive().max(60, 'more than 60: split the work and estimate each piece'),
  unit: z
    .enum(['hours', 'days'], 'estimate in "hours" or "days", never in weeks')
    .describe('Days of 8 hours. Never weeks.'),
});
export type HumanEstimate = z.infer<typeof HumanEstimate>;

/** "about 2 hours measured" for an estimate of 3 days. */
export function calibrateEffort({ amount, unit }: HumanEstimate): string {
  const minutes = ((unit === 'days' ? amount * HOURS_A_DAY : amount) * 60) / FACTOR;
  return `about ${roundDuration(minutes)} measured`;
}

/** Rounds to 5 minutes, to half an hour from one hour on, then to hours, then to days. */
function roundDuration(minutes: number): string {
  if (minutes < 57.5) return `${Math.max(5, Math.round(minutes / 5) * 5)} minutes`;
  const hours = minutes / 60;
  if (hours < 1.75) return plural(Math.round(hours * 2) / 2, 'hour');
  if (Math.round(hours) < HOURS_A_DAY) return plural(Math.round(hours), 'hour');
  return plural(Math.round(hours / HOURS_A_DAY), 'day');
}

function plural(number: number, unit: string): string {
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}

const NUMBER = 'an?|one|two|three|four|five|six|eight|ten|twelve|several|(?:a )?few|(?:a )?couple of';
const COUNT = String.raw`(?:\d+(?:\.\d+)?|${NUMBER})`;
const UNIT = '(?:weeks?|months?|sprints?)';
const DO = 'implement|build|do|finish|write|migrate|refactor|complete|fix';
const WORK = String.raw`project|effort|job|task|migration|rewrite|refactoring|(?:worth\s+of\s+)?work`;
const WEEKS = String.raw`${COUNT}[^.\n]{0,15}\b${UNIT}\b`;
/** Phrases that estimate how long work takes. */
const ESTIMATES: readonly RegExp[] = [
  String.raw`\b(?:estimates?|estimated|effort|takes?|taking|needs?|requires?|spend|costs?)\b[^.\n]{0,60}\b${WEEKS}`,
  String.raw`\b${WEEKS}\s+(?:of\s+(?:\w+\s+)?(?:work|effort)|to\s+(?:${DO}))\b`,
  // "Microservice: 1-2 weeks", and "1-2 weeks" anywhere.
  String.raw`:\s*(?:about|around|roughly|approx\.?|~|≈)?\s*${COUNT}\s+${UNIT}(?:\s+measured)?\s*(?:[.;,)]|$)`,
  String.raw`\b${COUNT}\s*(?:-|–|—|to|or)\s*${COUNT}\s+${UNIT}\b`,
  String.raw`\b${COUNT}[\s-]+(?:week|month|sprint)s?['’]?\s+(?:${WORK})\b`,
  String.raw`\b(?:person|man|engineer|developer)[\s-]+(?:weeks?|months?)\b`,
].map((source) => new RegExp(source, 'gim'));
/** Words before the phrase, in the same sentence, that make it the age of data or the life of a thing, not work. */
const LASTS =
  /\b(?:ttl|retention|retain\w*|expir\w*|lifetime|live[sd]?|valid\w*|rotat\w+|kept|stored|older|ages?|aged|every|after|window|interval|history|backups?)\b[^.\n]*$/i;

/** "$32 a month" is a price. */
const RATE = /[$€\d][^.\n]*\ban? (?:week|month|sprint)$/i;

/**
 * Finds words that estimate work in weeks or longer; null where there are none. "A TTL of two weeks" is no estimate.
 */
export function findWeekEstimate(text: string): string | null {
  for (const pattern of ESTIMATES) {
    for (const found of text.matchAll(pattern)) {
      if (!LASTS.test(text.slice(0, found.index)) && !RATE.test(found[0])) return found[0].replace(/^:\s*/, '').trim();
    }
  }
  return null;
}
