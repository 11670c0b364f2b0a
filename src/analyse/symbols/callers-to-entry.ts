// Which entry points reach a function: backwards over its callers, through interfaces that its type implements, up to where the world
// comes in. Breadth first, so that the first way found is a shortest one.
import type { EntryPoint } from '../../domain/references.ts';
import { calledName } from './call-arguments.ts';
import { keyOf, nameOf, type Site, sitesOf, standingOf, type Target } from './callers.ts';
import { type Entry, entryOf, mainOf } from './entry-points.ts';
import { interfacesWith } from './method-sets.ts';
import { serviceOf } from './routers.ts';
import { wholeName } from './source-quote.ts';
import type { CodeFile } from './symbol.ts';
import type { Code } from './symbol-table.ts';

/** Functions that one question goes through, and that all questions of one review go through. */
const MAX_STEPS = 120;
const MAX_ALL_STEPS = 600;
/** Entry points that one answer names. */
const MAX_REACHED = 20;

/** A way from an entry point to a function. */
export interface Way {
  readonly point: EntryPoint;
  /** Functions, the one that the entry point calls first. */
  readonly path: readonly Target[];
}

export interface Ways {
  readonly ways: readonly Way[];
  /** Not everything was followed. */
  readonly cut: boolean;
}

interface Step {
  /** Functions whose bodies use it. */
  readonly callers: readonly Target[];
  readonly entries: readonly EntryPoint[];
  readonly cut: boolean;
}

/** Answers for one tree; what was followed once is not followed again. */
export class Reachability {
  private readonly code: Code;
  private readonly steps = new Map<string, Step>();
  private readonly entries = new Map<CodeFile, (Entry | null)[]>();
  private services: ReadonlyMap<string, readonly EntryPoint[]> | null = null;

  constructor(code: Code) {
    this.code = code;
  }

  /** Entry points that reach a function or method. Requests, events and commands hide the `main` that starts them. */
  waysTo(target: Target): Ways {
    const cameFrom = new Map<string, Target[]>([[keyOf(target), [target]]]);
    const queue: Target[] = [target];
    const found = new Map<string, Way>();
    let cut = false;
    for (let at = 0; at < queue.length; at++) {
      if (at >= MAX_STEPS) {
        cut = true;
        break;
      }
      const now = queue[at]!;
      const path = cameFrom.get(keyOf(now))!;
      const step = this.step(now);
      cut ||= step.cut;
      for (const point of step.entries) {
        const key = `${point.name}\n${point.place.path}:${point.place.startLine}`;
        if (!found.has(key)) found.set(key, { point, path });
      }
      for (const caller of step.callers) {
        if (cameFrom.has(keyOf(caller))) continue;
        cameFrom.set(keyOf(caller), [caller, ...path]);
        queue.push(caller);
      }
    }
    const all = [...found.values()];
    const telling = all.filter(({ point }) => point.kind !== 'main');
    const ways = telling.length > 0 ? telling : all;
    return { ways: ways.slice(0, MAX_REACHED), cut: cut || ways.length > MAX_REACHED };
  }

  private step(target: Target): Step {
    const key = keyOf(target);
    const known = this.steps.get(key);
    if (known !== undefined) return known;
    if (this.steps.size >= MAX_ALL_STEPS) return { callers: [], entries: [], cut: true };
    const step = this.takeStep(target);
    this.steps.set(key, step);
    return step;
  }

  private takeStep(target: Target): Step {
    const { code } = this;
    const callers = new Map<string, Target>();
    const entries: EntryPoint[] = [];
    let cut = false;
    for (const used of [target, ...this.throughInterfaces(target)]) {
      const { sites, cut: isCut } = sitesOf(code, used);
      cut ||= isCut;
      for (const site of sites) {
        const entry = this.entryAt(site);
        if (entry !== null) entries.push(entry);
        else if (site.within !== null && site.use !== 'type') {
          const caller = { dir: site.file.dir, name: nameOf(code, site.within) };
          callers.set(keyOf(caller), caller);
        }
      }
    }
    entries.push(...this.servicesOf(target));
    const main = this.mainAt(target);
    if (main !== null) entries.push(main);
    return { callers: [...callers.values()], entries, cut };
  }

  /** The same method as interfaces of the repository name it. */
  private throughInterfaces(target: Target): readonly Target[] {
    const [owner, method] = target.name.split('.') as [string, string | undefined];
    if (method === undefined) return [];
    const { code } = this;
    const type = standingOf(code, { dir: target.dir, name: owner });
    if (type === null || type.declared.kind !== 'type') return [];
    return interfacesWith(code, type, code.names.known(method)).map(({ file, declared }) => ({
      dir: file.dir,
      name: `${code.names.text(declared.name)}.${method}`,
    }));
  }

  /** The registration whose handler a use is part of. */
  private entryAt(site: Site): EntryPoint | null {
    const { code } = this;
    const { file, at } = site;
    const entries = this.entries.get(file) ?? [];
    this.entries.set(file, entries);
    for (const [position, detail] of file.index.details.entries()) {
      if (!detail.parts.some((part) => part.from <= at && at < part.to)) continue;
      if (entries[position] === undefined) entries[position] = entryOf(code, file, detail);
      const entry = entries[position];
      if (entry?.parts.some((part) => part.from <= at && at < part.to)) return entry.point;
    }
    return null;
  }

  /** Services whose implementation the method belongs to. */
  private servicesOf(target: Target): readonly EntryPoint[] {
    const [owner, method] = target.name.split('.') as [string, string | undefined];
    if (method === undefined || !/^\p{Lu}/u.test(method)) return [];
    this.services ??= this.readServices();
    const points = this.services.get(keyOf({ dir: target.dir, name: owner })) ?? [];
    return points.map((point) => ({ ...point, name: `${point.name}/${method}` }));
  }

  private readServices(): ReadonlyMap<string, readonly EntryPoint[]> {
    const { code } = this;
    const services = new Map<string, EntryPoint[]>();
    for (const path of code.readPaths()) {
      const file = code.file(path);
      for (const detail of file?.index.details ?? []) {
        if (detail.composite || serviceOf(calledName(code, file!, detail)) === null) continue;
        const entry = entryOf(code, file!, detail);
        if (entry?.implementation == null) continue;
        const { file: typeFile, declared } = entry.implementation;
        const key = keyOf({ dir: typeFile.dir, name: code.names.text(declared.name) });
        services.set(key, [...(services.get(key) ?? []), entry.point]);
      }
    }
    return services;
  }

  private mainAt(target: Target): EntryPoint | null {
    if (target.name !== 'main' && target.name !== 'init') return null;
    const standing = standingOf(this.code, { dir: target.dir, name: 'main' });
    return standing === null ? null : mainOf(this.code, standing.file);
  }
}

/** "handler.Create → service.Service.Place". */
export function sayWay(code: Code, way: Way): readonly string[] {
  return way.path.map((target) => wholeName(code, target));
}
