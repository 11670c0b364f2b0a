// Drops exceptions whose last day is over: their rules apply again, and the review says so.
import type { Settings, SettingsProblem } from '../../domain/settings.ts';

/** @param day of the review, "2026-12-01"; undefined: nothing expires */
export function dropExpired(
  settings: Settings,
  day: string | undefined,
): { settings: Settings; expired: readonly Omit<SettingsProblem, 'source' | 'line'>[] } {
  const isOver = ({ until }: Settings['suppress'][number]) => day !== undefined && until !== undefined && until < day;
  const over = settings.suppress.filter(isOver);
  if (over.length === 0) return { settings, expired: [] };
  return {
    settings: { ...settings, suppress: settings.suppress.filter((entry) => !isOver(entry)) },
    expired: over.map(({ rule, until, issue }) => ({
      message:
        `the exception for ${rule} ended on ${until} and does not apply any more` +
        (issue === undefined ? '; remove it, or give it a later `until`' : `; see ${issue}`),
    })),
  };
}
