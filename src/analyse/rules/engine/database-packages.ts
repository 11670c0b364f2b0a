// Lists packages that talk to a database, by import path.

/** database/sql and the packages with its API. */
export const SQL = /^(database\/sql|github\.com\/jmoiron\/sqlx|github\.com\/jackc\/pgx\/v\d+(\/pgxpool)?)$/;

export const DYNAMODB = /^github\.com\/aws\/aws-sdk-go(-v2)?\/service\/dynamodb$/;

const OTHERS =
  /^(github\.com\/neo4j\/neo4j-go-driver\/.*|gorm\.io\/gorm|go\.mongodb\.org\/mongo-driver(\/v2)?\/mongo)$/;

/** Whether a package talks to a database. */
export function isDatabase(importPath: string): boolean {
  return SQL.test(importPath) || DYNAMODB.test(importPath) || OTHERS.test(importPath);
}
