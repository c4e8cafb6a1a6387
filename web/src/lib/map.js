// Which part of the world a map shows, and where its labels stand.

const circularMean = (degrees) => {
  const at = degrees.map((d) => (d * Math.PI) / 180);
  const x = at.reduce((s, a) => s + Math.cos(a), 0);
  const y = at.reduce((s, a) => s + Math.sin(a), 0);
  return (Math.atan2(y, x) * 180) / Math.PI;
};

const apart = (a, b) => ((a - b + 540) % 360) - 180;

/** Corners [longitude, latitude] of the box around the places with room, across the date line too. */
export function extent(places) {
  if (!places.length) return { centre: 0, corners: [[-150, -55], [150, 75]] };
  const centre = circularMean(places.map((p) => p[1]));
  const east = places.map((p) => apart(p[1], centre));
  const north = places.map((p) => p[0]);
  const pad = (low, high, least) => {
    const room = Math.max(0.22 * (high - low), (least - (high - low)) / 2, 2);
    return [low - room, high + room];
  };
  const [west, east2] = pad(Math.min(...east), Math.max(...east), 18);
  const [south, north2] = pad(Math.min(...north), Math.max(...north), 12);
  const clamp = (v, most) => Math.min(most, Math.max(-most, v));
  return {
    centre,
    corners: [
      [centre + clamp(west, 175), clamp(south, 78)],
      [centre + clamp(east2, 175), clamp(north2, 78)],
    ],
  };
}

const letter = 7.3;
const lineHeight = 16;

const overlap = (a, b) =>
  Math.max(0, Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1)) *
  Math.max(0, Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1));

const boxOf = (x, y, anchor, w) => {
  const x1 = anchor === 'start' ? x : anchor === 'end' ? x - w : x - w / 2;
  return { x1, x2: x1 + w, y1: y - lineHeight + 3, y2: y + 4 };
};

/* Right, left, above, below, then further off with a leading line. */
function candidates(c) {
  const near = c.r + 5;
  const far = c.r + 34;
  return [
    [c.x + near, c.y + 4, 'start'], [c.x - near, c.y + 4, 'end'],
    [c.x, c.y - near - 2, 'middle'], [c.x, c.y + near + 11, 'middle'],
    [c.x + far, c.y - 24, 'start'], [c.x - far, c.y - 24, 'end'],
    [c.x + far, c.y + 32, 'start'], [c.x - far, c.y + 32, 'end'],
    [c.x, c.y - far - 8, 'middle'], [c.x, c.y + far + 18, 'middle'],
  ].map(([x, y, anchor], i) => ({ x, y, anchor, off: i >= 4 }));
}

/** A place for each circle's label: the first that covers nothing, else the one that covers least. */
export function labelPlaces(circles, width, height) {
  const taken = circles.map((c) => ({
    x1: c.x - c.r, x2: c.x + c.r, y1: c.y - c.r, y2: c.y + c.r, id: c.id,
  }));
  return circles.map((c) => {
    const w = letter * (c.name.length + (c.value ? c.value.length + 1 : 0));
    const scored = candidates(c).map((place, i) => {
      const box = boxOf(place.x, place.y, place.anchor, w);
      const outside = Math.max(0, 4 - box.x1) + Math.max(0, box.x2 - width + 4) +
        Math.max(0, 4 - box.y1) + Math.max(0, box.y2 - height + 4);
      const covered = taken.reduce((s, t) => s + (t.id === c.id ? 0 : overlap(box, t)), 0);
      return { ...place, box, cost: covered + 200 * outside + 2 * i };
    });
    const best = scored.reduce((a, b) => (b.cost < a.cost ? b : a));
    taken.push(best.box);
    const towards = best.anchor === 'middle' ? best.x : best.anchor === 'start' ? best.x - 3 : best.x + 3;
    return {
      id: c.id, name: c.name, value: c.value, x: best.x, y: best.y, anchor: best.anchor,
      line: best.off ? [c.x, c.y, towards, best.y - 4] : null,
    };
  });
}
