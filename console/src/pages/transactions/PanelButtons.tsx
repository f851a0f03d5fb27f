import { Icon } from "../../ui/Icon";

/** From row to row, and away. */
export function PanelButtons({ onMove, onClose }: { onMove: (step: number) => void; onClose: () => void }) {
  return (
    <>
      <button type="button" className="icon-button" aria-label="Previous" title="Previous (K)" onClick={() => onMove(-1)}>
        <Icon name="arrowUp" />
      </button>
      <button type="button" className="icon-button" aria-label="Next" title="Next (J)" onClick={() => onMove(1)}>
        <Icon name="arrowDown" />
      </button>
      <button type="button" className="icon-button" aria-label="Close" title="Close (Esc)" onClick={onClose}>
        <Icon name="close" />
      </button>
    </>
  );
}
