// Layers that nobody declared, by what directories are usually called: the role of a package, and which role may import which.
import type { GoPackage } from '../../domain/package-graph.ts';
import { isCompositionRoot, isSupportDir } from './composition-roots.ts';
import type { DeclaredLayers } from './layers.ts';
import type { TreeGraph } from './package-graph.ts';

/** Innermost first: each may be imported by those after it. */
const roles = ['domain', 'application', 'transport', 'infrastructure'] as const;
export type LayerRole = (typeof roles)[number];

/**
 * Directory names by role: the union of what go-cleanarch takes for its four layers
 * (https://github.com/roblaszczak/go-cleanarch, there "interfaces" and "infrastructure" for the outer two), the directories of
 * Three Dots Labs' wild-workouts (domain, app, ports, adapters), of hexagonal code bases (core, inbound and outbound adapters) and of
 * the packages that Ben Johnson's layout names after what they wrap (postgres, http; https://www.gobeyond.dev/standard-package-layout).
 * "core" and "internal" hold whole programs as often as a layer, so they are left out.
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

/** What answers requests. */
const TRANSPORT_LIBRARY =
  /^(net\/http|net\/rpc|google\.golang\.org\/grpc|connectrpc\.com\/connect|github\.com\/(gin-gonic\/gin|labstack\/echo|go-chi\/chi|gofiber\/fiber|gorilla\/mux|julienschmidt\/httprouter|99designs\/gqlgen|aws\/aws-lambda-go|twitchtv\/twirp|danielgtaylor\/huma|valyala\/fasthttp|bufbuild\/connect-go|emicklei\/go-restful))(\/|$)/;
/** What keeps or carries data outside the process. */
const INFRASTRUCTURE_LIBRARY =
  /^(database\/sql|gorm\.io|xorm\.io\/xorm|entgo\.io\/ent|go\.mongodb\.org\/mongo-driver|go\.etcd\.io\/(bbolt|etcd\/client)|cloud\.google\.com\/go|modernc\.org\/sqlite|github\.com\/(jinzhu\/gorm|jmoiron\/sqlx|jackc\/pgx|lib\/pq|go-pg\/pg|uptrace\/bun|Masterminds\/squirrel|gocraft\/dbr|upper\/db|go-sql-driver\/mysql|mattn\/go-sqlite3|gomodule\/redigo|go-redis\/redis|redis\/go-redis|redis\/rueidis|aws\/aws-sdk-go(-v2)?|Azure\/azure-sdk-for-go|segmentio\/kafka-go|IBM\/sarama|Shopify\/sarama|confluentinc\/confluent-kafka-go|nats-io\/nats\.go|rabbitmq\/amqp091-go|streadway\/amqp|elastic\/go-elasticsearch|olivere\/elastic|neo4j\/neo4j-go-driver|gocql\/gocql|minio\/minio-go|dgraph-io\/badger|couchbase\/gocb))(\/|$)/;
/** Packages of such libraries that only describe values: an identifier, a status, a nullable column. */
const VALUE_PACKAGE =
  /^(database\/sql\/driver|google\.golang\.org\/grpc\/(codes|status|metadata)|go\.mongodb\.org\/mongo-driver(\/v2)?\/bson(\/.*)?|gorm\.io\/datatypes|cloud\.google\.com\/go\/civil|github\.com\/aws\/aws-sdk-go(-v2)?\/aws|github\.com\/aws\/aws-lambda-go\/events|github\.com\/jackc\/pgx\/v\d+\/pgtype|github\.com\/jackc\/pgtype|.*\/types)$/;

/** What an outside library is to a layer; null for everything else, and for packages that only describe values. */
export function libraryRole(importPath: string): 'transport' | 'infrastructure' | null {
  if (VALUE_PACKAGE.test(importPath)) return null;
  if (TRANSPORT_LIBRARY.test(importPath)) return 'transport';
  return INFRASTRUCTURE_LIBRARY.test(importPath) ? 'infrastructure' : null;
}

/** The roles of one tree's packages. */
export interface ConventionalLayers {
  /** Role of a package directory; null where its path names none, or more than one. */
  roleOf(dir: string): LayerRole | null;
  /** What it imports bears its name out: transport a library that answers requests, infrastructure one that keeps data. */
  isProven(dir: string): boolean;
}

const OPERATOR = /^(sigs\.k8s\.io\/controller-runtime|k8s\.io\/(client-go|apimachinery))(\/|$)/;

/** Reads the roles off the names below each module. In an operator for Kubernetes, "api" and "controller" mean something else. */
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

/** Directories that hold features or layers and are neither; and features that are there for all the others. */
const SHELF =
  /^(internal|pkg|src|lib|libs|app|apps|cmd|modules?|services?|features?|packages|components|domains?|contexts)$/i;
const SHARED = /^(commons?|shared?|platform|base|core|foundation|kernel|infra|util.*|helpers?|misc|pkg|libs?)$/i;

/** A directory of a code base that is cut by feature first and by layer below: "internal/billing/repository". */
export interface FeatureLayer {
  /** Directory that holds the features: "internal". */
  readonly parent: string;
  /** "billing". */
  readonly feature: string;
  readonly role: LayerRole;
}

/** The feature and the layer that a directory names; null where it names none, or the feature is there for all or itself a layer ("delivery/http"). */
export function featureLayerOf(dir: string): FeatureLayer | null {
  const names = dir.split('/');
  const at = names.findIndex((name, index) => index > 0 && !SHELF.test(names[index - 1]!) && roleOfName(name, false));
  const feature = names[at - 1];
  if (feature === undefined || SHARED.test(feature) || roleOfName(feature, false) !== null) return null;
  return { parent: names.slice(0, at - 1).join('/'), feature, role: roleOfName(names[at]!, false)! };
}

/** The same graph with the layer of each package: the first source that declares one, or what its name suggests where none does. */
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
