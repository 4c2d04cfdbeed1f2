/** `West Europe` and `westeurope` are the same region: lower case, without spaces. */
export function normalRegion(region: string): string {
  return region.toLowerCase().replaceAll(' ', '');
}

/** True when both name the same region. */
export function sameRegion(a: string, b: string): boolean {
  return normalRegion(a) === normalRegion(b);
}
