// A chart is drawn for the width of its box; a page that is not laid out (hidden, in the background) gives it none.

const least = 160;

/** The width to draw for, in pixels. */
export const drawnWidth = (room) => Math.max(least, room || 0);
