// Knows the layers of well-known libraries: those that serve requests, and those that store or send data.
import { within } from './modules.ts';

/** Libraries that serve requests. */
const TRANSPORT = [
  'net/http',
  'net/rpc',
  'google.golang.org/grpc',
  'connectrpc.com/connect',
  'github.com/gin-gonic/gin',
  'github.com/labstack/echo',
  'github.com/go-chi/chi',
  'github.com/gofiber/fiber',
  'github.com/gorilla/mux',
  'github.com/julienschmidt/httprouter',
  'github.com/99designs/gqlgen',
  'github.com/aws/aws-lambda-go',
  'github.com/twitchtv/twirp',
  'github.com/danielgtaylor/huma',
  'github.com/valyala/fasthttp',
  'github.com/bufbuild/connect-go',
  'github.com/emicklei/go-restful',
];

/** Libraries that store data or send it to other processes. */
const INFRASTRUCTURE = [
  'database/sql',
  'gorm.io',
  'xorm.io/xorm',
  'entgo.io/ent',
  'go.mongodb.org/mongo-driver',
  'go.etcd.io/bbolt',
  'go.etcd.io/etcd/client',
  'cloud.google.com/go',
  'modernc.org/sqlite',
  'github.com/jinzhu/gorm',
  'github.com/jmoiron/sqlx',
  'github.com/jackc/pgx',
  'github.com/lib/pq',
  'github.com/go-pg/pg',
  'github.com/uptrace/bun',
  'github.com/Masterminds/squirrel',
  'github.com/gocraft/dbr',
  'github.com/upper/db',
  'github.com/go-sql-driver/mysql',
  'github.com/mattn/go-sqlite3',
  'github.com/gomodule/redigo',
  'github.com/go-redis/redis',
  'github.com/redis/go-redis',
  'github.com/redis/rueidis',
  'github.com/aws/aws-sdk-go',
  'github.com/aws/aws-sdk-go-v2',
  'github.com/Azure/azure-sdk-for-go',
  'github.com/segmentio/kafka-go',
  'github.com/IBM/sarama',
  'github.com/Shopify/sarama',
  'github.com/confluentinc/confluent-kafka-go',
  'github.com/nats-io/nats.go',
  'github.com/rabbitmq/amqp091-go',
  'github.com/streadway/amqp',
  'github.com/elastic/go-elasticsearch',
  'github.com/olivere/elastic',
  'github.com/neo4j/neo4j-go-driver',
  'github.com/gocql/gocql',
  'github.com/minio/minio-go',
  'github.com/dgraph-io/badger',
  'github.com/couchbase/gocb',
];

/** Packages of such libraries that only define values: an identifier, a status, a nullable column. */
const VALUES = [
  /^database\/sql\/driver$/,
  /^google\.golang\.org\/grpc\/(codes|status|metadata)$/,
  /^go\.mongodb\.org\/mongo-driver(\/v2)?\/bson(\/.*)?$/,
  /^gorm\.io\/datatypes$/,
  /^cloud\.google\.com\/go\/civil$/,
  /^github\.com\/aws\/aws-sdk-go(-v2)?\/aws$/,
  /^github\.com\/aws\/aws-lambda-go\/events$/,
  /^github\.com\/jackc\/(pgx\/v\d+\/)?pgtype$/,
  /\/types$/,
];

/** Layer of a library; null for other libraries and for packages that only define values. */
export function libraryRole(importPath: string): 'transport' | 'infrastructure' | null {
  if (VALUES.some((pattern) => pattern.test(importPath))) return null;
  const isOf = (libraries: readonly string[]) => libraries.some((library) => within(importPath, library) !== null);
  return isOf(TRANSPORT) ? 'transport' : isOf(INFRASTRUCTURE) ? 'infrastructure' : null;
}
