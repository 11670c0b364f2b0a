import { describe, expect, test } from '@jest/globals';
import { analyse } from '../../../src/analyse/analyse.ts';
import { toMetrics } from '../../../src/analyse/graph/metrics.ts';
import { type Change, snapshotOf } from '../tree.ts';

const before = `
-- go.mod --
module m
-- api/api.go --
package api
import "m/store"
var _ store.Store
-- job/job.go --
package job
import "m/store"
import "net/http"
type Job struct{}
-- store/store.go --
package store
type Store interface {
	Get(id string) Item
}
type Item struct{}
-- store/store_test.go --
package store
import _ "m/api"
-- clock/clock.go --
package clock
`;
const lines = async (change: Change) =>
  (await analyse(snapshotOf(change), () => {})).metrics.map(
    ({ package: path, before: old, after }) => `${path}: ${JSON.stringify(old)} -> ${JSON.stringify(after)}`,
  );

describe('the metrics of what a change touches', () => {
  test('are told before and after, at both ends of a new import', async () => {
    const head = before.replace('package clock\n', 'package clock\nimport "m/store"\nvar _ store.Item\n');
    expect(await lines({ before, head })).toEqual([
      'm/clock: {"fanIn":0,"fanOut":0,"instability":null,"abstractness":0,"distance":null,"files":1,"lines":1} -> {"fanIn":0,"fanOut":1,"instability":1,"abstractness":0,"distance":0,"files":1,"lines":3}',
      'm/store: {"fanIn":2,"fanOut":0,"instability":0,"abstractness":0.5,"distance":0.5,"files":1,"lines":5} -> {"fanIn":3,"fanOut":0,"instability":0,"abstractness":0.5,"distance":0.5,"files":1,"lines":5}',
    ]);
  });

  test('of a package that comes or goes stand on one side, those of one that moved on both', async () => {
    const moved = before.replace('-- clock/clock.go --', '-- time/clock.go --');
    const renames = { 'time/clock.go': 'clock/clock.go' };
    expect((await lines({ before, head: moved, renames })).map((line) => line.replace(/"files.*?}/g, '"…}'))).toEqual([
      'm/time: {"fanIn":0,"fanOut":0,"instability":null,"abstractness":0,"distance":null,"…} -> {"fanIn":0,"fanOut":0,"instability":null,"abstractness":0,"distance":null,"…}',
    ]);
    const gone = before.replace('-- clock/clock.go --\npackage clock\n', '');
    expect((await lines({ before, head: gone })).map((line) => /-> (.*)/.exec(line)![1])).toEqual(['null']);
  });
});

test('the formulas', () => {
  const at = (fanIn: number, fanOut: number, types: number, interfaces: number) => {
    const { instability, abstractness, distance } = toMetrics({ fanIn, fanOut, types, interfaces, files: 1, lines: 1 });
    return [instability, abstractness, distance];
  };
  // Stable and concrete: the zone of pain. Stable and abstract, unstable and concrete: on the main sequence.
  expect(at(8, 0, 4, 0)).toEqual([0, 0, 1]);
  expect(at(8, 0, 4, 4)).toEqual([0, 1, 0]);
  expect(at(0, 8, 4, 0)).toEqual([1, 0, 0]);
  expect(at(3, 1, 4, 1)).toEqual([0.25, 0.25, 0.5]);
  expect(at(0, 0, 0, 0)).toEqual([null, 0, null]);
});
