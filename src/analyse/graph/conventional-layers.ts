// Infers layers from the usual names of directories, for teams that declared none.
import type { GoPackage } from '../../domain/package-graph.ts';
import { isCompositionRoot, isSupportDir } from './composition-roots.ts';
import type { DeclaredLayers } from './layers.ts';
import { libraryRole } from './library-roles.ts';
import type { TreeGraph } from './package-graph.ts';

/** Innermost first: each may be imported by those after it. */
const roles = ['domain', 'application', 'transport', 'infrastructure'] as const;
export type LayerRole = (typeof roles)[number];

/**
 * Directory names by role: those of go-cleanarch (https://github.com/roblaszczak/go-cleanarch; "interfaces" and
 * "infrastructure" are its outer two layers), of Three Dots Labs' wild-workouts (domain, app, ports, adapters), of
 * hexagonal code bases (core, inbound and outbound adapters), and of Ben Johnson's layout, which names packages after
 * what they wrap (postgres, http; https://www.gobeyond.dev/standard-package-layout). "core" and "internal" are left
 * out: they often contain whole programs.
 */
const NAMES: Readonly<Record<LayerRole, readonly string[]>> = {
  domain: ['domain', 'domains', 'entity', 'entities', 'model', 'models', 'aggregate', 'aggregates', 'valueobject'],
  application: ['app', 'application', 'service', 'services', 'usecase', 'usecases', 'interactor', 'interactors'],
  transport: [
    ...['ports', 'transport', 'transports', 'handler', 'handlers', 'controller', 'controllers', 'http', 'httpapi'],
    ...['grpc', 'rest', 'restapi', 'api', 'router', 'routers', 'routes', 'graphql', 'delivery', 'presentation', 'web'],
  ],
  infrastructure: [
    ...['infra', 'infrastructure', 'adapter', 'adapters', 'repository', 'repositories', 'repo', 'repos', 'store'],
    ...['stores', 'storage', 'storages', 'persistence', 'dao', 'db', 'database', 'datastore', 'datastores', 'sqlstore'],
    ...['postgres', 'postgresql', 'pg', 'mysql', 'sqlite', 'mongo', 'mongodb', 'redis', 'dynamodb', 'gormstore'],
  ],
};
const ROLE_OF = new Map(roles.flatMap((role) => NAMES[role].map((name) => [name, role] as const)));

/** Tells whether teams usually call a layer so: "domain", "handlers". */
export function isLayerName(name: string): boolean {
  return ROLE_OF.has(name.toLowerCase());
}

/** Layers of one tree's packages by name. */
export interface ConventionalLayers {
  /** Role of a package directory; null if its path names none, or several. */
  roleOf(dir: string): LayerRole | null;
  /**
   * Its imports confirm the name: transport imports a library that serves requests, infrastructure one that stores
   * data.
   */
  isProven(dir: string): boolean;
}

const OPERATOR = /^(sigs\.k8s\.io\/controller-runtime|k8s\.io\/(client-go|apimachinery))(\/|$)/;

/**
 * Reads roles from directory names below each module. In a Kubernetes operator "api" and "controller" mean something
 * else.
 */
export function readConventionalLayers(graph: TreeGraph): ConventionalLayers {
  const operators = new Set(
    graph.modules.modules
      .filter(({ requires }) => requires.some(({ path }) => OPERATOR.test(path)))
      .map(({ dir }) => dir),
  );
  const known = new Map<string, LayerRole | null>();
  const fresh = (dir: string): LayerRole | null => {
    const found = graph.byDir.get(dir);
    const module = graph.modules.locate(dir)?.module;
    if (found === undefined || module === undefined || isCompositionRoot(found) || isSupportDir(dir)) return null;
    const inside = module.dir === '' ? dir : dir.slice(module.dir.length + 1);
    const isOperator = operators.has(module.dir);
    const named = new Set(inside.split('/').flatMap((name) => roleOfName(name, isOperator) ?? []));
    return named.size === 1 ? [...named][0]! : null;
  };
  return {
    roleOf(dir) {
      const cached = known.get(dir);
      if (cached !== undefined) return cached;
      const role = fresh(dir);
      known.set(dir, role);
      return role;
    },
    isProven(dir) {
      const role = this.roleOf(dir);
      return role !== null && graph.byDir.get(dir)!.imports.some((path) => libraryRole(path) === role);
    },
  };
}

function roleOfName(name: string, isOperator: boolean): LayerRole | null {
  const plain = name.toLowerCase().replace(/[-_.]/g, '');
  if (isOperator && /^(api|controllers?)$/.test(plain)) return null;
  return ROLE_OF.get(plain) ?? null;
}

/** Directories that contain features or layers, and features that all others share. */
const SHELF =
  /^(internal|pkg|src|lib|libs|app|apps|cmd|modules?|services?|features?|packages|components|domains?|contexts)$/i;
const SHARED = /^(commons?|shared?|platform|base|core|foundation|kernel|infra|util.*|helpers?|misc|pkg|libs?)$/i;

/** A directory in code that is cut first by feature, then by layer: "internal/billing/repository". */
export interface FeatureLayer {
  /** Directory that contains the features: "internal". */
  readonly parent: string;
  /** "billing". */
  readonly feature: string;
  readonly role: LayerRole;
}

/**
 * The feature and the layer that a directory names; null if it names none, or the feature is shared or is a layer
 * itself ("delivery/http").
 */
export function featureLayerOf(dir: string): FeatureLayer | null {
  const names = dir.split('/');
  const at = names.findIndex((name, index) => index > 0 && !SHELF.test(names[index - 1]!) && roleOfName(name, false));
  const feature = names[at - 1];
  if (feature === undefined || SHARED.test(feature) || roleOfName(feature, false) !== null) return null;
  return { parent: names.slice(0, at - 1).join('/'), feature, role: roleOfName(names[at]!, false)! };
}

/** The same graph with the layer of each package: from the first source that declares one, else by name. */
export function assignLayers(graph: TreeGraph, { policies, areDeclared }: DeclaredLayers): TreeGraph {
  const sources = policies.flatMap(({ layerOf }) => layerOf ?? []);
  const guessed = areDeclared ? null : readConventionalLayers(graph);
  const named = (found: GoPackage): GoPackage => {
    const layer = sources.reduce<string | null>((known, layerOf) => known ?? layerOf(found.dir), null);
    const role = guessed?.roleOf(found.dir) ?? null;
    return { ...found, layer, ...(layer === null && role !== null ? { layerByName: role } : {}) };
  };
  const byDir = new Map([...graph.byDir].map(([dir, found]) => [dir, named(found)]));
  const packages = new Map([...graph.graph.packages].map(([key, { dir }]) => [key, byDir.get(dir)!]));
  return { ...graph, byDir, graph: { ...graph.graph, packages } };
}
