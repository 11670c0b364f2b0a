// Finds images and workflows that build with a Go release older than go.mod requires.
import type { SourceTree } from '../../../domain/snapshot.ts';
import type { ModuleFile } from '../../graph/go-mod.ts';
import { dirName, type ModuleMap } from '../../graph/modules.ts';
import { type ChangeRule, lineAt, matchLine } from '../engine/change-rule.ts';
import type { Match } from '../engine/rule.ts';
import { isOutsideServices } from '../engine/source-kind.ts';

/** First minor release that refuses a go.mod which requires a newer one: https://go.dev/doc/toolchain */
const STRICT_SINCE = 21;

/** A release of Go 1: 24 and 1 of "1.24.1"; without a patch it is the newest one of the minor release. */
interface Release {
  readonly minor: number;
  readonly patch: number | null;
}

/** An image or workflow that builds with a release of Go. */
interface Builder {
  readonly path: string;
  readonly line: number;
  readonly release: Release;
  readonly message: 'image' | 'workflow';
  /** What the message names: the image, or the release in a workflow. */
  readonly data: { readonly image: string } | { readonly release: string };
  /** The toolchain there may not download a newer one. */
  readonly isFixed: boolean;
}

export const goOlderThanModule: ChangeRule = {
  id: 'operations/go-older-than-module',
  section: 'deployment-operations',
  severity: 'high',
  report: 'finding',
  judgesState: true,
  title: 'Build uses a Go release older than go.mod requires',
  messages: {
    image: '`{file}` of module `{module}` requires Go {required}, but it is built with `{image}`.',
    workflow: '`{file}` of module `{module}` requires Go {required}, but a workflow builds it with Go {release}.',
  },
  why:
    'The official golang images and actions/setup-go v6 set `GOTOOLCHAIN=local`, so the build fails ("go.mod ' +
    'requires go >= …"); elsewhere each build downloads a newer toolchain, or fails if it may not.',
  exceptions: '`GOTOOLCHAIN` is set to download the toolchain on purpose, or the image builds another module.',
  fix:
    'Raise the Go version of the image or workflow together with the go directive; in workflows use ' +
    '`go-version-file: go.mod`.',
  tradeOffs: 'The base image changes as a whole, so let CI build it before you merge.',
  example: '',
  references: ['https://go.dev/doc/toolchain', 'https://hub.docker.com/_/golang'],
  check({ snapshot, around }) {
    const old = new Set(buildersOf(snapshot.before, around.before.modules).map(({ key }) => key));
    return buildersOf(snapshot.head, around.graph.modules)
      .filter(({ key }) => !old.has(key))
      .map(({ builder, module }): Match => {
        const { path, line, message, isFixed } = builder;
        const data = { file: module.file, module: module.path, required: module.goVersion ?? '', ...builder.data };
        const text = snapshot.head.text(path) ?? '';
        return matchLine(goOlderThanModule, { path, line, text, message, data, severity: isFixed ? 'high' : 'low' });
      });
  },
};

const CONTAINER_FILE = /(^|\/)([\w.-]*Dockerfile[\w.-]*|Containerfile)$/i;

/** What builds a module with too old a release; the key of file and module tells what was there before. */
function buildersOf(
  tree: SourceTree,
  modules: ModuleMap,
): readonly { readonly builder: Builder; readonly module: ModuleFile; readonly key: string }[] {
  return tree.readable().flatMap((path) => {
    const isWorkflow = path.startsWith('.github/workflows/');
    if (!isWorkflow && (path.endsWith('.go') || !CONTAINER_FILE.test(path))) return [];
    if (isOutsideServices(path)) return [];
    const module = moduleBuiltBy(isWorkflow ? '' : dirName(path), modules);
    const required = releaseIn(module?.goVersion ?? '');
    if (module === null || required === null || required.minor < STRICT_SINCE) return [];
    const text = tree.text(path) ?? '';
    const builders = isWorkflow ? setUpIn(path, text) : imagesIn(path, text);
    return builders
      .filter(({ release }) => isOlder(release, required))
      .map((builder) => ({ builder, module, key: `${path}\n${module.file}` }));
  });
}

/** The nearest module above a directory, or the only one there is. */
function moduleBuiltBy(dir: string, { modules }: ModuleMap): ModuleFile | null {
  for (let at = dir; ; at = dirName(at)) {
    const module = modules.find((one) => one.dir === at);
    if (module !== undefined) return module;
    if (at === '') return modules.length === 1 ? modules[0]! : null;
  }
}

/** Images of stages that build Go code copied into them. */
function imagesIn(path: string, text: string): Builder[] {
  if (/GOTOOLCHAIN[ \t]{0,8}=?[ \t]{0,8}["']?(auto|go1|path)/.test(text)) return [];
  const defaults = new Map(
    [...text.matchAll(/^[ \t]*ARG[ \t]+(\w+)=["']?([\w.-]+)/gim)].map((found) => [found[1]!, found[2]!] as const),
  );
  const stages = [...text.matchAll(/^[ \t]*FROM[ \t]+(?:--platform=\S+[ \t]+)?(\S+)/gim)];
  return stages.flatMap((stage, index) => {
    const image = stage[1]!.replace(/\$\{?(\w+)(?::-[^}]*)?\}?/g, (whole, name) => defaults.get(name) ?? whole);
    const version = /(?:^|\/)golang:(1\.\d+(?:\.\d+)?)(?![\w.]*rc)/.exec(image)?.[1];
    const release = version === undefined ? null : releaseIn(version);
    const body = text.slice(stage.index, stages[index + 1]?.index);
    const builds =
      /\bgo\s+(build|test|run|mod|install\s+\.|vet)\b|\bmake\b/.test(body) && /^[ \t]*(COPY|ADD)\s/im.test(body);
    if (release === null || !builds) return [];
    return { path, line: lineAt(text, stage.index), release, message: 'image', data: { image }, isFixed: true };
  });
}

/** Steps of actions/setup-go that name a release. */
function setUpIn(path: string, text: string): Builder[] {
  return [
    ...text.matchAll(/uses:[ \t]{0,20}["']?actions\/setup-go@(\S{1,80})[^\n]*\n((?:(?![ \t]*-\s)[^\n]*\n){0,12})/g),
  ].flatMap((step) => {
    const version = /^([ \t]*go-version:[ \t]*["']?)(1\.\d+(?:\.\d+)?)(?:\.x)?["']?[ \t]*(?:#.*)?$/m.exec(step[2]!);
    const release = version === null ? null : releaseIn(version[2]!);
    if (version === null || release === null) return [];
    const line = lineAt(text, step.index + step[0].length - step[2]!.length + version.index);
    // https://github.com/actions/setup-go/releases/tag/v6.0.0
    const isFixed = Number(/^v(\d+)/.exec(step[1]!)?.[1] ?? 0) >= 6;
    return { path, line, release, message: 'workflow', data: { release: version[2]! }, isFixed };
  });
}

/** The release that a version names, "1.24.1"; null where it is not one of Go 1. */
function releaseIn(version: string): Release | null {
  const found = /^1\.(\d+)(?:\.(\d+))?/.exec(version);
  return found === null ? null : { minor: Number(found[1]), patch: found[2] === undefined ? null : Number(found[2]) };
}

/** Whether a release is older than the required one. Without a patch on either side, the minor release decides. */
function isOlder(release: Release, required: Release): boolean {
  if (release.minor !== required.minor) return release.minor < required.minor;
  return release.patch !== null && required.patch !== null && release.patch < required.patch;
}
