// The order in which findings are said.
import { expect, test } from '@jest/globals';
import { type Concern, compareFindings, type Finding, type Section, type Severity } from '../../src/domain/finding.ts';
import { layerFinding } from '../publish/reviews.ts';

const make = (severity: Severity, section: Section, concern?: Concern): Finding => {
  const { concern: _, ...rest } = layerFinding;
  return {
    ...rest,
    severity,
    section,
    title: `${severity} ${section} ${concern ?? ''}`.trim(),
    ...(concern ? { concern } : {}),
  };
};

test('is by severity; of one severity security comes first, then reliability, then performance, then the rest', () => {
  const findings = [
    make('high', 'service-architecture'),
    make('high', 'testing-strategy'),
    make('high', 'concurrency-performance'),
    make('high', 'risk-mitigation'),
    make('high', 'concurrency-performance', 'reliability'),
    make('high', 'api-design', 'security'),
    make('low', 'risk-mitigation', 'security'),
    make('critical', 'testing-strategy'),
  ];
  expect(findings.sort(compareFindings).map(({ title }) => title)).toEqual([
    'critical testing-strategy',
    'high api-design security',
    'high concurrency-performance reliability',
    'high risk-mitigation',
    'high concurrency-performance',
    'high service-architecture',
    'high testing-strategy',
    'low risk-mitigation security',
  ]);
});
