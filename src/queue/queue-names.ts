// The lines in which work waits, by the names that the engine keeps it under.

/**
 * One for all versions of this program, for the engine leaves alone what another version began. A run is continued by whatever
 * version finds it, and begun anew where its steps do not match; a step that returns another shape gets another name.
 */
export const APPLICATION_VERSION = 'reviews';
export const REVIEWS = 'reviews';
export const ERRANDS = 'errands';
