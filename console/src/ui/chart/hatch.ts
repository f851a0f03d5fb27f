export interface Pattern {
  type: "pattern";
  image: HTMLCanvasElement;
  repeat: "repeat";
  scaleX: number;
  scaleY: number;
}

const STEP = 6;

/** The texture of what is not known, or not yet: thin lines from the lower left to the upper right, on nothing. */
export function hatchPattern(ink: string): Pattern {
  const ratio = Math.max(1, Math.round(window.devicePixelRatio));
  const size = STEP * ratio;
  const image = document.createElement("canvas");
  image.width = size;
  image.height = size;
  const context = image.getContext("2d");
  if (context) {
    context.strokeStyle = ink;
    context.lineWidth = ratio;
    // Three strokes, so that tiles meet without a gap at their corners.
    for (const shift of [-size, 0, size]) {
      context.moveTo(shift, size);
      context.lineTo(shift + size, 0);
    }
    context.stroke();
  }
  return { type: "pattern", image, repeat: "repeat", scaleX: 1 / ratio, scaleY: 1 / ratio };
}
