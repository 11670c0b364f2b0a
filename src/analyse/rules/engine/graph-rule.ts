// Defines rules whose findings follow from the graph, the exported API or go.mod alone.
import type { Finding, Place } from '../../../domain/finding.ts';
import type { Settings } from '../../../domain/settings.ts';
import type { FactSources } from '../../change/state-facts.ts';
import type { RuleText } from './rule.ts';

/** What such a rule looks at. */
export interface GraphSources extends FactSources {
  readonly settings: Settings;
}

/** Where a case stands, for the comments and settings that may suppress it. */
export type CasePlace = Pick<Place, 'path' | 'startLine' | 'side'>;

/** A rule about the graph as a whole. */
export interface GraphRule extends RuleText {
  /** The sources without suppressed cases, before cases are grouped. Left out: a finding is suppressed as a whole. */
  withoutSuppressed?(sources: GraphSources, isSuppressed: (place: CasePlace) => boolean): GraphSources;
  /** Findings that the change introduces; of a whole state, all. */
  prove(sources: GraphSources): readonly Finding[] | Promise<readonly Finding[]>;
}
