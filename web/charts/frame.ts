/** Space around a plot, in design pixels (pixels at 1920 × 1080). */
export interface Margin {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** Size of a drawing, in design pixels. */
export interface Size {
  width: number;
  height: number;
}

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The plot's edges inside its drawing; never inside out, however small the drawing. */
export function plotBox(size: Size, margin: Margin): Box {
  const right = Math.max(margin.left + 1, size.width - margin.right);
  const bottom = Math.max(margin.top + 1, size.height - margin.bottom);
  return { left: margin.left, right, top: margin.top, bottom };
}

/** One decimal is finer than a pixel, and shorter in the document. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
