import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { bucketAt, type Layout } from "./layout";

/** Two buckets and all between them, the earlier one first. */
export interface Stretch {
  from: number;
  to: number;
}

interface Options {
  layout: Layout;
  onOpen: ((bucket: number) => void) | undefined;
  onRange: ((stretch: Stretch) => void) | undefined;
}

interface Walk {
  active: number | null;
  /** Where a stretch began that is being chosen. */
  anchor: number | null;
  /** Readers of the screen are told of it; a moving mouse would be too much. */
  byKey: boolean;
}

const NOWHERE: Walk = { active: null, anchor: null, byKey: false };
const DRAG_PIXELS = 4;

/** Which bucket is looked at, by mouse, finger or keys, and which stretch is being chosen. */
export function useWalk({ layout, onOpen, onRange }: Options) {
  const [walk, setWalk] = useState<Walk>(NOWHERE);
  const press = useRef<{ x: number; bucket: number; wasActive: boolean; mouse: boolean } | null>(null);

  const stretch = stretchOf(walk);
  const at = (event: PointerEvent) => bucketAt(layout, event.clientX - event.currentTarget.getBoundingClientRect().left);

  const onPointerDown = (event: PointerEvent) => {
    const bucket = at(event);
    const onLink = event.target instanceof Element && event.target.closest("a") !== null;
    if (event.button !== 0 || bucket === null || onLink) return;
    const mouse = event.pointerType === "mouse";
    press.current = { x: event.clientX, bucket, wasActive: walk.active === bucket, mouse };
    event.currentTarget.setPointerCapture(event.pointerId);
    setWalk({ active: bucket, anchor: null, byKey: false });
  };
  const onPointerMove = (event: PointerEvent) => {
    const bucket = at(event);
    const begun = press.current;
    // A finger that moves reads; only a mouse chooses a stretch by dragging.
    const drags = onRange && begun?.mouse && Math.abs(event.clientX - begun.x) > DRAG_PIXELS;
    if (bucket === null && begun) return;
    setWalk((old) => {
      const anchor = drags && begun ? begun.bucket : begun ? old.anchor : null;
      return { active: bucket, anchor, byKey: false };
    });
  };
  const onPointerUp = () => {
    const begun = press.current;
    press.current = null;
    if (!begun || walk.active === null) return;
    if (stretch) {
      setWalk(NOWHERE);
      onRange?.(stretch);
    } else if (begun.bucket === walk.active && (begun.mouse || begun.wasActive)) onOpen?.(begun.bucket);
  };
  const leave = () => {
    if (!press.current) setWalk(NOWHERE);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const active = stepTo(event.key, walk.active, layout.buckets - 1);
    if (active !== null) {
      event.preventDefault();
      const anchor = event.shiftKey && onRange ? (walk.anchor ?? walk.active ?? active) : null;
      setWalk({ active, anchor, byKey: true });
    } else if (event.key === "Enter" && walk.active !== null) {
      event.preventDefault();
      if (stretch) {
        setWalk(NOWHERE);
        onRange?.(stretch);
      } else onOpen?.(walk.active);
    } else if (event.key === "Escape" && walk.active !== null) {
      event.preventDefault();
      setWalk(NOWHERE);
    }
  };

  return {
    // What is shown may have become shorter since.
    active: walk.active !== null && walk.active < layout.buckets ? walk.active : null,
    stretch,
    byKey: walk.byKey,
    handlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp,
      onPointerCancel: () => {
        press.current = null;
        setWalk(NOWHERE);
      },
      onPointerLeave: leave,
      onKeyDown,
      onBlur: leave,
    },
  };
}

/** Where a key leads; none if nowhere. */
function stepTo(key: string, active: number | null, last: number): number | null {
  if (last < 0) return null;
  switch (key) {
    case "ArrowLeft":
      return Math.max((active ?? last + 1) - 1, 0);
    case "ArrowRight":
      return Math.min((active ?? -1) + 1, last);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}

function stretchOf({ active, anchor }: Walk): Stretch | null {
  if (active === null || anchor === null) return null;
  return { from: Math.min(active, anchor), to: Math.max(active, anchor) };
}
