/** About how wide a text is in Inter 11; enough to keep texts apart. */
export const textWidth = (text: string): number => text.length * 6.2;
