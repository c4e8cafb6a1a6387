// Lays out the network of actors, always the same way: first places on a ring in the order of the
// scenario, a fixed number of steps of d3-force (whose own random numbers are fixed), then labels
// pushed apart. Nothing moves after that.
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from 'd3-force';
import { wrap } from './wrap.js';

const steps = 400;
const letter = 6.6;

/** Edges with both ends known; a channel through a mediator becomes two strokes of one edge. */
export function strokes(edges, places) {
  const known = new Map(places.map((p) => [p.id, p]));
  return edges.flatMap((e) => {
    if (!known.has(e.from) || !known.has(e.to) || e.from === e.to) return [];
    // A channel is commonly named after the one who carries it; without `via` its name tells.
    const named = e.via || (e.kind === 'channel' ? e.label.split(':')[0].trim() : '');
    const via = known.get(named);
    if (e.kind !== 'channel' || via?.kind !== 'mediator') return [e];
    return [{ ...e, to: via.id, one: true }, { ...e, from: via.id, one: true }];
  });
}

function pushApart(nodes, width, height) {
  for (let pass = 0; pass < 200; pass++) {
    let moved = false;
    for (let i = 0; i < nodes.length; i++) {
      for (let j = i + 1; j < nodes.length; j++) {
        const [a, b] = [nodes[i], nodes[j]];
        const dx = b.x - a.x || 0.01 * (j - i);
        const dy = b.y - a.y || 0.01;
        const overX = a.halfWidth + b.halfWidth + 8 - Math.abs(dx);
        const overY = (a.tall + b.tall) / 2 + 8 - Math.abs(dy);
        if (overX <= 0 || overY <= 0) continue;
        moved = true;
        const [axis, over, sign] = overX < overY ? ['x', overX, Math.sign(dx)] : ['y', overY, Math.sign(dy)];
        a[axis] -= (sign * over) / 2;
        b[axis] += (sign * over) / 2;
      }
    }
    for (const n of nodes) {
      n.x = Math.min(width - n.halfWidth - 4, Math.max(n.halfWidth + 4, n.x));
      n.y = Math.min(height - n.tall + 8, Math.max(18, n.y));
    }
    if (!moved) return;
  }
}

function fit(nodes, width, height) {
  const side = (axis, room, from) => {
    const values = nodes.map((n) => n[axis]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const scale = high > low ? room / (high - low) : 0;
    for (const n of nodes) n[axis] = from + (high > low ? (n[axis] - low) * scale : room / 2);
  };
  const edge = Math.max(...nodes.map((n) => n.halfWidth)) + 6;
  side('x', Math.max(10, width - 2 * edge), edge);
  side('y', Math.max(10, height - 70), 22);
}

/** Nodes with x, y and label lines, for the places that have an edge. */
export function layout(places, edges, width, height) {
  const used = new Set(edges.flatMap((e) => [e.from, e.to]));
  const nodes = places.filter((p) => used.has(p.id)).map((p) => {
    const lines = wrap(p.name, 15, 3);
    return {
      ...p, lines, halfWidth: (letter * Math.max(...lines.map((l) => l.length), 3)) / 2,
      tall: 26 + 14 * lines.length,
    };
  });
  if (!nodes.length) return nodes;
  nodes.forEach((n, i) => {
    const turn = (2 * Math.PI * i) / nodes.length;
    n.x = width / 2 + 0.35 * width * Math.cos(turn);
    n.y = height / 2 + 0.35 * height * Math.sin(turn);
  });
  const links = [...new Map(edges.map((e) => [[e.from, e.to].sort().join(' '), e])).values()]
    .map((e) => ({ source: e.from, target: e.to }));
  const reach = Math.sqrt((width * height) / nodes.length);
  forceSimulation(nodes)
    .force('charge', forceManyBody().strength(-6 * reach))
    .force('link', forceLink(links).id((n) => n.id).distance(0.75 * reach).strength(0.5))
    .force('collide', forceCollide((n) => n.halfWidth + 14))
    .force('x', forceX(width / 2).strength(0.05 * (height / width)))
    .force('y', forceY(height / 2).strength(0.05 * (width / height)))
    .stop()
    .tick(steps);
  fit(nodes, width, height);
  pushApart(nodes, width, height);
  return nodes;
}

const order = { hostile: 0, backs: 1, channel: 2, flow: 3 };

/** Paths of the edges; several between the same two actors fan out side by side. */
export function curves(nodes, edges) {
  const at = new Map(nodes.map((n) => [n.id, n]));
  const between = new Map();
  const drawn = edges.filter((e) => at.has(e.from) && at.has(e.to))
    .sort((a, b) => (order[a.kind] ?? 9) - (order[b.kind] ?? 9));
  for (const e of drawn) {
    const key = [e.from, e.to].sort().join(' ');
    between.set(key, [...(between.get(key) ?? []), e]);
  }
  return drawn.map((e) => {
    const key = [e.from, e.to].sort();
    const group = between.get(key.join(' '));
    const slot = group.indexOf(e) - (group.length - 1) / 2;
    const [a, b] = [at.get(e.from), at.get(e.to)];
    const side = e.from === key[0] ? 1 : -1;
    return { ...e, d: curve(a, b, slot * 26 * side) };
  });
}

function curve(a, b, bend) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy) || 1;
  const [mx, my] = [(a.x + b.x) / 2 - (dy / length) * bend, (a.y + b.y) / 2 + (dx / length) * bend];
  const shorten = (p, gap) => {
    const reach = Math.hypot(mx - p.x, my - p.y) || 1;
    const step = Math.min(gap, reach / 2) / reach;
    return [p.x + (mx - p.x) * step, p.y + (my - p.y) * step];
  };
  const round = (v) => v.toFixed(1);
  const [[x1, y1], [x2, y2]] = [shorten(a, 13), shorten(b, 15)];
  return `M${round(x1)},${round(y1)} Q${round(mx)},${round(my)} ${round(x2)},${round(y2)}`;
}
