/** A key whose text is at hand because it was just created, regenerated or copied. Only in memory of this page. */
export interface KnownKey {
  id: string;
  name: string;
  text: string;
}
