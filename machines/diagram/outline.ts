/**
 * The picture with less in it: states and arrows, for a place where the whole of it could not be read. Nothing is drawn that
 * picture.ts does not say.
 */
import type { Box, Picture } from './picture.js';

/** Room in each box for the one reaction that happens. */
const ROOM = { of: [], on: ' '.repeat(22), sees: '', later: false } as const;

/** Letters are drawn larger here than they were measured: so there is room for a few more. */
const LARGER = '    ';

/** Of an arrow’s words only what the protocol or the peer is told is left. */
export function outlineOf(picture: Picture): Picture {
  return {
    ...picture,
    regions: picture.regions.map(bare),
    entry: picture.entry + LARGER,
    arrows: picture.arrows.map((arrow) => ({ ...arrow, labels: [], sees: arrow.sees && arrow.sees + LARGER })),
  };
}

function bare(box: Box): Box {
  return { ...box, reactions: box.inner.length === 0 ? [ROOM] : [], inner: box.inner.map(bare) };
}
