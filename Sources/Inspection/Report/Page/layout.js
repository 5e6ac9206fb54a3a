// Where the nodes of a network go, so that cables say who is near whom: stress is made small (Kamada and Kawai), then boxes are moved apart. The same
// network gives the same picture.

/** Hops between all pairs of nodes; nodes that no cable reaches stand as far as the farthest. */
function hopsBetween(count, pairs) {
  const around = Array.from({ length: count }, () => []);
  for (const [a, b] of pairs) { around[a].push(b); around[b].push(a); }
  const all = [];
  for (let start = 0; start < count; start++) {
    const hops = new Array(count).fill(-1), queue = [start];
    hops[start] = 0;
    for (const one of queue) for (const next of around[one]) if (hops[next] < 0) { hops[next] = hops[one] + 1; queue.push(next); }
    all.push(hops);
  }
  const farthest = Math.max(1, ...all.map(hops => Math.max(...hops)));
  return all.map(hops => hops.map(one => one < 0 ? farthest + 1 : one));
}

/** Positions in units of a cable's length, the longest way lying flat. */
function stressLayout(count, pairs) {
  const hops = hopsBetween(count, pairs);
  // Begin between the two ends that are farthest apart: near the result already, and never the same place twice.
  let first = 0, last = 0;
  for (let a = 0; a < count; a++) for (let b = a + 1; b < count; b++) if (hops[a][b] > hops[first][last]) [first, last] = [a, b];
  const at = hops.map((row, node) => ({ x: (row[first] - row[last]) / 2, y: 1.1 * Math.sin(2.4 * (node + 1)) }));
  for (let round = 0; round < 150; round++) {
    for (let one = 0; one < count; one++) {
      let x = 0, y = 0, weights = 0;
      for (let other = 0; other < count; other++) {
        if (other === one) continue;
        const wanted = hops[one][other], weight = 1 / (wanted * wanted), dx = at[one].x - at[other].x, dy = at[one].y - at[other].y, far = Math.hypot(dx, dy) || 1e-6;
        x += weight * (at[other].x + wanted * dx / far);
        y += weight * (at[other].y + wanted * dy / far);
        weights += weight;
      }
      if (weights > 0) at[one] = { x: x / weights, y: y / weights };
    }
  }
  return flattened(at);
}

/** Turned so that it is widest from left to right, the first node on the left. */
function flattened(at) {
  const middle = { x: at.reduce((sum, one) => sum + one.x, 0) / at.length, y: at.reduce((sum, one) => sum + one.y, 0) / at.length };
  let xx = 0, yy = 0, xy = 0;
  for (const one of at) { const dx = one.x - middle.x, dy = one.y - middle.y; xx += dx * dx; yy += dy * dy; xy += dx * dy; }
  const turn = 0.5 * Math.atan2(2 * xy, xx - yy), cos = Math.cos(turn), sin = Math.sin(turn);
  const turned = at.map(one => ({ x: (one.x - middle.x) * cos + (one.y - middle.y) * sin, y: -(one.x - middle.x) * sin + (one.y - middle.y) * cos }));
  const left = turned[0].x > 0 ? -1 : 1;
  return turned.map(one => ({ x: left * one.x, y: left * one.y }));
}

/**
 * Places in a picture that is `wide` pixels wide: {places, high}. Boxes are `box` large, with their words.
 * `limit` is how high the picture should be at most; a narrow window gets a tall one all the same.
 */
function placesFor(names, pairs, wide, box, limit) {
  const count = names.length, room = { x: wide - box.x - 12, y: 0 };
  if (count === 0) return { places: new Map(), high: box.y };
  const columns = Math.max(1, Math.floor((wide - 12) / (box.x + 26)));
  let at = count === 1 ? [{ x: 0, y: 0 }] : stressLayout(count, pairs);
  const span = axis => Math.max(...at.map(one => one[axis])) - Math.min(...at.map(one => one[axis]));
  if (span("x") > span("y") && span("x") + 1 > 1.6 * columns) at = at.map(one => ({ x: one.y, y: one.x }));
  // A cable is as long as the window lets it be, and no longer than is easy to follow.
  const [spanX, spanY] = [span("x"), span("y")], unitX = spanX > 0.01 ? Math.min(230, room.x / spanX) : 0;
  const fits = spanX > spanY ? (limit - box.y - 12) / Math.max(0.3, spanY) : 150, unitY = spanY > 0.3 ? Math.max(box.y + 8, Math.min(unitX * 0.8 || 150, 150, fits)) : 0;
  const left = Math.min(...at.map(one => one.x)), top = Math.min(...at.map(one => one.y));
  const spots = at.map(one => ({ x: (one.x - left) * unitX, y: (one.y - top) * unitY }));
  separate(spots, box, room.x);
  const lowest = Math.min(...spots.map(one => one.y)), highest = Math.max(...spots.map(one => one.y)), from = Math.min(...spots.map(one => one.x)), to = Math.max(...spots.map(one => one.x));
  // Wide windows are filled as far as that helps.
  const stretch = to - from > 1 ? Math.min(room.x / (to - from), 1.5) : 1, shift = (wide - (to - from) * stretch) / 2;
  const places = new Map(names.map((name, node) => [name, { x: shift + (spots[node].x - from) * stretch, y: spots[node].y - lowest + box.y / 2 + 6 }]));
  return { places, high: highest - lowest + box.y + 12 };
}

/** Moves boxes apart that lie on one another. */
function separate(spots, box, wide) {
  for (let round = 0; round < 200; round++) {
    let moved = false;
    for (let a = 0; a < spots.length; a++) for (let b = a + 1; b < spots.length; b++) {
      const dx = spots[b].x - spots[a].x, dy = spots[b].y - spots[a].y, overX = box.x + 16 - Math.abs(dx), overY = box.y + 4 - Math.abs(dy);
      if (overX <= 0.5 || overY <= 0.5) continue;
      moved = true;
      if (overX * 0.7 < overY && box.x * 2 < wide) { const by = overX / 2 * (dx < 0 ? -1 : 1); spots[a].x -= by; spots[b].x += by; } else { const by = overY / 2 * (dy < 0 ? -1 : 1); spots[a].y -= by; spots[b].y += by; }
    }
    for (const spot of spots) spot.x = Math.max(0, Math.min(wide, spot.x));
    if (!moved) return;
  }
}
