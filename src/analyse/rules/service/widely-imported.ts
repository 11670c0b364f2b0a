// Decides which packages are imported so widely that their shape matters.

/** Packages that import a widely imported one, at least. */
const MIN_IMPORTERS = 8;

export function isWidelyImported({ fanIn }: { readonly fanIn: number }): boolean {
  return fanIn >= MIN_IMPORTERS;
}
