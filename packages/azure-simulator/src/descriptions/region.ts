/** A region's normalized name: lower case without spaces, so `West Europe` becomes `westeurope`. */
export function normalRegion(region: string): string {
  return region.toLowerCase().replaceAll(' ', '');
}

/** True if both names refer to the same region. */
export function sameRegion(a: string, b: string): boolean {
  return normalRegion(a) === normalRegion(b);
}
