// The last part of the build: packs an empty database.
import { packEmptyDatabase } from './empty-database.mjs';

await packEmptyDatabase();
